import { randomBytes } from 'node:crypto';
import { beforeAll, expect, test } from 'vitest';
import { countSignInTry } from '@/db/queries/sign-in-failures';
import { after, before, hours, minutes, seconds } from '@/lib/clock';
import type { Result } from '@/lib/result';
import type { RequestContext, Runtime } from '@/lib/runtime/runtime';
import { Secret } from '@/lib/secret';
import { enterByCampusLink } from '@/lib/sign-in/campus-link/enter-by-campus-link';
import { makePortalKey } from '@/lib/sign-in/campus-link/make-portal-key';
import { readAccount } from '@/lib/sign-in/read-account';
import { type AdmittedTry, admitTry } from '@/lib/sign-in/throttle/admit-try';
import { findThrottle } from '@/lib/sign-in/throttle/find-throttle';
import { accountKey, triedKey } from '@/lib/sign-in/throttle/throttle-keys';
import { delaysMs, FREE_FAILURES, MOST_FAILURES } from '@/lib/sign-in/throttle/throttle-rules';
import { workFor } from '@/lib/sign-in/throttle/work-for';
import { cast, needed, newPassword } from '../../cast/cast';
import {
  anonymousContext,
  anotherRuntime,
  ownDatabase,
  runtimeWithoutDatabase,
  systemContext,
} from '../../support/world';

/** Two servers on one database, for these tests alone. */
let here: Runtime;
let there: Runtime;
beforeAll(async () => {
  here = (await ownDatabase()).runtime;
  await makePortalKey(here.connection.db, await systemContext(here));
  const { databaseUrl, databaseOwnerUrl } = here.config;
  there = await anotherRuntime({ databaseUrl, databaseOwnerUrl, mailServer: null });
});

const START = new Date('2026-09-01T08:00:00Z');
/** Longer than any delay. */
const PAUSE = minutes(16);

const someAccount = (): string => `${randomBytes(6).toString('hex')}@mx.nthu.edu.tw`;
let sources = 0;
/** An address from which no request has come yet. */
const someSource = (): string => {
  sources += 1;
  return `198.18.${sources >> 8}.${sources & 255}`;
};

const client = (at: Date = START, address = someSource(), runtime: Runtime = here): Promise<RequestContext> =>
  anonymousContext({ at, address, runtime });

const tries = async (ctx: RequestContext, account: string, password: string = newPassword()) =>
  admitTry(ctx, { account, secret: new Secret(password), work: await workFor(ctx) });

const outcomeOf = (outcome: Result<AdmittedTry>): string => (outcome.ok ? 'admitted' : outcome.code);

/** Fails with so many different passwords, each after the longest delay. @returns the time of the last one */
async function failsTimes(account: string, times: number, from = START): Promise<Date> {
  let at = from;
  for (let n = 0; n < times; n += 1) {
    at = after(at, PAUSE);
    needed(await tries(await client(at), account));
  }
  return at;
}

test('a few mistakes are free, and then the delay doubles, up to a quarter of an hour', async () => {
  const account = someAccount();
  const source = someSource();
  const waits: number[] = [];
  let at = START;
  for (let n = 0; n < 18; n += 1) {
    needed(await tries(await client(at, source), account));
    const next = await tries(await client(at, source), account);
    const wait = next.ok ? 0 : Number(next.detail?.seconds);
    if (next.ok) n += 1;
    else {
      const early = await tries(await client(after(at, seconds(wait) - 1), source), account);
      expect(early).toMatchObject({ code: 'throttle.wait', detail: { seconds: 1 } });
    }
    waits.push(wait);
    at = after(at, seconds(wait));
  }
  expect(waits).toEqual([0, 0, 2, 4, 8, 16, 32, 64, 128, 256, 512, 900, 900, 900, 900, 900]);
});

