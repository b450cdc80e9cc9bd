import { createTranslator } from 'next-intl';
import { expect, test } from 'vitest';
import { HTML_LANG } from '@/app/_web/language';
import { HISTORY_EVENTS } from '@/lib/account/history/list-own-history';
import { ADVICE } from '@/lib/mail-log/status/advice';
import { RECEIVERS, type Receiver, repliesOf } from '@/lib/mail-log/status/receivers';
import { REPLY_WORDS } from '@/lib/mail-log/status/reply-words';
import { STATUS_CODES } from '@/lib/mail-log/status/status-codes';
import { FAILURE_REASONS } from '@/lib/mail-systems/failure-reasons';
import { oldCodeOf } from '@/lib/old-codes';
import { REFUSAL_CODES } from '@/lib/refusal-codes';
import { PASSWORD_NOTES } from '@/lib/strength/password-notes';
import { STRENGTH_SUGGESTIONS, STRENGTH_WARNINGS, STRENGTH_WORDS } from '@/lib/strength/strength';
import crash from '@/messages/crash.json';
import english from '@/messages/en.json';
import chinese from '@/messages/zh-TW.json';
import { sentencesIn } from '../support/sentences-in';

const LANGUAGES = { 'zh-TW': chinese, en: english };
const languages = Object.entries(LANGUAGES) as [keyof typeof LANGUAGES, object][];

/** The arguments of a sentence: `{count}`, `{count, plural, …}`. */
function argumentsOf(sentence: string): string[] {
  // The text of a plural's branch, `one {box}`, follows a word; an argument never does.
  const names = [...sentence.matchAll(/(?<!(?:\b(?:zero|one|two|few|many|other)|=\d+)\s*)\{\s*(\w+)\s*[,}]/g)];
  return [...new Set(names.map(([, name]) => name ?? ''))].sort();
}

/** The markup tags of a sentence: `<addr>…</addr>`. */
const tagsOf = (sentence: string): string[] => [
  ...new Set([...sentence.matchAll(/<(\w+)>/g)].map(([, name]) => name ?? '')),
];

/** The keys below a namespace, compared with the product's closed lists. */
const keysBelow = (messages: object, namespace: string): string[] =>
  [...sentencesIn(messages).keys()]
    .filter((key) => key.startsWith(`${namespace}.`))
    .map((key) => key.slice(namespace.length + 1));

test('both languages have the same sentences', () => {
  expect([...sentencesIn(english).keys()].sort()).toEqual([...sentencesIn(chinese).keys()].sort());
});

test('the page of a failed render says the same in both languages', () => {
  expect(Object.keys(crash)).toEqual(Object.values(HTML_LANG));
  const [first, second] = Object.values(crash).map((words) => sentencesIn(words));
  expect([...(second?.keys() ?? [])]).toEqual([...(first?.keys() ?? [])]);
  for (const sentence of [...(first?.values() ?? []), ...(second?.values() ?? [])])
    expect(sentence.trim()).not.toBe('');
});

test('no sentence is empty or left in the other language', () => {
  for (const [language, messages] of languages) {
    for (const [key, sentence] of sentencesIn(messages)) expect(sentence.trim(), `${language} ${key}`).not.toBe('');
  }
  const isChinese = /\p{Script=Han}/u;
  const left = [...sentencesIn(chinese).values()].filter(
    (text) => !isChinese.test(text) && /[a-z]{2} [a-z]{2}/i.test(text),
  );
  expect(sentencesIn(chinese).size).toBeGreaterThan(0);
  expect(left).toEqual([]);
});

test('a sentence has the same arguments in both languages', () => {
  for (const [key, sentence] of sentencesIn(chinese)) {
    const inEnglish = sentencesIn(english).get(key) ?? '';
    expect(argumentsOf(inEnglish), key).toEqual(argumentsOf(sentence));
    expect(tagsOf(inEnglish).sort(), key).toEqual(tagsOf(sentence).sort());
  }
});

const asText = (words: unknown) => String(words);

