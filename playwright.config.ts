import { defineConfig } from 'playwright/test';
import { launchOptions, WHOLE_BROWSER } from './tests/support/browsers';

/** Marks the tests that run in full Chromium too, not only in its headless shell. */
const WHOLE_BROWSER_TAG = /@whole-browser/;

export default defineConfig({
  testDir: 'tests/e2e',
  outputDir: '.cache/playwright',
  globalSetup: './tests/support/browser-setup.ts',
  // Only for tests that hang: a busy machine must not fail them.
  timeout: 120_000,
  expect: { timeout: 20_000 },
  workers: 2,
  // Single tests, not files, go to the next free worker, so that no worker waits at the end for a long file.
  fullyParallel: true,
  // On a busy machine a browser can time out. A test that passes at the second attempt is listed as flaky.
  retries: process.env.CI ? 1 : 0,
  forbidOnly: true,
  // tools/checks.mjs counts the results in the JSON report.
  reporter: [['list'], ['json', { outputFile: '.cache/playwright.json' }]],
  use: { browserName: 'chromium', actionTimeout: 20_000 },
  projects: [
    { name: 'chromium', use: { launchOptions: launchOptions() } },
    { name: 'whole browser', grep: WHOLE_BROWSER_TAG, use: { launchOptions: launchOptions(WHOLE_BROWSER) } },
  ],
});