test('a refusal states in words when to try again', async () => {
  const account = someAccount();
  const at = await failsTimes(account, 7);
  expect(await tries(await client(at), account)).toEqual({
    ok: false,
    code: 'throttle.wait',
    detail: { seconds: 8, wait: 8, unit: 'seconds' },
  });
  const later = await failsTimes(account, 5, at);
  expect(await tries(await client(later), account)).toMatchObject({
    detail: { seconds: 256, wait: 5, unit: 'minutes' },
  });
});

test('A49 one wrong password repeated 5,000 times counts once, for account, source and password', async () => {
  const account = someAccount();
  const source = someSource();
  const password = newPassword();
  const round = async (at: Date) =>
    Promise.all(
      Array.from({ length: 50 }, async (_, one) =>
        needed(await tries(await client(at, source, one % 2 ? here : there), account, password)),
      ),
    );
  // Fifty at once through both servers, every other hour. In between by the counting statement directly, to save time.
  const known = {
    account: accountKey(here, account),
    fingerprint: triedKey(here, { account, secret: new Secret(password) }),
    heldUntil: START,
    knownSince: before(START, seconds(1)),
    delaysMs: delaysMs('usual'),
  };
  await round(START);
  for (let hour = 1; hour < 10; hour += 1) {
    const now = after(START, 2 * hours(hour));
    for (let n = 0; n < 500; n += 50) {
      const counted = Array.from({ length: 50 }, () => countSignInTry(here.connection.db, { ...known, now }));
      for (const one of await Promise.all(counted)) expect(one).toMatchObject({ failures: 1, isRepeated: true });
    }
    await round(now);
  }
  const ctx = await client(after(START, hours(19)), source);
  expect(await findThrottle(ctx, account)).toMatchObject({ failures: 1, isClosed: false });
  expect(await workFor(ctx)).toBe('usual');
  expect(needed(await tries(ctx, someAccount(), password)).work).toBe('usual');
});

test('A49 a repeated password does not bypass the delay, and is purged after a day without a try', async () => {
  const account = someAccount();
  const password = newPassword();
  needed(await tries(await client(), account, password));
  const at = await failsTimes(account, 6);
  expect(outcomeOf(await tries(await client(at), account, password))).toBe('throttle.wait');
  needed(await tries(await client(after(at, PAUSE)), account, password));
  expect((await findThrottle(await client(at), account)).failures).toBe(7);
  needed(await tries(await client(after(at, hours(25))), account, password));
  expect((await findThrottle(await client(at), account)).failures).toBe(8);
});

test('A48 a hundred different wrong passwords close way 2, also for the right one, and way 1 opens it again', async () => {
  const { chouTzuYuan } = await cast(here);
  const [own, unit] = chouTzuYuan.addresses as [string, string];
  const at = await failsTimes(own, MOST_FAILURES);
  await failsTimes(unit, MOST_FAILURES);
  const later = await client(after(at, hours(24 * 400)));
  expect(outcomeOf(await tries(later, own, chouTzuYuan.password))).toBe('throttle.closed');
  expect(outcomeOf(await tries(later, unit))).toBe('throttle.closed');
  expect(await findThrottle(later, own)).toMatchObject({ failures: 100, isClosed: true, nextTryAt: null });

  const { token } = await chouTzuYuan.link({ at });
  const arriving = await anonymousContext({ at, runtime: here });
  needed(await enterByCampusLink(arriving, { token, visit: 'visit', formerSessionId: undefined }));
  for (const address of [own, unit]) expect(outcomeOf(await tries(later, address))).toBe('admitted');
});

