import { generateKeyPairSync } from 'node:crypto';
import { inspect } from 'node:util';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { hours, minutes, seconds } from '@/lib/clock';
import type { GoogleConfig } from '@/lib/config/target-settings';
import { sha512Crypt } from '@/lib/hashing/sha512-crypt';
import { google } from '@/lib/mail-systems/google/google';
import type { DeliveryOrder } from '@/lib/mail-systems/target';
import { Secret } from '@/lib/secret';
import {
  dropsConnection,
  dropsConnectionMidResponse,
  type GoogleEmulator,
  neverAnswers,
  refuses,
  sendsInvalidJson,
  startGoogleEmulator,
} from '../../support/google-emulator';

const ADDRESS = 'linxia@gapp.nthu.edu.tw';
const OLD = 'lantern otter 78 rain';
const NEW = 'quiet bamboo ferry 31';

let now = new Date('2026-03-02T08:00:00Z');
const clock = () => now;
const later = (ms: number) => {
  now = new Date(now.getTime() + ms);
};

let emulator: GoogleEmulator;
let oldHash: string;
let newHash: string;

beforeAll(async () => {
  emulator = await startGoogleEmulator({ clock });
  [oldHash, newHash] = await Promise.all([sha512Crypt(new Secret(OLD)), sha512Crypt(new Secret(NEW))]);
});
afterAll(() => emulator.close());

beforeEach(async () => {
  emulator.addUser(emulator.config.admin, { isAdmin: true });
  emulator.addUser(ADDRESS);
  emulator.delegate('user', 'user.security');
  await open().write(order(oldHash));
  await emulator.signIn(ADDRESS, OLD);
});

const open = (changed: Partial<GoogleConfig> = {}, answerWithinMs = seconds(5)) =>
  google({ ...emulator.config, ...changed }, clock, { answerWithinMs });

function order(hash: string | null, { mayUse = true, version = 2 } = {}): DeliveryOrder {
  return { address: ADDRESS, version, mayUse, password: hash ? { argon2id: '{ARGON2ID}$…', sha512Crypt: hash } : null };
}

/** The Google endpoints requested meanwhile. */
async function endpointsOf(act: () => Promise<unknown>): Promise<string[]> {
  const before = emulator.asked.length;
  await act();
  return emulator.asked.slice(before).map(({ endpoint }) => endpoint);
}

describe('a change', () => {
  test('Google receives a hash and the suspension state, and nothing else', async () => {
    await open().write(order(newHash));
    expect(JSON.parse(emulator.asked.at(-1)?.body ?? '')).toEqual({
      password: newHash,
      hashFunction: 'crypt',
      suspended: false,
    });
  });

  test('the new password is accepted, the old one refused, and all open sessions end', async () => {
    const target = open();
    expect(emulator.user(ADDRESS).sessions).toBe(1);
    await target.write(order(newHash));
    expect(await target.flushAndEndSessions(ADDRESS)).toEqual({ connectionsEnded: 0 });
    expect(emulator.user(ADDRESS).sessions).toBe(0);
    expect(await emulator.signIn(ADDRESS, NEW)).toBe('accepted');
    expect(await emulator.signIn(ADDRESS, OLD)).toBe('refused');
  });

  test('a password that Google already has is not sent again', async () => {
    await open().write(order(null));
    expect(JSON.parse(emulator.asked.at(-1)?.body ?? '')).toEqual({ suspended: false });
    expect(await emulator.signIn(ADDRESS, OLD)).toBe('accepted');
  });

  test('a suspended mailbox is locked with its new password, until it is reinstated', async () => {
    const target = open();
    await target.write(order(newHash, { mayUse: false }));
    expect(await emulator.signIn(ADDRESS, NEW)).toBe('suspended');
    await target.write(order(null, { mayUse: true, version: 3 }));
    expect(await emulator.signIn(ADDRESS, NEW)).toBe('accepted');
  });

  test('a password without a hash for Google is reported, and the lock is set all the same', async () => {
    const missing = { ...order(null, { mayUse: false }), password: { argon2id: '{ARGON2ID}$…', sha512Crypt: null } };
    await expect(open().write(missing)).rejects.toMatchObject({ reason: 'hash_form_missing' });
    expect(emulator.user(ADDRESS).suspended).toBe(true);
  });

  test('A85 a repeated update takes effect once, also when the first answer was lost', async () => {
    const target = open();
    emulator.answerNext('update', dropsConnection, { done: true });
    await expect(target.write(order(newHash))).rejects.toMatchObject({ reason: 'connection_lost' });
    await target.write(order(newHash));
    expect(await emulator.signIn(ADDRESS, NEW)).toBe('accepted');
  });

  test('A86 an update counts as done only when Google returns the requested state', async () => {
    emulator.answerNext('update', (response) => response.end('{"suspended": false}'));
    await expect(open().write(order(newHash, { mayUse: false }))).rejects.toMatchObject({
      reason: 'unexpected_answer',
    });
  });

  test('an address is one path segment, whatever characters it contains', async () => {
    for (const address of [`nobody/../${ADDRESS}`, `${ADDRESS}?x`, `${ADDRESS}/`]) {
      await expect(open().flushAndEndSessions(address)).rejects.toMatchObject({ reason: 'no_such_entry' });
    }
    expect(emulator.user(ADDRESS).sessions).toBe(1);
  });

  test('no password is tried at Google', async () => {
    expect(await endpointsOf(() => open().probe(ADDRESS, new Secret(NEW)))).toEqual([]);
    expect(await open().probe(ADDRESS, new Secret(NEW))).toBe('not_tried');
  });
});

