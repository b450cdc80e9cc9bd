import { cpSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fingerprintOf, readIfThere } from '../fingerprint.mjs';
import { root } from '../install.mjs';
import { runStep } from '../steps.mjs';

const SOURCES = 'tools/bench/untouched';
/** Within the project folder, so that the app uses the framework of the portal. */
const FOLDER = '.cache/untouched';
const STAMP = join(root, FOLDER, 'built-from');
const NEXT = join(root, 'node_modules/next/dist/bin/next');

/** Builds an app of the framework with nothing but one page, unless it is up to date. */
export async function buildUntouchedApp() {
  const fingerprint = fingerprintOf([SOURCES, 'package-lock.json']);
  if (fingerprint === readIfThere(STAMP)) return;
  rmSync(join(root, FOLDER), { recursive: true, force: true });
  cpSync(join(root, SOURCES), join(root, FOLDER), { recursive: true });
  await runStep('Building an untouched app', [process.execPath, NEXT, 'build', '--webpack', FOLDER], {
    minutes: 5,
    env: { NODE_ENV: 'production' },
    refusal: 'next build failed; see its output above.',
  });
  writeFileSync(STAMP, fingerprint);
}

/** The command that serves it, as the framework's manual has it. */
export const serveUntouchedApp = (host, port) => [NEXT, 'start', FOLDER, '--hostname', host, '--port', String(port)];
