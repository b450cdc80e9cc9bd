import { expect } from 'playwright/test';
import type { Box, NewPerson } from './people';
import type { PortalUnderTest } from './portal-under-test';
import type { screensOf } from './screens';

/** Brings a person in by a fresh campus link, in this browser tab. */
export async function signIn(
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
