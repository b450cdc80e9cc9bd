import { execFileSync, spawn } from 'node:child_process';
import { mkdtemp, rename, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { exportJWK, type JWK } from 'jose';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { after, before, days, seconds } from '@/lib/clock';
import { createCampusJwks } from '@/lib/sign-in/campus-link/campus-jwks';
import { makeCampusLink } from '@/lib/sign-in/campus-link/make-campus-link';
import { openCampusLink } from '@/lib/sign-in/campus-link/open-campus-link';
import { createCampusKeys, linXiaClaims, NOON, newSigningKey } from '@/tests/support/forge-campus-link';

let folder: string;
let path: string;
let now: Date;
const report = vi.fn<(problem: string) => void>();

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'campus-jwks-'));
  path = join(folder, 'campus.jwks.json');
  now = NOON;
  report.mockClear();
});
afterEach(() => rm(folder, { recursive: true }));

const reader = () => createCampusJwks({ path, clock: () => now, report });
const pass = (ms: number) => {
  now = after(now, ms);
};

async function publish(content: unknown): Promise<void> {
  await writeFile(`${path}.new`, typeof content === 'string' ? content : JSON.stringify(content));
  await rename(`${path}.new`, path);
}

async function newJwk(kid: string, more: JWK = {}): Promise<JWK> {
  return { ...(await exportJWK((await newSigningKey()).publicKey)), kid, ...more };
}

test('the keys of the file are found by their id', async () => {
  await publish({ keys: [await newJwk('a', { use: 'sig', alg: 'ES256', key_ops: ['verify'] }), await newJwk('b')] });
  const jwks = reader();
  expect(await jwks.verificationKey('a')).toMatchObject({ type: 'public', usages: ['verify'] });
  expect(await jwks.verificationKey('b')).toBeDefined();
  expect(await jwks.verificationKey('c')).toBeUndefined();
  expect(await jwks.verificationKey('constructor')).toBeUndefined();
  expect(report).not.toHaveBeenCalled();
});

test('a key is imported once, not for each link', async () => {
  await publish({ keys: [await newJwk('a')] });
  const jwks = reader();
  const first = await jwks.verificationKey('a');
  pass(seconds(60));
  expect(await jwks.verificationKey('a')).toBe(first);
});

test('A18 a key that is added or removed counts within five seconds, without a restart', async () => {
  const { keys, campusKey, maker } = await createCampusKeys();
  const [old, next] = [{ ...(await exportJWK(campusKey.publicKey)), kid: 'campus-1' }, await newJwk('campus-2')];
  const token = await makeCampusLink(linXiaClaims, maker);
  const jwks = reader();
  const isTaken = async () => (await openCampusLink(token, { ...keys, ...jwks }, NOON)).ok;

  await publish({ keys: [next] });
  expect(await isTaken()).toBe(false);

  await publish({ keys: [old, next] });
  pass(seconds(5));
  expect(await isTaken()).toBe(true);
  expect(await jwks.verificationKey('campus-2')).toBeDefined();

  await publish({ keys: [next] });
  pass(seconds(5));
  expect(await isTaken()).toBe(false);
  expect(report).not.toHaveBeenCalled();
});

test('A18 every key can be revoked at once, and that is reported once', async () => {
  await publish({ keys: [await newJwk('a')] });
  const jwks = reader();
  expect(await jwks.verificationKey('a')).toBeDefined();
  await publish({ keys: [] });
  for (const ms of [seconds(5), seconds(5)]) {
    pass(ms);
    expect(await jwks.verificationKey('a')).toBeUndefined();
  }
  expect(report).toHaveBeenCalledExactlyOnceWith(`${path}: it holds no key: every campus link is refused`);
});

test('A18 a clock that is set back does not delay a revocation', async () => {
  await publish({ keys: [await newJwk('a')] });
  const jwks = reader();
  expect(await jwks.verificationKey('a')).toBeDefined();
  await publish({ keys: [] });
  now = before(now, days(1));
  expect(await jwks.verificationKey('a')).toBeUndefined();
});

test('the file is checked no more than every five seconds', async () => {
  await publish({ keys: [await newJwk('a')] });
  const jwks = reader();
  await jwks.verificationKey('a');
  await publish({ keys: [await newJwk('b')] });
  pass(seconds(5) - 1);
  expect(await jwks.verificationKey('b')).toBeUndefined();
  pass(1);
  expect(await jwks.verificationKey('b')).toBeDefined();
});

test('concurrent calls share one read', async () => {
  await publish({ keys: [await newJwk('a')] });
  const jwks = reader();
  const [first, second] = await Promise.all([jwks.verificationKey('a'), jwks.verificationKey('a')]);
  expect(first).toBeDefined();
  expect(second).toBe(first);
});