test('A48 200 tries at once over two servers: the free ones are admitted, and one after each delay', async () => {
  const account = someAccount();
  const attemptAtOnce = async (at: Date) => {
    const round = Array.from({ length: 200 }, async (_, n) =>
      tries(await client(at, someSource(), n % 2 ? here : there), account),
    );
    return (await Promise.all(round)).filter((outcome) => outcome.ok).length;
  };
  expect(await attemptAtOnce(START)).toBe(FREE_FAILURES);
  expect(await attemptAtOnce(after(START, seconds(2)))).toBe(1);
  expect(await attemptAtOnce(after(START, seconds(5)))).toBe(0);
  const at = await failsTimes(account, MOST_FAILURES - FREE_FAILURES - 3);
  expect(await attemptAtOnce(after(at, PAUSE))).toBe(1);
  expect(await attemptAtOnce(after(at, 2 * PAUSE))).toBe(1);
  expect(await attemptAtOnce(after(at, 3 * PAUSE))).toBe(0);
  expect((await findThrottle(await client(), account)).failures).toBe(MOST_FAILURES);
});

test('A48 200 tries at once, each with a different request time, are admitted at most a hundred times', async () => {
  const account = someAccount();
  const round = Array.from({ length: 200 }, async (_, n) =>
    tries(await client(after(START, n * PAUSE), someSource(), n % 2 ? here : there), account),
  );
  const admitted = (await Promise.all(round)).filter((outcome) => outcome.ok).length;
  expect(admitted).toBeLessThanOrEqual(MOST_FAILURES);
  expect((await findThrottle(await client(), account)).failures).toBe(admitted);
});

test('a successful sign-in leaves no failure at the account, the source or the password', async () => {
  const account = someAccount();
  const password = newPassword();
  const source = someSource();
  const at = await failsTimes(account, 9);
  const ctx = await client(after(at, PAUSE), source);
  await needed(await tries(ctx, account, password)).succeeded(ctx.db);
  expect(await findThrottle(ctx, account)).toMatchObject({ failures: 0, since: null });

  // A reading room in which every first try succeeds has no failures at all.
  for (let n = 0; n < 310; n += 1) await needed(await tries(ctx, someAccount(), password)).succeeded(ctx.db);
  expect(await workFor(ctx)).toBe('usual');
  expect(needed(await tries(ctx, someAccount(), password)).work).toBe('usual');
});

test('a process that dies between the count and the answer leaves the try counted', async () => {
  const account = someAccount();
  for (let n = 0; n < FREE_FAILURES; n += 1) needed(await tries(await client(), account));
  expect((await findThrottle(await client(), account)).failures).toBe(FREE_FAILURES);
  expect(outcomeOf(await tries(await client(), account))).toBe('throttle.wait');
});

test('A47 one password on 1,000 accounts is delayed after twenty, and its true owner signs in after a while', async () => {
  const password = newPassword();
  const accounts = Array.from({ length: 1_000 }, someAccount);
  const admitted: string[] = [];
  for (let n = 0; n < accounts.length; n += 50) {
    const batch = accounts.slice(n, n + 50).map(async (account, one) => {
      const outcome = await tries(await client(START, someSource(), one % 2 ? here : there), account, password);
      if (outcome.ok) admitted.push(account);
      else expect(outcome.code).toBe('throttle.wait');
    });
    await Promise.all(batch);
  }
  expect(admitted).toHaveLength(20);

  const owner = accounts.at(-1) ?? '';
  const soon = await tries(await client(after(START, minutes(14))), owner, password);
  expect(soon).toMatchObject({ code: 'throttle.wait', detail: { seconds: 60 } });
  const then = needed(await tries(await client(after(START, minutes(15))), owner, password));
  expect(then.work).toBe('raised');
  await then.succeeded(here.connection.db);
  // Another password of the same account was never slowed.
  expect(outcomeOf(await tries(await client(), accounts.at(-2) ?? ''))).toBe('admitted');
});

test('A47 the delay of a password is not bypassed by two requests at once', async () => {
  const password = newPassword();
  for (let n = 0; n < 40; n += 1) await tries(await client(), someAccount(), password);
  const account = someAccount();
  const twice = await Promise.all(
    Array.from({ length: 20 }, async () => outcomeOf(await tries(await client(), account, password))),
  );
  expect(new Set(twice)).toEqual(new Set(['throttle.wait']));
});

