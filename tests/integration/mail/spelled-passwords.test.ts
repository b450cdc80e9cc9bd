import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { expect, test } from 'vitest';
import { findPasswordSecret } from '@/db/queries/mailboxes';
import { cast, newPassword } from '../../cast/cast';
import { ALL_LOGINS, acceptedLogins, inForce, NO_LOGIN, testRuntime } from '../../support/world';

/** Passwords that a component on the way to the mailbox could interpret as syntax. */
const SPELLED = {
  'with spaces, also at both ends': '  lanterns drift  over the river ',
  'with quotes': `lanterns 'drift' "over" the river`,
  'with backslashes': 'lanterns\\drift\\"over\\ the river\\',
  'with percent signs': 'lanterns%drift%20over%u %w %{password} %%',
  'that begins like a scheme': '{PLAIN}lanterns drift over the river',
  'with dollar signs, as in a hash': '$argon2id$v=19$m=19456,t=2,p=1$lanterns$drift',
  'with braces, as in a literal': 'lanterns {5} drift {12+} over',
  'with é composed': 'caf\u00e9 lanterns drift over',
  'in Chinese': '河上燈籠慢慢漂過古老石橋邊的茶館',
  'with emoji and joiners': '🏮 lanterns 👩‍👩‍👧 drift 🌊 over',
  'with every ASCII sign': '!"#$%&\'()*+,-./:;<=>?@[\\]^_`{|}~ lantern',
  'of 128 characters': `${'lanterns drift over the river while '.repeat(3)}moths count 1094 doors`.slice(0, 128),
};

test('the longest of them has 128 characters', () => {
  expect([...SPELLED['of 128 characters']]).toHaveLength(128);
});

test.each(Object.entries(SPELLED))('A72 a password %s works over every protocol', async (_, typed) => {
  const { linXia } = await cast();
  await inForce((await linXia.sets(typed)).change);

  expect(await acceptedLogins(linXia.address, typed.normalize('NFC'))).toEqual(ALL_LOGINS);
  // Every protocol refuses it without its last character: none ignores the end.
  expect(await acceptedLogins(linXia.address, [...typed].slice(0, -1).join(''))).toEqual(NO_LOGIN);
});

test('A60 é typed as two code points is stored as one, so that it signs in as keyboards send it', async () => {
  const { linXia } = await cast();
  const decomposed = 'cafe\u0301 lanterns drift over';
  await inForce((await linXia.sets(decomposed)).change);

  expect(await acceptedLogins(linXia.address, decomposed.normalize('NFC'))).toEqual(ALL_LOGINS);
  expect(await acceptedLogins(linXia.address, decomposed)).toEqual(NO_LOGIN);
});

test('the stored password passes Dovecot’s own test of it', async () => {
  const { linXia } = await cast();
  const next = newPassword();
  const { change } = await linXia.sets(next);
  const stored = await findPasswordSecret((await testRuntime()).connection.db, change.mailboxId);

  expect(stored).toMatch(/^\{ARGON2ID\}\$argon2id\$v=19\$m=19456,t=2,p=1\$/);
  const { stdout } = await promisify(execFile)('doveadm', ['pw', '-t', stored ?? '', '-p', next]);
  expect(stdout).toContain('(verified)');
});