test.each([
  ['is no JSON', async () => '{"keys":['],
  ['is empty', async () => ''],
  ['has no keys member', async () => ({})],
  ['is a list', async () => []],
  ['has a key that is no object', async () => ({ keys: ['a'] })],
  ['has a key without id', async () => ({ keys: [{ ...(await newJwk('')), kid: undefined }] })],
  ['has an empty id', async () => ({ keys: [await newJwk('')] })],
  ['has an id twice', async () => ({ keys: [await newJwk('b'), await newJwk('b')] })],
  [
    'has keys of other kinds alone',
    async () => ({ keys: [await newJwk('b', { use: 'enc' }), { kty: 'RSA', kid: 'c' }] }),
  ],
  ['has a broken coordinate', async () => ({ keys: [{ ...(await newJwk('b')), x: 'AAAA' }] })],
  ['has a point beside the curve', async () => ({ keys: [{ ...(await newJwk('b')), y: (await newJwk('c')).y }] })],
  [
    'has a private key',
    async () => ({ keys: [{ ...(await exportJWK((await newSigningKey()).privateKey)), kid: 'b' }] }),
  ],
])('a new file that %s is reported once, and the last good one stays in force', async (_, content) => {
  await publish({ keys: [await newJwk('a')] });
  const jwks = reader();
  await jwks.verificationKey('a');

  await publish(await content());
  for (const ms of [seconds(5), seconds(5), seconds(5)]) {
    pass(ms);
    expect(await jwks.verificationKey('a')).toBeDefined();
    expect(await jwks.verificationKey('b')).toBeUndefined();
  }
  expect(report).toHaveBeenCalledExactlyOnceWith(expect.stringContaining(path));
});

test('a report never contains a private key', async () => {
  const jwk = { ...(await exportJWK((await newSigningKey()).privateKey)), kid: 'a' };
  await publish({ keys: [jwk] });
  await reader().verificationKey('a');
  expect(report).toHaveBeenCalledExactlyOnceWith(expect.stringContaining('a private key has no place here'));
  expect(report).not.toHaveBeenCalledWith(expect.stringContaining(String(jwk.d)));
});

test('a missing file is reported once, and read when it appears', async () => {
  const jwks = reader();
  expect(await jwks.verificationKey('a')).toBeUndefined();
  pass(seconds(5));
  expect(await jwks.verificationKey('a')).toBeUndefined();
  expect(report).toHaveBeenCalledOnce();

  await publish({ keys: [await newJwk('a')] });
  pass(seconds(5));
  expect(await jwks.verificationKey('a')).toBeDefined();
});

test('A18 keys loaded at the start stay in force, whatever replaces the file before the first link', async () => {
  await publish({ keys: [await newJwk('a')] });
  const jwks = reader();
  expect(await jwks.load()).toEqual(['a']);
  await publish('{');
  for (const ms of [0, seconds(5)]) {
    pass(ms);
    expect(await jwks.verificationKey('a')).toBeDefined();
  }
  expect(report).toHaveBeenCalledExactlyOnceWith(expect.stringContaining('line 1, character 2'));
  // No process writes into this pipe: reading it would block without end.
  await rm(path);
  execFileSync('mkfifo', [path]);
  pass(seconds(5));
  expect(await jwks.verificationKey('a')).toBeDefined();
  await publish({ keys: [await newJwk('b')] });
  pass(seconds(5));
  expect(await jwks.verificationKey('a')).toBeUndefined();
  expect(await jwks.verificationKey('b')).toBeDefined();
});

test('A120 a key set with a byte order mark is read, also from a pipe, which is read once', async () => {
  await publish(`\ufeff${JSON.stringify({ keys: [await newJwk('a')] })}`);
  const pipe = join(folder, 'pipe');
  execFileSync('mkfifo', [pipe]);
  spawn('sh', ['-c', 'cat "$0" > "$1"', path, pipe], { stdio: 'ignore' });
  const jwks = createCampusJwks({ path: pipe, clock: () => now, report });
  expect(await jwks.load()).toEqual(['a']);
  pass(seconds(5));
  expect(await jwks.verificationKey('a')).toBeDefined();
  expect(report).not.toHaveBeenCalled();
});

test('a repaired file counts again', async () => {
  const good = { keys: [await newJwk('a')] };
  await publish(good);
  const jwks = reader();
  await jwks.verificationKey('a');
  await publish('{');
  pass(seconds(5));
  await jwks.verificationKey('a');
  await publish({ keys: [await newJwk('b')] });
  pass(seconds(5));
  expect(await jwks.verificationKey('a')).toBeUndefined();
  expect(await jwks.verificationKey('b')).toBeDefined();
});

test('A4 keys of other kinds in the file are ignored', async () => {
  const p384 = await crypto.subtle.generateKey({ name: 'ECDSA', namedCurve: 'P-384' }, true, ['sign', 'verify']);
  const rsa = await crypto.subtle.generateKey(
    { name: 'RSASSA-PKCS1-v1_5', hash: 'SHA-256', modulusLength: 2048, publicExponent: Uint8Array.of(1, 0, 1) },
    true,
    ['sign', 'verify'],
  );
  await publish({
    keys: [
      { kty: 'oct', k: 'c2VjcmV0', kid: 'secret', alg: 'HS256' },
      { ...(await exportJWK(rsa.publicKey)), kid: 'rsa' },
      { ...(await exportJWK(p384.publicKey)), kid: 'p384' },
      await newJwk('encryption', { use: 'enc' }),
      await newJwk('agreement', { alg: 'ECDH-ES+A256KW' }),
      await newJwk('a'),
    ],
  });
  const jwks = reader();
  for (const kid of ['secret', 'rsa', 'p384', 'encryption', 'agreement']) {
    expect(await jwks.verificationKey(kid), kid).toBeUndefined();
  }
  expect(await jwks.verificationKey('a')).toMatchObject({ algorithm: { name: 'ECDSA', namedCurve: 'P-256' } });
  expect(report).not.toHaveBeenCalled();
});
