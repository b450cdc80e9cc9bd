import { expect, type Page } from 'playwright/test';
import { enterByCampusLink } from '@/lib/campus-link/enter-by-campus-link';
import { contextOf } from '@/lib/context';
import { seal } from '@/lib/sealed-box';
import type { Box, NewPerson } from './people';
import type { PortalUnderTest } from './portal-under-test';
import type { screensOf } from './screens';

/** As `app/_web/session-cookie.ts` names it where the portal is reached by http. */
const SESSION_COOKIE = 'portal_session';

/**
 * Signs a person in as a campus link does, with the rows that it writes, and without its pages: for a test whose subject
 * is something else. The browser tab stays where it is.
 */
export async function signIn(who: NewPerson, { portal, page }: { portal: PortalUnderTest; page: Page }): Promise<void> {
  const userAgent = await page.evaluate(() => navigator.userAgent);
  const { name, value } = await sessionCookieOf(who, portal, userAgent);
  await page.context().addCookies([{ name, value, url: portal.baseUrl, httpOnly: true, sameSite: 'Lax' }]);
}

/** Opens a session of a person at 127.0.0.1. @returns the cookie that names it */
export async function sessionCookieOf(
  { person }: NewPerson,
  portal: PortalUnderTest,
  userAgent?: string,
): Promise<{ name: string; value: string }> {
  const address = '127.0.0.1';
  const { token } = await portal.campusLink({ person, ip: address });
  const ctx = contextOf(portal.runtime, { address, requestId: 'TEST-0001', userAgent });
  const entered = await enterByCampusLink(ctx, { token, visit: undefined, formerSessionId: undefined });
  if (!entered.ok) throw new Error(`nobody was let in: ${entered.code}`);
  const value = seal(portal.runtime.config.secret, 'session-cookie', entered.value.sessionId);
  return { name: SESSION_COOKIE, value };
}

/** Brings a person in by a fresh campus link, in this browser tab, which then shows the home page. */
export async function signInByLink(
  { person }: NewPerson,
  { portal, on }: { portal: PortalUnderTest; on: ReturnType<typeof screensOf> },
): Promise<void> {
  const { url } = await portal.campusLink({ person, ip: '127.0.0.1' });
  await on.arrival.comeBy(url);
  await on.arrival.goOn();
  await expect(on.shell.signOut).toBeVisible();
}

/** Fills in the login form, answers its captcha and sends it; whether that lets the person in is another matter. */
export async function sendLogin(
  { address, password }: Box,
  { portal, on }: { portal: PortalUnderTest; on: ReturnType<typeof screensOf> },
): Promise<void> {
  await on.login.open();
  await on.login.fill(address, password);
  await on.login.digits.fill(await portal.digitsOf(await on.login.captcha()));
  await on.login.signIn.click();
}