describe('access', () => {
  test('one token serves many requests, also concurrent ones, until a minute before it expires', async () => {
    const target = open();
    const many = () => Promise.all(Array.from({ length: 5 }, () => target.write(order(null))));
    const tokensAsked = async () => (await endpointsOf(many)).filter((endpoint) => endpoint === 'token').length;
    expect(await tokensAsked()).toBe(1);
    later(minutes(58));
    expect(await tokensAsked()).toBe(0);
    later(minutes(1) + 1);
    expect(await tokensAsked()).toBe(1);
  });

  test('a revoked token is replaced at once, and only once', async () => {
    const target = open();
    await target.health();
    emulator.revokeTokens();
    expect(await endpointsOf(() => target.write(order(newHash)))).toEqual(['update', 'token', 'update']);

    for (const _ of [1, 2]) emulator.answerNext('update', refuses(401, 'authError'));
    await expect(target.write(order(newHash))).rejects.toMatchObject({ reason: 'access_refused' });
    await target.write(order(newHash));
  });

  test('a failed token request is repeated the next time', async () => {
    const target = open();
    emulator.answerNext('token', dropsConnection);
    await expect(target.health()).rejects.toMatchObject({ reason: 'connection_lost' });
    await target.health();
  });

  const otherKey = generateKeyPairSync('rsa', {
    modulusLength: 2048,
    privateKeyEncoding: { type: 'pkcs8', format: 'pem' },
    publicKeyEncoding: { type: 'spki', format: 'pem' },
  }).privateKey;

  test.each<[string, Partial<GoogleConfig>]>([
    ['a key that is not the service account’s', { privateKey: new Secret(otherKey) }],
    ['another service account', { clientEmail: 'other@campus-mail.iam.gserviceaccount.com' }],
    ['an administrator who is not there', { admin: 'gone@gapp.nthu.edu.tw' }],
    ['somebody who is no administrator', { admin: ADDRESS }],
  ])('%s is refused as access', async (_, changed) => {
    await expect(open(changed).health()).rejects.toMatchObject({ reason: 'access_refused' });
    await expect(open(changed).write(order(newHash))).rejects.toMatchObject({ reason: 'access_refused' });
  });

  test('a scope without delegation is reported before the first change, not during one', async () => {
    emulator.delegate('user');
    await expect(open().health()).rejects.toMatchObject({ reason: 'access_refused' });
  });

  test('a clock that is hours wrong is refused as access', async () => {
    const wrong = google(emulator.config, () => new Date(now.getTime() - hours(2)));
    await expect(wrong.health()).rejects.toMatchObject({ reason: 'access_refused' });
  });

  test('an unreadable key makes opening the target fail', () => {
    expect(() => open({ privateKey: new Secret('-----BEGIN PRIVATE KEY-----\nnonsense') })).toThrow();
  });

  test('an account that is no longer an administrator is detected, also where Google still answers', async () => {
    emulator.answerNext('get', (response) => response.end('{"isAdmin": false, "isDelegatedAdmin": false}'));
    await expect(open().health()).rejects.toMatchObject({ reason: 'access_refused' });
    emulator.answerNext('get', (response) => response.end('{"isAdmin": "yes"}'));
    await expect(open().health()).rejects.toMatchObject({ reason: 'unexpected_answer' });
  });

  test('a delegated administrator is accepted', async () => {
    emulator.addUser(emulator.config.admin, { isDelegatedAdmin: true });
    await expect(open().health()).resolves.toBeUndefined();
  });
});

