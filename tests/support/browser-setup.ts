import { startPortal } from './portal-process';

/**
 * Starts one portal for all browser tests.
 *
 * It stands as if behind a proxy at 127.0.0.1, so that a test can come from any address: a browser by the header that
 * the proxy would write, a client without a proxy from 127.0.0.2, whose headers are not believed.
 */
export default async function setUp(): Promise<() => Promise<void>> {
  const portal = await startPortal({ TRUSTED_PROXIES: '127.0.0.1/32' });
  process.env.PORTAL_UNDER_TEST_URL = portal.baseUrl;
  process.env.PORTAL_UNDER_TEST_DATA_DIR = portal.dataDir;
  return portal.stop;
}
