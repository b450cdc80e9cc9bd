import { randomBytes } from 'node:crypto';
import { beforeAll, expect, test } from 'vitest';
import { after, days, hours, minutes } from '@/lib/clock';
import { changePassword } from '@/lib/password/change-password';
import type { Runtime } from '@/lib/runtime/runtime';
import { Secret } from '@/lib/secret';
import { admitTry } from '@/lib/sign-in/throttle/admit-try';
import { clearThrottle } from '@/lib/sign-in/throttle/clear-throttle';
import { findThrottle } from '@/lib/sign-in/throttle/find-throttle';
import { purgeOldFailures } from '@/lib/sign-in/throttle/purge-old-failures';
import { FREE_FAILURES } from '@/lib/sign-in/throttle/throttle-rules';
import { cast, needed, newPassword } from '../../cast/cast';
import { anonymousContext, type OwnDatabase, ownDatabase, systemContext } from '../../support/world';

let runtime: Runtime;
let sql: OwnDatabase['sql'];
beforeAll(async () => {
  ({ runtime, sql } = await ownDatabase());
});

const someAccount = (): string => `${randomBytes(6).toString('hex')}@mx.nthu.edu.tw`;

async function fails(account: string, times: number, from = runtime.clock()): Promise<void> {
  for (let n = 0; n < times; n += 1) {
    const ctx = await anonymousContext({ at: after(from, n * minutes(16)), runtime });
    needed(await admitTry(ctx, { account, secret: new Secret(newPassword()), work: 'usual' }));
  }
}

test('an operator sees the counted failures of an account and clears them, which is recorded', async () => {
  const { linXia } = await cast(runtime);
  const operator = await systemContext(runtime);
  await fails(linXia.address, FREE_FAILURES + 1, operator.now);
  const counted = after(operator.now, FREE_FAILURES * minutes(16));
  expect(await findThrottle({ ...operator, now: counted }, linXia.address)).toEqual({
    failures: 6,
    since: operator.now,
    nextTryAt: after(counted, 4_000),
    isClosed: false,
  });

  expect(await clearThrottle(operator, linXia.address)).toMatchObject({ failures: 6, isClosed: false });
  expect(await findThrottle(operator, linXia.address)).toMatchObject({ failures: 0, since: null });
  const rows = await sql`
    select actor, detail from audit_log join audit_pseudonyms on pseudonym = mailbox_pseudonym
    join mailboxes on mailboxes.id = mailbox_id
    where action = 'throttle.cleared' and address = ${linXia.address}`;
  expect(rows).toEqual([
    { actor: 'operator', detail: { failures: 6, since: operator.now.toISOString(), wasClosed: false } },
  ]);
});

test('A91 failures stay counted when the audit row of their clearing cannot be written', async () => {
  const account = someAccount();
  await fails(account, 3);
  const operator = await systemContext(runtime);
  const requestId = null as unknown as string;
  await expect(clearThrottle({ ...operator, requestId }, account)).rejects.toThrow();
  expect((await findThrottle(operator, account)).failures).toBe(3);
});

test('fingerprints are purged after a day, typing errors after a year, and many failures never', async () => {
  await sql`truncate sign_in_failures, throttle_windows`;
  const [mistyped, attacked] = [someAccount(), someAccount()];
  const start = runtime.clock();
  await fails(mistyped, 1, start);
  await fails(attacked, FREE_FAILURES + 1, start);
  const kept = async () => {
    const [row] = await sql`select count(*)::int as accounts, sum((tried <> '{}')::int)::int as fingerprinted
      from sign_in_failures where tried_at < ${after(start, hours(3))}`;
    return row;
  };
  await purgeOldFailures(runtime.connection.db, after(start, hours(23)));
  expect(await kept()).toEqual({ accounts: 2, fingerprinted: 2 });
  await purgeOldFailures(runtime.connection.db, after(start, hours(27)));
  expect(await kept()).toEqual({ accounts: 2, fingerprinted: 0 });
  expect(await sql`select key from throttle_windows`).toEqual([]);
  await purgeOldFailures(runtime.connection.db, after(start, days(366)));
  expect(await kept()).toEqual({ accounts: 1, fingerprinted: 0 });
  const ctx = await anonymousContext({ runtime });
  expect((await findThrottle(ctx, attacked)).failures).toBe(FREE_FAILURES + 1);
});

test('no account, password or address can be read from the stored rows', async () => {
  const account = someAccount();
  const password = newPassword();
  const ctx = await anonymousContext({ runtime, address: '140.114.200.7' });
  needed(await admitTry(ctx, { account, secret: new Secret(password), work: 'usual' }));
  const all = JSON.stringify([
    await sql`select t::text from sign_in_failures t`,
    await sql`select t::text from throttle_windows t`,
  ]);
  for (const plain of [account, account.split('@')[0] ?? '', password, '140.114.200.7']) {
    expect(all).not.toContain(plain);
  }
});

test('a change form reports a reused password ten times, and then delays; other mailboxes are not affected', async () => {
  const { chouTzuYuan } = await cast(runtime);
  const [own, unit] = chouTzuYuan.addresses as [string, string];
  const code = async (address: string, typed: string) => {
    const outcome = await changePassword(await chouTzuYuan.at(address), chouTzuYuan.wants(typed));
    return outcome.ok ? 'changed' : outcome.code;
  };
  const atOnce = Array.from({ length: 12 }, () => code(own, chouTzuYuan.password));
  const outcomes = (await Promise.all(atOnce)).sort();
  expect(outcomes).toEqual([...Array(10).fill('password.same_as_current'), 'throttle.wait', 'throttle.wait']);

  const refused = await changePassword(await chouTzuYuan.at(own), chouTzuYuan.wants(newPassword()));
  expect(refused).toMatchObject({ code: 'throttle.wait', detail: { unit: 'minutes', wait: 15 } });
  expect(await code(unit, newPassword())).toBe('changed');
  // It is no failure of way 2, and closes nothing there.
  expect((await findThrottle(await anonymousContext({ runtime }), own)).failures).toBe(0);

  // As after a quarter of an hour.
  await sql`update throttle_windows set expire = now() where key like 'reuse:%'`;
  expect(await code(own, newPassword())).toBe('changed');
});
