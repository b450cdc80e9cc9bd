import { createHash } from 'node:crypto';
import { readdirSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { root } from './install.mjs';

/**
 * Hashes the names and contents of sources, to detect whether a build is up to date. Modification times would not do:
 * they differ between clones and change with every checkout.
 *
 * @param {string[]} sources files and folders, relative to the project folder; tests in them are left out
 * @returns {string} SHA-256 in hexadecimal digits
 */
export function fingerprintOf(sources) {
  const fingerprint = createHash('sha256');
  for (const file of sources.flatMap(filesIn)) {
    fingerprint
      .update(`${file}\0`)
      .update(readFileSync(join(root, file)))
      .update('\0');
  }
  return fingerprint.digest('hex');
}

/** @returns {string | undefined} the text of a file, undefined if it cannot be read */
export function readIfThere(file) {
  try {
    return readFileSync(file, 'utf8');
  } catch {
    return undefined;
  }
}

function filesIn(path) {
  const found = statSync(join(root, path), { throwIfNoEntry: false });
  if (!found) return [];
  if (!found.isDirectory()) return [path];
  const names = readdirSync(join(root, path)).sort();
  return names.filter((name) => !/\.test\.tsx?$/.test(name)).flatMap((name) => filesIn(join(path, name)));
}