test.each([
  ['an IPv4 address', '140.114.9.9', '::ffff:140.114.9.9'],
  ['an IPv4 address behind NAT64', '140.114.9.8', '64:ff9b::140.114.9.8'],
  ['an IPv6 network', '2001:db8:1:2::1', '2001:db8:1:2:ffff::2'],
])(
  'A26 a campus behind %s needs more work after 300 failures, and is never banned',
  async (_, address, otherSpelling) => {
    for (let n = 0; n < 300; n += 50) {
      const round = Array.from({ length: 50 }, async () => tries(await client(START, address), someAccount()));
      for (const outcome of await Promise.all(round)) needed(outcome);
    }
    for (let n = 0; n < 100; n += 1) await tries(await client(START, address), someAccount());

    const campus = await client(START, otherSpelling);
    expect(await workFor(campus)).toBe('raised');
    const account = someAccount();
    expect(needed(await tries(campus, account)).work).toBe('raised');
    // A user who has failed once waits at once; from elsewhere the same account is still free.
    expect(await tries(campus, account)).toMatchObject({ code: 'throttle.wait', detail: { seconds: 2 } });
    expect(needed(await tries(await client(), account)).work).toBe('usual');
  },
);

test('A51 every spelling of an account shares one counter', async () => {
  const name = randomBytes(6).toString('hex');
  const domain = 'mx.nthu.edu.tw';
  const spellings = [
    name,
    name.toUpperCase(),
    ` ${name} `,
    `${name}@MX.nthu.edu.tw`,
    `${name}@${domain}.`,
    `${name}＠${domain}`,
  ];
  const outcomes: string[] = [];
  for (const typed of spellings) {
    const account = needed(readAccount(here.config.campus, { typed, domain }));
    outcomes.push(outcomeOf(await tries(await client(), account)));
  }
  expect(outcomes).toEqual([...Array(FREE_FAILURES).fill('admitted'), 'throttle.wait']);
});

test('A51 hostile account names are counted like any other, and never share a counter', async () => {
  const hostile = [
    `nul\0${randomBytes(4).toString('hex')}@mx.nthu.edu.tw`,
    `nul`,
    `' or ''='@mx.nthu.edu.tw`,
    `";drop table sign_in_failures;--`,
    `{"a":1}`,
    '\ud800 lone',
    'x'.repeat(10_000),
    `${'x'.repeat(10_000)}y`,
    'linxia',
    'linxia ',
  ];
  for (const account of hostile) {
    for (let n = 0; n < FREE_FAILURES; n += 1) expect(outcomeOf(await tries(await client(), account))).toBe('admitted');
    expect(outcomeOf(await tries(await client(), account))).toBe('throttle.wait');
  }
  // The end of the account and the start of the password are kept apart in the key.
  const account = someAccount();
  needed(await tries(await client(), account, `","x`));
  needed(await tries(await client(), `${account}","`, 'x'));
  expect((await findThrottle(await client(), account)).failures).toBe(1);
});

test('an existing account and an unknown one are answered alike, to the end', async () => {
  const { linXia } = await cast(here);
  const answers = await Promise.all(
    [linXia.address, someAccount()].map(async (account) => {
      const results: unknown[] = [];
      for (let n = 0; n < MOST_FAILURES + 2; n += 1) {
        const ctx = await client(after(START, n * PAUSE));
        const outcome = await tries(ctx, account);
        results.push(outcome.ok ? outcome.value.work : outcome, await tries(ctx, account).then((one) => one.ok || one));
      }
      return results;
    }),
  );
  expect(answers[0]).toEqual(answers[1]);
  expect(answers[0]?.at(-1)).toMatchObject({ code: 'throttle.closed' });
});

test('A89 no try is admitted uncounted without the database', async () => {
  const ctx = await anonymousContext({ runtime: await runtimeWithoutDatabase() });
  await expect(tries(ctx, someAccount())).rejects.toThrow();
  await expect(workFor(ctx)).rejects.toThrow();
});
