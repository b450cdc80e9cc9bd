import { fileURLToPath } from 'node:url';
import { defineConfig } from 'vitest/config';

const root = fileURLToPath(new URL('.', import.meta.url)).replace(/\/$/, '');

const CLOSE = ['tests/support/close-after-file.ts'];
const SERVERS = 'tests/integration/servers/*.test.ts';

// On a busy machine a real server can miss a moment: a test that needs its second try passes, and is named at the end.
const retry = process.env.CI ? 1 : 0;

export default defineConfig({
  resolve: { alias: { '@': root } },
  test: {
    // Much of the time a test waits for a server, so that two files at once are worth it on two cores as well.
    maxWorkers: 2,
    // A process loads the product once, and not anew for each of its test files: nothing in it is mocked or kept.
    isolate: false,
    // When a test is given up that hangs. On a busy machine one that is well may take ten times as long as usual.
    testTimeout: 300_000,
    hookTimeout: 300_000,
    expect: { poll: { timeout: 60_000 } },
    projects: [
      {
        extends: true,
        test: {
          name: 'unit',
          include: ['{app,lib,db,bin,tools}/**/*.test.{ts,tsx}', 'tests/unit/**/*.test.ts'],
        },
      },
      {
        extends: true,
        test: {
          name: 'integration',
          retry,
          include: ['tests/integration/**/*.test.ts'],
          exclude: [SERVERS],
          setupFiles: CLOSE,
          globalSetup: ['tests/support/global-setup.ts'],
        },
      },
      {
        extends: true,
        test: {
          name: 'servers',
          retry,
          include: [SERVERS],
          setupFiles: CLOSE,
          globalSetup: ['tests/support/global-setup.ts'],
          // They start many processes and ask for every core: one after the other.
          sequence: { groupOrder: 1 },
          maxWorkers: 1,
        },
      },
    ],
  },
});
