import { mkdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { chromium } from 'playwright';
import { PortalUnderTest } from '@/tests/support/portal-under-test';
import { startBrowserPortal } from '@/tests/support/start-browser-portal';
import { takeShots } from './shots/take-shots';
import { writeContactSheet } from './shots/write-contact-sheet';

/*
 * Takes a screenshot of every page and state: in both languages, light and dark, at phone and desktop width, with and
 * without JavaScript. `npm run shots -- form` takes only those whose name contains "form".
 */

const FOLDER = join('.cache', 'shots');
const TIMEOUT_MS = 15 * 60_000;

const [part = ''] = process.argv.slice(2);
rmSync(FOLDER, { recursive: true, force: true });
mkdirSync(FOLDER, { recursive: true });
const timeout = setTimeout(() => {
  process.stderr.write(`The screenshots were not finished within ${TIMEOUT_MS / 60_000} minutes.\n`);
  process.exit(1);
}, TIMEOUT_MS);

const server = await startBrowserPortal();
const portal = await PortalUnderTest.at(server.baseUrl, server.dataDir);
const isRoot = process.getuid?.() === 0;
const browser = await chromium.launch({
  executablePath: process.env.CHROMIUM_PATH ?? '/usr/bin/chromium',
  // Chromium's sandbox refuses to run as root.
  args: ['--disable-gpu', '--hide-scrollbars', ...(isRoot ? ['--no-sandbox'] : [])],
});
try {
  const shots = await takeShots({ browser, portal, folder: FOLDER, part });
  writeContactSheet(FOLDER, shots);
  const failed = shots.filter(({ failure }) => failure !== undefined);
  for (const { name, failure } of failed) process.stderr.write(`${name}: ${failure}\n`);
  process.stdout.write(
    `${shots.length - failed.length} screenshots in ${FOLDER}; open ${join(FOLDER, 'index.html')}\n`,
  );
  process.exitCode = failed.length === 0 ? 0 : 1;
} finally {
  await browser.close();
  await portal.close();
  await server.stop();
  clearTimeout(timeout);
}
