import { createHash } from 'node:crypto';
import { readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
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

/** Builds the pages when they were not built from the sources as they are now. */
export async function buildPages() {
  const fingerprint = fingerprintOfSources();
  if (fingerprint === builtFrom()) return;
  checkWritable();
  // Taken away first: a build that is interrupted must not pass for a whole one.
  rmSync(STAMP, { force: true });
  await runStep('Building the pages', [process.execPath, join(root, 'node_modules/next/dist/bin/next'), 'build'], {
    minutes: 15,
    env: { NODE_ENV: 'production' },
    refusal: 'The build failed; what it said stands above.',
  });
  writeFileSync(STAMP, fingerprint);
}

function builtFrom() {
  try {
    return readFileSync(STAMP, 'utf8');
  } catch {
    return undefined;
  }
}

/** By content: the times of files differ from clone to clone and change with every checkout. */
function fingerprintOfSources() {
  const fingerprint = createHash('sha256');
  for (const file of SOURCES.flatMap(filesIn)) {
    fingerprint
      .update(`${file}\0`)
      .update(readFileSync(join(root, file)))
      .update('\0');
  }
  return fingerprint.digest('hex');
}

function filesIn(path) {
  const found = statSync(join(root, path), { throwIfNoEntry: false });
  if (!found) return [];
  if (!found.isDirectory()) return [path];
  const names = readdirSync(join(root, path)).sort();
  return names.filter((name) => !/\.test\.tsx?$/.test(name)).flatMap((name) => filesIn(join(path, name)));
}
