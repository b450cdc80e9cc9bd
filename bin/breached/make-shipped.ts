import { createHash } from 'node:crypto';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { dictionary } from '@zxcvbn-ts/language-common';
import { SHIPPED_FILE } from '@/lib/password/breached/breached-passwords';
import { buildBreachedFile } from '@/lib/password/breached/build-breached-file';
import { countCharacters, LEAST_MIN_CHARACTERS } from '@/lib/password/password-rules';

/** What ships: common passwords that a campus with the lowest minimum would take, and long ones that everybody knows. */
export function shippedPasswords(): string[] {
  const common = dictionary['passwords-common'].map(String);
  const all = [...common, ...wellKnown()].map((password) => password.normalize('NFC'));
  return [...new Set(all)].filter((password) => countCharacters(password) >= LEAST_MIN_CHARACTERS);
}

function wellKnown(): string[] {
  return readFileSync(new URL('well-known.txt', import.meta.url), 'utf8')
    .split('\n')
    .filter((line) => line !== '' && !line.startsWith('#'))
    .flatMap((line) => [line, line.toLowerCase()])
    .flatMap((line) => [line, line.replaceAll(' ', ''), line.replaceAll(' ', '-')]);
}

/** Makes the file, the same for the same lists. @param to where */
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
