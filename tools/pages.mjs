import { rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { compressFiles } from './compress-files.mjs';
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
  'tools/compile-messages.mjs',
  'tools/compress-files.mjs',
  'tsconfig.json',
  'package-lock.json',
];
const STAMP = join(root, '.next', 'built-from');

/**
 * Builds the pages if their sources have changed since the last build, or if forced.
 *
 * @param isForBench with the bare page that `npm run bench` compares the others with
 */
export async function buildPages({ isForced = false, isForBench = false } = {}) {
  const fingerprint = fingerprintOf(SOURCES) + (isForBench ? ' for the bench' : '');
  if (!isForced && fingerprint === readIfThere(STAMP)) return;
  checkWritable();
  // Removed first, so that an interrupted build does not count as up to date.
  rmSync(STAMP, { force: true });
  await runStep(
    'Building the pages',
    [process.execPath, join(root, 'node_modules/next/dist/bin/next'), 'build', '--webpack'],
    {
      minutes: 15,
      env: { NODE_ENV: 'production', ...(isForBench && { BENCH_PAGES: '1' }) },
      refusal: 'next build failed; see its output above.',
    },
  );
  compressFiles(join(root, '.next', 'static'));
  writeFileSync(STAMP, fingerprint);
}
