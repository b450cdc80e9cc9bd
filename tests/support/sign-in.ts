import { expect, type Page } from 'playwright/test';
import { enterByPassword } from './enter-by-password';
import { type Box, type NewPerson, needed } from './people';
import type { PortalUnderTest } from './portal-under-test';
import type { screensOf } from './screens';
import { clientContext, cookieOf, type SessionCookie, sessionCookieOf } from './session-cookie';

/**
 * Signs a person in as a campus link does, with the same rows but without its pages, for tests whose subject is
 * something else. The browser tab does not navigate.
 */
export async function signIn(who: NewPerson, tab: Tab): Promise<void> {
  await keepCookie(await sessionCookieOf(who, tab.portal, await userAgentOf(tab)), tab);
}

/** Signs in by a mailbox password in the same way, without the login page. */
export async function signInByPassword(box: Box, tab: Tab): Promise<void> {
  const ctx = clientContext(tab.portal, await userAgentOf(tab));
  await keepCookie(cookieOf(tab.portal, needed(await enterByPassword(ctx, box)).sessionId), tab);
}

interface Tab {
  readonly portal: PortalUnderTest;
  readonly page: Page;
}

const userAgentOf = ({ page }: Tab): Promise<string> => page.evaluate(() => navigator.userAgent);

const keepCookie = (cookie: SessionCookie, { portal, page }: Tab): Promise<void> =>
  page.context().addCookies([{ ...cookie, url: portal.baseUrl, httpOnly: true, sameSite: 'Lax' }]);

/** Signs a person in by a fresh campus link, in this browser tab, which then shows the home page. */
export async function signInByLink(
  { person }: NewPerson,
  { portal, on }: { portal: PortalUnderTest; on: ReturnType<typeof screensOf> },
): Promise<void> {
  const { url } = await portal.campusLink({ person, ip: '127.0.0.1' });
  await on.arrival.open(url);
  await on.arrival.goOn();
  await expect(on.shell.signOut).toBeVisible();
}

type LoginTab = { portal: PortalUnderTest; on: ReturnType<typeof screensOf> };

/** Fills in the login form and sends it; the sign-in may succeed or be refused. */
export async function sendLogin({ address, password }: Box, tab: LoginTab): Promise<void> {
  const { login } = tab.on;
  await login.open();
  await login.fill(address, password);
  await answerCaptcha(tab);
  await login.signIn.click();
}

/** Answers the captcha of the login page: the browser verifies by itself, or a reader without JavaScript types. */
export async function answerCaptcha({ portal, on: { login } }: LoginTab): Promise<void> {
  if (login.verifiesByItself) await expect(login.verified).toBeVisible();
  else await login.typeDigits(await portal.digitsOf(await login.captcha()));
}
