import { defineConfig } from 'playwright/test';
import { launchOptions, WHOLE_BROWSER } from './tests/support/browsers';

/** Told in the whole browser as well. */
const WHOLE_BROWSER_TAG = /@whole-browser/;

export default defineConfig({
  testDir: 'tests/e2e',
  outputDir: '.cache/playwright',
  globalSetup: './tests/support/browser-setup.ts',
  // When a story is given up that hangs, and what it waits for on a page. A busy machine is no fault.
  timeout: 120_000,
  expect: { timeout: 20_000 },
  workers: 2,
  // One test after the other goes to whichever worker is free, so that none waits at the end for a long file.
  fullyParallel: true,
  // On a busy machine a browser can miss a moment: a story that needs its second try passes, and is listed as flaky.
  retries: process.env.CI ? 1 : 0,
  forbidOnly: true,
  // The JSON is counted by tools/checks.mjs.
  reporter: [['list'], ['json', { outputFile: '.cache/playwright.json' }]],
  use: { browserName: 'chromium', actionTimeout: 20_000 },
  projects: [
    { name: 'chromium', use: { launchOptions: launchOptions() } },
    { name: 'whole browser', grep: WHOLE_BROWSER_TAG, use: { launchOptions: launchOptions(WHOLE_BROWSER) } },
  ],
});
