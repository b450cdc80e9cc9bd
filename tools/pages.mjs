import { rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fingerprintOf, readIfThere } from './fingerprint.mjs';
import { checkWritable, root } from './install.mjs';
import { runStep } from './steps.mjs';

const SOURCES = [
  'app',
  'lib',
  'db',
  'messages',
  'public',
  'middleware.ts',
  'next.config.ts',
  'tsconfig.json',
  'package-lock.json',
];
const STAMP = join(root, '.next', 'built-from');

/** Builds the pages when they were not built from the sources as they are now, or when they are to be built anew. */
export async function buildPages({ isAnew = false, isForBench = false } = {}) {
  const fingerprint = fingerprintOf(SOURCES) + (isForBench ? ' for the bench' : '');
  if (!isAnew && fingerprint === readIfThere(STAMP)) return;
  checkWritable();
  // Taken away first: a build that is interrupted must not pass for a whole one.
  rmSync(STAMP, { force: true });
  await runStep('Building the pages', [process.execPath, join(root, 'node_modules/next/dist/bin/next'), 'build'], {
    minutes: 15,
    env: { NODE_ENV: 'production', ...(isForBench && { BENCH_PAGES: '1' }) },
    refusal: 'The build failed; what it said stands above.',
  });
  writeFileSync(STAMP, fingerprint);
}
