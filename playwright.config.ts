import { defineConfig } from 'playwright/test';

const isRoot = process.getuid?.() === 0;

const chromiumArguments = [
  '--disable-gpu',
  '--disable-quic',
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
];

export default defineConfig({
  testDir: 'tests/e2e',
  outputDir: '.cache/playwright',
  globalSetup: './tests/support/browser-setup.ts',
  // When a story is given up that hangs, and what it waits for on a page. A busy machine is no fault.
  timeout: 120_000,
  expect: { timeout: 20_000 },
  workers: 2,
  // On a busy machine a browser can miss a moment: a story that needs its second try passes, and is listed as flaky.
  retries: process.env.CI ? 1 : 0,
  forbidOnly: true,
  // The JSON is counted by bin/checks.mjs.
  reporter: [['list'], ['json', { outputFile: '.cache/playwright.json' }]],
  projects: [
    {
      name: 'chromium',
      use: {
        browserName: 'chromium',
        actionTimeout: 20_000,
        launchOptions: {
          executablePath: process.env.CHROMIUM_PATH ?? '/usr/bin/chromium',
          // Chromium's sandbox refuses to run as root.
          args: isRoot ? ['--no-sandbox', ...chromiumArguments] : chromiumArguments,
        },
      },
    },
  ],
});
