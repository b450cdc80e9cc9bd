import { expect, type Page } from 'playwright/test';
import { contextOf, type RequestContext } from '@/lib/runtime/runtime';
import { seal } from '@/lib/sealed-box';
import { enterByCampusLink } from '@/lib/sign-in/campus-link/enter-by-campus-link';
import { enterByPassword } from './enter-by-password';
import { type Box, type NewPerson, needed } from './people';
import type { PortalUnderTest } from './portal-under-test';
import type { screensOf } from './screens';

/** The name in `app/_web/session-cookie.ts` for a portal that is reached by http. */
const SESSION_COOKIE = 'portal_session';
const HERE = '127.0.0.1';

/**
 * Signs a person in as a campus link does, with the same rows but without its pages, for tests whose subject is
 * something else. The browser tab does not navigate.
 */
export async function signIn(who: NewPerson, tab: Tab): Promise<void> {
  await keepCookie(await sessionCookieOf(who, tab.portal, await userAgentOf(tab)), tab);
}

/** Signs in by a mailbox password in the same way, without the login page. */
export async function signInByPassword(box: Box, tab: Tab): Promise<void> {
  const ctx = visitorAt(tab.portal, await userAgentOf(tab));
  await keepCookie(cookieOf(tab.portal, needed(await enterByPassword(ctx, box)).sessionId), tab);
}

/** Opens a session of a person at 127.0.0.1. @returns its cookie */
export async function sessionCookieOf({ person }: NewPerson, portal: PortalUnderTest, userAgent?: string) {
  const { token } = await portal.campusLink({ person, ip: HERE });
  const arrival = { token, visit: 'visit', formerSessionId: undefined };
  return cookieOf(portal, needed(await enterByCampusLink(visitorAt(portal, userAgent), arrival)).sessionId);
}

interface Tab {
  readonly portal: PortalUnderTest;
  readonly page: Page;
}

const visitorAt = ({ runtime }: PortalUnderTest, userAgent?: string): RequestContext =>
  contextOf(runtime, { address: HERE, requestId: 'TEST-0001', userAgent });

const userAgentOf = ({ page }: Tab): Promise<string> => page.evaluate(() => navigator.userAgent);

const cookieOf = ({ runtime }: PortalUnderTest, sessionId: string) => ({
  name: SESSION_COOKIE,
  value: seal(runtime.config.secret, 'session-cookie', sessionId),
});

const keepCookie = (cookie: ReturnType<typeof cookieOf>, { portal, page }: Tab): Promise<void> =>
  page.context().addCookies([{ ...cookie, url: portal.baseUrl, httpOnly: true, sameSite: 'Lax' }]);

/** Signs a person in by a fresh campus link, in this browser tab, which then shows the home page. */
export async function signInByLink(
  { person }: NewPerson,
  { portal, on }: { portal: PortalUnderTest; on: ReturnType<typeof screensOf> },
): Promise<void> {
  const { url } = await portal.campusLink({ person, ip: '127.0.0.1' });
  await on.arrival.comeBy(url);
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
