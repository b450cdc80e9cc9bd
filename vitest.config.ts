import { fileURLToPath } from 'node:url';
import { defineConfig } from 'vitest/config';

const root = fileURLToPath(new URL('.', import.meta.url)).replace(/\/$/, '');

const CLOSE = ['tests/support/close-after-file.ts'];
const SERVERS = 'tests/integration/servers/*.test.ts';

// On a busy machine a real server can time out. A test that passes at the second attempt is listed at the end of the
// run.
const retry = process.env.CI ? 1 : 0;

export default defineConfig({
  resolve: { alias: { '@': root } },
  test: {
    // Tests spend much of their time waiting for servers, so two workers pay off even on two cores.
    maxWorkers: 2,
    // A worker loads the product once for all of its test files: no test mocks modules or leaves state in them.
    isolate: false,
    // Only for tests that hang. On a busy machine a healthy test may take ten times as long as usual.
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
          // These tests start many processes and use every core, so they run one after the other.
          sequence: { groupOrder: 1 },
          maxWorkers: 1,
        },
      },
    ],
  },
});