describe('A86 an answer that is no success has a name', () => {
  test.each([
    [403, 'quotaExceeded', 'quota_exceeded'],
    [403, 'userRateLimitExceeded', 'quota_exceeded'],
    [403, 'rateLimitExceeded', 'quota_exceeded'],
    [403, 'dailyLimitExceeded', 'quota_exceeded'],
    [429, 'rateLimitExceeded', 'quota_exceeded'],
    [500, 'backendError', 'busy'],
    [503, 'backendError', 'busy'],
    [503, 'unavailable', 'busy'],
    [404, 'notFound', 'no_such_entry'],
    [403, 'notAuthorized', 'access_refused'],
    [403, 'forbidden', 'access_refused'],
    [403, 'domainCannotUseApis', 'access_refused'],
    [403, 'accessNotConfigured', 'access_refused'],
    [403, 'insufficientPermissions', 'access_refused'],
    [400, 'invalid', 'policy_refused'],
    [400, 'badRequest', 'unexpected_answer'],
    [412, 'conditionNotMet', 'condition_not_met'],
    [409, 'duplicate', 'unexpected_answer'],
  ] as const)('%i %s to a change: %s', async (status, reason, name) => {
    emulator.answerNext('update', refuses(status, reason));
    await expect(open().write(order(newHash))).rejects.toMatchObject({ reason: name });
    expect(await emulator.signIn(ADDRESS, OLD)).toBe('accepted');
  });

  test.each([
    [429, 'rateLimitExceeded', 'quota_exceeded'],
    [503, 'backendError', 'busy'],
    [404, 'notFound', 'no_such_entry'],
    [403, 'forbidden', 'access_refused'],
    [400, 'invalid', 'unexpected_answer'],
  ] as const)('%i %s to signing out: %s', async (status, reason, name) => {
    emulator.answerNext('signOut', refuses(status, reason));
    await expect(open().flushAndEndSessions(ADDRESS)).rejects.toMatchObject({ reason: name });
  });

  test('an error for a request without a password does not blame the password', async () => {
    emulator.answerNext('update', refuses(400, 'invalid'));
    await expect(open().write(order(null))).rejects.toMatchObject({ reason: 'unexpected_answer' });
  });

  test('an address unknown to Google', async () => {
    const stranger = { ...order(newHash), address: 'nobody@gapp.nthu.edu.tw' };
    await expect(open().write(stranger)).rejects.toMatchObject({ reason: 'no_such_entry' });
  });

  test.each(['update', 'token', 'get', 'signOut'] as const)(
    'a cut, a stall, nonsense and a redirect at %s',
    async (endpoint) => {
      const all = async (target = open()) => {
        await target.health();
        await target.write(order(newHash));
        await target.flushAndEndSessions(ADDRESS);
      };
      emulator.answerNext(endpoint, dropsConnection);
      await expect(all()).rejects.toMatchObject({ reason: 'connection_lost' });
      emulator.answerNext(endpoint, dropsConnectionMidResponse);
      await expect(all()).rejects.toMatchObject({ reason: 'connection_lost' });
      emulator.answerNext(endpoint, neverAnswers);
      await expect(all(open({}, seconds(2)))).rejects.toMatchObject({ reason: 'timed_out' });
      emulator.answerNext(endpoint, (response) => response.writeHead(302, { location: emulator.config.apiUrl }).end());
      await expect(all()).rejects.toMatchObject({ reason: 'unexpected_answer' });
      emulator.answerNext(endpoint, (response) => response.writeHead(502).end('<html>Bad Gateway</html>'));
      await expect(all()).rejects.toMatchObject({ reason: 'busy' });
      if (endpoint === 'signOut') return;
      emulator.answerNext(endpoint, sendsInvalidJson);
      await expect(all()).rejects.toMatchObject({ reason: 'unexpected_answer' });
    },
  );

  test('a page from another server than Google is not read as "no such mailbox"', async () => {
    emulator.answerNext('update', (response) => response.writeHead(404).end('<html>Not Found</html>'));
    await expect(open().write(order(newHash))).rejects.toMatchObject({ reason: 'unexpected_answer' });
  });

  test('a refused connection, and a server without TLS where TLS is expected', async () => {
    const closed = await startGoogleEmulator();
    await closed.close();
    await expect(open(closed.config).health()).rejects.toMatchObject({ reason: 'connection_refused' });
    const tokenUrl = emulator.config.tokenUrl.replace('http:', 'https:');
    await expect(open({ tokenUrl }).health()).rejects.toMatchObject({ reason: 'tls_failed' });
  });

  test.each([
    ['7', seconds(7)],
    ['Mon, 02 Mar 2026 08:00:30 GMT', seconds(30)],
    ['Mon, 02 Mar 2026 07:00:00 GMT', 0],
    ['99999999999', hours(1)],
    ['soon', undefined],
  ])('Retry-After: %s', async (header, retryAfterMs) => {
    now = new Date('2026-03-02T08:00:00Z');
    emulator.answerNext('update', refuses(429, 'rateLimitExceeded', { 'retry-after': header }));
    // A separate target: the token of another would be from the future.
    await expect(open().write(order(newHash))).rejects.toMatchObject({ reason: 'quota_exceeded', retryAfterMs });
  });
});

