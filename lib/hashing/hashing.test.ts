import { hash } from '@node-rs/bcrypt';
import { expect, test } from 'vitest';
import { ARGON2ID, createHasher, MAIL_HASH } from '@/lib/hashing/hashing';
import { renewedHash } from '@/lib/hashing/renewed-hash';
import { GOOGLE_HASH } from '@/lib/hashing/sha512-crypt';
import { ok, refuse } from '@/lib/result';
import { Secret } from '@/lib/secret';
import { readPassword } from '@/lib/strength/read-password';
import { OTHERS_HASHES, OTHERS_PASSWORD } from '@/tests/support/stored-hashes';

const hasher = createHasher();
const TRAPS = 'Pä ssw0rd"\\{密碼}%u%w $2a$😀 ';

async function stored(password: string): Promise<string> {
  const hashed = await hasher.hashForMail(new Secret(password));
  if (!hashed.ok) throw new Error('the hasher is unexpectedly busy');
  return hashed.value;
}

function read(typed: string): Secret {
  const password = readPassword(typed);
  if (!password.ok) throw new Error('expected a valid password');
  return password.value;
}

test('the stored form is the one that Dovecot accepts: parameters in its order, no padding', async () => {
  const hash = await stored(TRAPS);
  expect(hash).toMatch(MAIL_HASH);
  expect(hash).toMatch(/^\{ARGON2ID\}\$argon2id\$v=19\$m=19456,t=2,p=1\$[A-Za-z0-9+/]{22}\$[A-Za-z0-9+/]{43}$/);
});

test('Dovecot’s memory limit allows it to verify our hashes', () => {
  expect(ARGON2ID.memoryCost * 1024).toBeLessThan(200_000_000);
});

test('a password with special characters is verified, and no other is', async () => {
  const hash = await stored(TRAPS);
  expect(await hasher.verify(hash, new Secret(TRAPS))).toEqual(ok(true));
  for (const other of [TRAPS.trim(), TRAPS.toLowerCase(), TRAPS.normalize('NFD'), TRAPS.slice(0, 8), `${TRAPS}x`, '']) {
    expect(await hasher.verify(hash, new Secret(other))).toEqual(ok(false));
  }
});

// crypt(3) of eighty letters a, of which bcrypt reads 72.
const EIGHTY = '{BLF-CRYPT}$2b$04$abcdefghijklmnopqrstuuBzzIgyKkz7xMWYSzkIjUSnxEQFQ0WNe';

test.each([
  ['the 72 bytes that were read', 'a'.repeat(72), true, true],
  ['more of the same', 'a'.repeat(80), false, true],
  ['another end', `${'a'.repeat(72)}b`, false, true],
  ['a character that lies across the 72nd byte', `${'a'.repeat(71)}密`, false, false],
  ['fewer', 'a'.repeat(71), false, false],
  ['another last one', `${'a'.repeat(71)}b`, false, false],
])(
  'a bcrypt hash of 72 bytes and %s: only a password that bcrypt reads whole is accepted',
  async (_, typed, isLetIn, resembles) => {
    expect(await hasher.verify(EIGHTY, new Secret(typed))).toEqual(ok(isLetIn));
    expect(await hasher.resembles(EIGHTY, new Secret(typed))).toEqual(ok(resembles));
  },
);

test('a bcrypt hash is renewed for a password of up to 71 bytes, not of 72', async () => {
  const renewed = async (length: number) => {
    const password = 'a'.repeat(length);
    return renewedHash(hasher, `{BLF-CRYPT}${await hash(password, { cost: 4 })}`, new Secret(password));
  };
  expect(await renewed(71)).toMatch(MAIL_HASH);
  expect(await renewed(72)).toBeNull();
  expect(await renewed(73)).toBeNull();
});

test('A58 a NUL does not end the password', async () => {
  const hash = await stored('abc\0def');
  expect(await hasher.verify(hash, new Secret('abc\0xyz'))).toEqual(ok(false));
  expect(await hasher.verify(hash, new Secret('abc'))).toEqual(ok(false));
});

test('no password is truncated: all 512 bytes count', async () => {
  const hash = await stored('a'.repeat(512));
  expect(await hasher.verify(hash, new Secret(`${'a'.repeat(511)}b`))).toEqual(ok(false));
});

