import { test as base } from 'vitest';
import { HttpClient } from './http-client';
import { type NewPerson, newPerson, type PersonOptions } from './people';
import { PortalUnderTest } from './portal-under-test';
import { clientSignedInAs } from './session-cookie';
import { startBrowserPortal } from './start-browser-portal';
import { atTheEnd } from './world';

/**
 * For stories that only send requests: the fixtures of the browser tests without a browser. Each test file has one
 * portal, which is started for its first story.
 */
export const test = base
  // biome-ignore lint/correctness/noEmptyPattern: the runner reads the names of the fixtures from the pattern
  .extend('portal', { scope: 'file' }, async ({}): Promise<PortalUnderTest> => {
    const server = await startBrowserPortal();
    atTheEnd(server.stop);
    const portal = await PortalUnderTest.at(server.baseUrl, server.dataDir);
    atTheEnd(() => portal.close());
    return portal;
  })
  .extend('createPerson', ({ portal }) => {
    return (options?: PersonOptions): Promise<NewPerson> => newPerson(portal.context, options);
  })
  /** A client that is not signed in. */
  .extend('client', ({ portal }) => new HttpClient(portal.baseUrl))
  /** Returns a client signed in as this person. */
  .extend('clientSignedInAs', ({ portal }) => {
    return (who: NewPerson, besides?: { headers?: Record<string, string> }): Promise<HttpClient> =>
      clientSignedInAs(who, portal, besides);
  });
