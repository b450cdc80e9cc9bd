import { startBrowserPortal } from './start-browser-portal';

/** Starts one portal for all browser tests. */
export default async function setUp(): Promise<() => Promise<void>> {
  const portal = await startBrowserPortal();
  process.env.PORTAL_UNDER_TEST_URL = portal.baseUrl;
  process.env.PORTAL_UNDER_TEST_DATA_DIR = portal.dataDir;
  return portal.stop;
}