describe('Google as the documentation has it', () => {
  test.each([
    ['more than 10,000 rounds', () => newHash.replace('10000', '10001')],
    ['a hash of another kind', () => '{ARGON2ID}$argon2id$v=19$m=19456,t=2,p=1$c2FsdA$aGFzaA'],
    ['a scheme in front, as Dovecot writes it', () => `{SHA512-CRYPT}${newHash}`],
    ['a hash that was cut', () => newHash.slice(0, -1)],
    ['bcrypt', () => `$2y$10$${'a'.repeat(53)}`],
  ])('%s is refused as a password that Google does not accept', async (_, hash) => {
    await expect(open().write(order(hash()))).rejects.toMatchObject({ reason: 'policy_refused' });
    expect(await emulator.signIn(ADDRESS, OLD)).toBe('accepted');
  });

  test('A80 no error contains the hash, the key or the token, though Google quotes the hash', async () => {
    const wrong = newHash.replace('10000', '10001');
    const error: unknown = await open()
      .write(order(wrong))
      .catch((thrown: unknown) => thrown);
    const cut: unknown = await withCut(() => open().write(order(newHash)));
    for (const thrown of [error, cut]) {
      const printed = [String(thrown), JSON.stringify(thrown), inspect(thrown, { depth: 10, showHidden: true })].join(
        '\n',
      );
      for (const secret of ['$6$', newHash.slice(-20), 'ya29.', 'PRIVATE KEY', 'eyJ'])
        expect(printed).not.toContain(secret);
    }
  });
});

async function withCut(act: () => Promise<unknown>): Promise<unknown> {
  emulator.answerNext('update', dropsConnection);
  return act().catch((thrown: unknown) => thrown);
}
