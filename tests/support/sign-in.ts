import { expect } from 'playwright/test';
import type { NewPerson } from './people';
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
