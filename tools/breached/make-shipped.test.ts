import { mkdtempSync, readFileSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { Secret } from '@/lib/secret';
import { createBreachedPasswords, SHIPPED_FILE } from '@/lib/strength/breached/breached-passwords';
import { makeShipped, shippedPasswords } from './make-shipped';

test('the shipped file equals the one built from the lists, and is below 600 KiB', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'shipped-'));
  await makeShipped(join(folder, 'made'));
  expect(readFileSync(join(folder, 'made')).equals(readFileSync(SHIPPED_FILE))).toBe(true);
  rmSync(folder, { recursive: true });
  expect(statSync(SHIPPED_FILE).size).toBeLessThan(600 * 1_024);
});

test('it holds the 100,000 most common passwords of at least eight characters, and no good ones', async () => {
  const breached = createBreachedPasswords({ clock: () => new Date(0), report: () => {} });
  const passwords = shippedPasswords();
  expect(passwords.length).toBeGreaterThan(100_000);
  // Each lookup reads the file: every tenth is enough, with the first and the last.
  const asked = passwords.filter((_, at) => at % 10 === 0 || at === passwords.length - 1);
  const answers = await Promise.all(asked.map((password) => breached.has(new Secret(password))));
  expect(asked.filter((_, at) => !answers[at])).toEqual([]);
  for (const password of ['lantern otter 78 rain', '雨傘與烏龍麵在星期三一起跳舞吧', 'short']) {
    expect(await breached.has(new Secret(password))).toBe(false);
  }
  await breached.close();
});