test.each(languages)('every sentence of %s can be formatted, and names nothing of the code', (locale, messages) => {
  const t = createTranslator({
    locale,
    messages: messages as Record<string, never>,
    onError: (error) => {
      throw error;
    },
  });
  for (const [key, sentence] of sentencesIn(messages)) {
    const figures = Object.fromEntries(argumentsOf(sentence).map((name) => [name, 2]));
    const markup = Object.fromEntries(tagsOf(sentence).map((name) => [name, asText]));
    const output = [t.rich(key as never, { ...figures, ...markup } as never)].flat().join('');
    expect(output, key).not.toMatch(/[{}]/);
    // A name such as `mailboxAction`; iPhone and iOS have one small letter first.
    expect(output, key).not.toMatch(/\b(?!macOS\b)[a-z]{2,}[A-Z]/);
  }
});

test.each(languages)('every refusal code has a sentence in %s, and every such sentence has a code', (_, messages) => {
  expect(keysBelow(messages, 'errors').sort()).toEqual([...REFUSAL_CODES].sort());
});

test.each(languages)(
  'every reason of a failed delivery has a sentence in %s, and only such reasons have advice',
  (_, messages) => {
    expect(keysBelow(messages, 'delivery.reasons').sort()).toEqual([...FAILURE_REASONS].sort());
    expect(keysBelow(messages, 'delivery.advice')).not.toEqual([]);
    for (const reason of keysBelow(messages, 'delivery.advice')) expect(FAILURE_REASONS).toContain(reason);
  },
);

test.each(languages)('every event of a history has a sentence in %s', (_, messages) => {
  expect(keysBelow(messages, 'history.event').sort()).toEqual([...HISTORY_EVENTS].sort());
});

test.each(languages)('every delivery status, and what to do about it, has a sentence in %s', (_, messages) => {
  const replies = (Object.keys(RECEIVERS) as Receiver[]).flatMap((receiver) =>
    repliesOf(receiver).map(([reply]) => reply),
  );
  expect(keysBelow(messages, 'mailStatus.code').sort()).toEqual(Object.keys(STATUS_CODES).sort());
  expect(keysBelow(messages, 'mailStatus.words').sort()).toEqual(Object.keys(REPLY_WORDS).sort());
  expect(keysBelow(messages, 'mailStatus.receiver').sort()).toEqual([...replies].sort());
  for (const reader of ['advice', 'adviceToSender'])
    expect(keysBelow(messages, `mailStatus.${reader}`).sort()).toEqual([...ADVICE].sort());
});

test.each(languages)('every warning, suggestion, note and strength has a sentence in %s', (_, messages) => {
  expect(keysBelow(messages, 'strength.warnings').sort()).toEqual([...STRENGTH_WARNINGS].sort());
  expect(keysBelow(messages, 'strength.suggestions').sort()).toEqual([...STRENGTH_SUGGESTIONS].sort());
  expect(keysBelow(messages, 'notes').sort()).toEqual([...PASSWORD_NOTES].sort());
  expect(keysBelow(messages, 'strength')).toEqual(expect.arrayContaining([...STRENGTH_WORDS]));
});

test.each(languages)('every refusal of a campus link has advice in %s', (_, messages) => {
  const advised = new Set(keysBelow(messages, 'advice').map((key) => key.replace(/\.\d+$/, '')));
  const links = REFUSAL_CODES.filter((code) => code.startsWith('campus_link.'));
  for (const code of links) expect([...advised]).toContain(code);
  for (const code of advised) expect(REFUSAL_CODES).toContain(code);
});

test('a code of the old service has one meaning; only the address mismatch and the warning appear in two places', () => {
  const codes = REFUSAL_CODES.flatMap((code) => oldCodeOf(code)?.code ?? []);
  const twice = codes.filter((code, at) => codes.indexOf(code) !== at);
  expect([...new Set(twice)]).toEqual(['SESSION(-2)', 'USER(-3)']);
});

test('the arguments of a sentence are found, and plural branches are not among them', () => {
  expect(argumentsOf('no {a} and {b, number}')).toEqual(['a', 'b']);
  expect(argumentsOf('{n, plural, =0 {none} one {box} other {# boxes of {owner}}}')).toEqual(['n', 'owner']);
});