test('A60 A66 a password set in one Unicode form is verified in the other', async () => {
  const hash = await hasher.hashForMail(read('cafe\u0301 lantern 78'));
  expect(hash.ok && (await hasher.verify(hash.value, read('caf\u00e9 lantern 78')))).toEqual(ok(true));
  expect(hash.ok && (await hasher.verify(hash.value, read('cafe lantern 78')))).toEqual(ok(false));
});

test('the same password is stored with another salt each time', async () => {
  expect(await stored('lantern otter 78')).not.toBe(await stored('lantern otter 78'));
});

test('without an account nothing matches, and the computation is done all the same', async () => {
  const before = hasher.completed;
  expect(await hasher.verify(null, new Secret('lantern otter 78'))).toEqual(ok(false));
  expect(hasher.completed).toBe(before + 1);
});

test.each(OTHERS_HASHES)(
  'a hash by $madeBy is verified, with one argon2id computation in addition',
  async ({ stored }) => {
    const before = hasher.completed;
    expect(await hasher.verify(stored, new Secret(OTHERS_PASSWORD))).toEqual(ok(true));
    for (const other of [OTHERS_PASSWORD.toLowerCase(), OTHERS_PASSWORD.normalize('NFD'), `${OTHERS_PASSWORD}x`, '']) {
      expect(await hasher.verify(stored, new Secret(other))).toEqual(ok(false));
    }
    expect(hasher.completed).toBe(before + 5);
  },
);

test.each(['', '{PLAIN}', '{PLAIN}lantern', '$argon2id$v=19$m=19456,t=2,p=1$c2FsdHNhbHQ$aGFzaA', '{CRYPT}!'])(
  'a stored value of another form (%j) is an error, not a wrong password',
  async (value) => {
    await expect(hasher.verify(value, new Secret('lantern'))).rejects.toThrow(TypeError);
  },
);

test('fingerprints of one password under one salt are equal, and under another differ', async () => {
  const salt = new Uint8Array(16).fill(7);
  const once = await hasher.fingerprint(new Secret('lantern otter 78'), salt);
  const again = await hasher.fingerprint(new Secret('lantern otter 78'), salt);
  const elsewhere = await hasher.fingerprint(new Secret('lantern otter 78'), new Uint8Array(16).fill(8));
  expect(once.ok && once.value.length).toBe(32);
  expect(again).toEqual(once);
  expect(elsewhere).not.toEqual(once);
});

test('A94 a request that finds the queue full is refused at once, and the others are served', async () => {
  const busy = createHasher({ concurrency: 1, maxWaiting: 2 });
  const secret = new Secret('lantern otter 78');
  const outcomes = await Promise.all(Array.from({ length: 5 }, () => busy.hashForMail(secret)));
  expect(outcomes.map(({ ok }) => ok)).toEqual([true, true, true, false, false]);
  expect(outcomes[4]).toEqual(refuse('service.busy'));
  expect(busy.completed).toBe(3);
  expect((await busy.hashForMail(secret)).ok).toBe(true);
});

test('A94 a hash for Google waits in the same queue, and does not count as an argon2id computation', async () => {
  const busy = createHasher({ concurrency: 1, maxWaiting: 1 });
  const secret = new Secret('lantern otter 78');
  const [google, mail, late] = await Promise.all([
    busy.hashForGoogle(secret),
    busy.hashForMail(secret),
    busy.hashForGoogle(secret),
  ]);
  expect(google.ok && google.value).toMatch(GOOGLE_HASH);
  expect(mail.ok).toBe(true);
  expect(late).toEqual(refuse('service.busy'));
  expect(busy.completed).toBe(1);
});

test('the event loop keeps running while hashes are computed', async () => {
  await stored('warm up');
  let ticks = 0;
  const ticking = setInterval(() => {
    ticks += 1;
  }, 1);
  await Promise.all(Array.from({ length: 20 }, (_, i) => stored(`lantern otter ${i}`)));
  clearInterval(ticking);
  // If they ran on the event loop, the timer would fire at most once per computation.
  expect(ticks).toBeGreaterThan(3 * 20);
});

test('a computation that fails frees its slot', async () => {
  const single = createHasher({ concurrency: 1, maxWaiting: 1 });
  await expect(single.verify('{CRYPT}!', new Secret('lantern'))).rejects.toThrow();
  expect((await single.hashForMail(new Secret('lantern'))).ok).toBe(true);
  expect(single.completed).toBe(1);
});
