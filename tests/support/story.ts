import { test as base, expect } from 'playwright/test';
import type { Reader } from '../pages/reader';
import { HttpClient } from './http-client';
import { type Box, type NewPerson, newPerson, type PersonOptions } from './people';
import { PortalUnderTest } from './portal-under-test';
import { screensOf } from './screens';
import { clientSignedInAs } from './session-cookie';
import { answerCaptcha, sendLogin, signIn, signInByLink } from './sign-in';
import { WORDS, type Words } from './words';

export { expect };

interface StoryFixtures {
  reader: Reader;
  /** The sentences in the reader's language. */
  words: Words;
  on: ReturnType<typeof screensOf>;
  createPerson(options?: PersonOptions): Promise<NewPerson>;
  /** Gives this test's browser a session of the person; no page is opened yet. */
  signIn(who: NewPerson): Promise<void>;
  /** Signs the person in by a fresh campus link, in this test's browser, for stories about the sign-in itself. */
  signInByLink(who: NewPerson): Promise<void>;
  /** Creates a person and signs them in, as most stories start. */
  signInNewPerson(options?: PersonOptions): Promise<NewPerson>;
  /** Sends the login form with the captcha solved, in this test's browser. */
  sendLogin(box: Box): Promise<void>;
  /** Answers the captcha of the login form that this test's browser shows. */
  answerCaptcha(): Promise<void>;
  client: HttpClient;
  /** An HTTP client without a browser, signed in as this person. */
  clientSignedInAs(who: NewPerson, besides?: { headers?: Record<string, string> }): Promise<HttpClient>;
}

export const test = base.extend<StoryFixtures, { portal: PortalUnderTest }>({
  reader: [{ language: 'zh_TW', javaScript: true }, { option: true }],
  portal: [
    // biome-ignore lint/correctness/noEmptyPattern: the runner reads the names of the fixtures from the pattern
    async ({}, use) => {
      const portal = await PortalUnderTest.open();
      await use(portal);
      await portal.close();
    },
    { scope: 'worker' },
  ],
  baseURL: ({ portal }, use) => use(portal.baseUrl),
  javaScriptEnabled: ({ reader }, use) => use(reader.javaScript),
  locale: ({ reader }, use) => use(reader.language === 'en' ? 'en-US' : 'zh-TW'),
  words: ({ reader }, use) => use(WORDS[reader.language]),
  on: ({ page, reader }, use) => use(screensOf(page, reader)),
  createPerson: ({ portal }, use) => use((options) => newPerson(portal.context, options)),
  signIn: ({ portal, page }, use) => use((who) => signIn(who, { portal, page })),
  signInByLink: ({ portal, on }, use) => use((who) => signInByLink(who, { portal, on })),
  signInNewPerson: ({ createPerson, signIn: openSession }, use) =>
    use(async (options) => {
      const who = await createPerson(options);
      await openSession(who);
      return who;
    }),
  sendLogin: ({ portal, on }, use) => use((box) => sendLogin(box, { portal, on })),
  answerCaptcha: ({ portal, on }, use) => use(() => answerCaptcha({ portal, on })),
  client: ({ portal }, use) => use(new HttpClient(portal.baseUrl)),
  clientSignedInAs: ({ portal }, use) => use((who, besides) => clientSignedInAs(who, portal, besides)),
});

/** For a story that also runs in the whole browser, not only in its headless shell. @see playwright.config.ts */
export const ALSO_IN_WHOLE_BROWSER = { tag: '@whole-browser' };

export const READERS: readonly Reader[] = [
  { language: 'zh_TW', javaScript: true },
  { language: 'zh_TW', javaScript: false },
  { language: 'en', javaScript: true },
  { language: 'en', javaScript: false },
];

/** For sign-in, change, reading gate and receipt: runs the story in both languages, with and without JavaScript. */
export function forEveryReader(define: (reader: Reader) => void): void {
  for (const reader of READERS) defineFor(reader, define);
}

/** For every other story: runs it once in each language, one of the two without JavaScript. */
export function forTwoReaders(define: (reader: Reader) => void): void {
  const isChosen = ({ language, javaScript }: Reader) => javaScript === (language === 'zh_TW');
  for (const reader of READERS.filter(isChosen)) defineFor(reader, define);
}

export function forReadersWithJavaScript(define: (reader: Reader) => void): void {
  for (const reader of READERS.filter(({ javaScript }) => javaScript)) defineFor(reader, define);
}

function defineFor(reader: Reader, define: (reader: Reader) => void): void {
  test.describe(`${reader.language}, ${reader.javaScript ? 'with' : 'without'} JavaScript`, () => {
    test.use({ reader });
    define(reader);
  });
}
