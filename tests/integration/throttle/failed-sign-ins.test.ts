import { expect, test } from 'vitest';
import { after, before, minutes } from '@/lib/clock';
import { listOwnMailboxes } from '@/lib/mailbox/list-own-mailboxes';
import type { Result } from '@/lib/result';
import type { MemberRequest, Runtime } from '@/lib/runtime/runtime';
import { Secret } from '@/lib/secret';
import { enterByCampusLink } from '@/lib/sign-in/campus-link/enter-by-campus-link';
import { makePortalKey } from '@/lib/sign-in/campus-link/make-portal-key';
import { enterByMailboxPassword } from '@/lib/sign-in/enter-by-mailbox-password';
import { findMember } from '@/lib/sign-in/session/find-member';
import { admitTry } from '@/lib/sign-in/throttle/admit-try';
import { clearThrottle } from '@/lib/sign-in/throttle/clear-throttle';
import { type FailedSignIns, findFailedSignIns } from '@/lib/sign-in/throttle/find-failed-sign-ins';
import { MOST_FAILURES } from '@/lib/sign-in/throttle/throttle-rules';
import { cast, needed, newPassword, type Player } from '../../cast/cast';
import { solvedCaptcha } from '../../support/solved-captcha';
import { anonymousContext, type OwnDatabase, ownDatabase, systemContext } from '../../support/world';

const START = new Date('2026-09-01T08:00:00Z');
const PAUSE = minutes(16);

let opened: Promise<OwnDatabase> | undefined;
function testDatabase(): Promise<OwnDatabase> {
  opened ??= (async () => {
    const own = await ownDatabase();
    await makePortalKey(own.runtime.connection.db, await systemContext(own.runtime));
    return own;
  })();
  return opened;
}
const testRuntime = async (): Promise<Runtime> => (await testDatabase()).runtime;

/** The database gives each audit row its own time; these tests take place in September. */
async function datesRows(): Promise<void> {
  await (await testDatabase()).sql`update audit_log set at = request_at where request_id <> 'forged'`;
}

const newCast = async () => cast(await testRuntime());

/** Fails with different wrong passwords, or repeatedly with one. @returns the time of the last try */
async function fails(address: string, times: number, from: Date, always?: string): Promise<Date> {
  for (let n = 0; n < times; n += 1) {
    const ctx = await anonymousContext({ at: after(from, n * PAUSE), runtime: await testRuntime() });
    needed(await admitTry(ctx, { account: address, secret: new Secret(always ?? newPassword()), work: 'usual' }));
  }
  return after(from, times * PAUSE);
}

type Entered = Result<{ sessionId: string }>;

async function memberOf(entered: Entered, at: Date): Promise<MemberRequest> {
  await datesRows();
  const ctx = await anonymousContext({ at, runtime: await testRuntime() });
  return needed(await findMember(ctx, needed(entered).sessionId));
}

async function byPassword(address: string, password: string, at: Date): Promise<MemberRequest> {
  const ctx = await anonymousContext({ at, runtime: await testRuntime() });
  const captcha = await solvedCaptcha(ctx);
  const attempt = { typed: address, domain: '', password, captcha, formerSessionId: undefined };
  return memberOf(await enterByMailboxPassword(ctx, attempt), at);
}

async function byCampus(player: Player, at: Date): Promise<MemberRequest> {
  const ctx = await anonymousContext({ at, runtime: await testRuntime() });
  const { token } = await player.link({ at });
  return memberOf(await enterByCampusLink(ctx, { token, visit: 'visit', formerSessionId: undefined }), at);
}

const readFailures = async (member: MemberRequest): Promise<FailedSignIns[]> =>
  findFailedSignIns(member, await listOwnMailboxes(member));

test('A49 the owner who signs in sees the failures before it, by either way, and sees them once', async () => {
  const { linXia } = await newCast();
  const { address, password } = linXia;
  const later = await fails(address, 3, START);
  const first = await byPassword(address, password, later);
  expect(await readFailures(first)).toEqual([{ address, count: 3, since: START, isMany: false, wayTwo: 'open' }]);
  // The message stays for as long as this session lasts.
  expect(await readFailures({ ...first, now: after(later, minutes(5)) })).toHaveLength(1);

  const again = after(later, minutes(10));
  expect(await readFailures(await byPassword(address, password, again))).toEqual([]);
  const much = await fails(address, 7, after(again, minutes(1)));
  expect(await readFailures(await byCampus(linXia, much))).toEqual([
    { address, count: 7, since: after(again, minutes(1)), isMany: true, wayTwo: 'open' },
  ]);
  expect(await readFailures(await byCampus(linXia, after(much, minutes(1))))).toEqual([]);
});

test('A118 a sign-in with a forged request time hides no failure', async () => {
  const { linXia } = await newCast();
  const later = await fails(linXia.address, 3, START);
  await clearThrottle({ ...(await systemContext(await testRuntime())), now: later }, linXia.address);
  const member = await byCampus(linXia, after(later, minutes(2)));
  const { runtime } = await testDatabase();
  // By the application's own role, as an attacker with its password would.
  await runtime.connection.db.execute(`
    insert into audit_log (action, actor, person_pseudonym, request_id, request_at, detail)
    select 'session.opened', 'person', pseudonym, 'forged', '${after(later, minutes(1)).toISOString()}', '{}'
    from audit_pseudonyms where person_id = '${linXia.person.id}'`);
  expect(await readFailures(member)).toMatchObject([{ count: 3, since: START }]);
});

test('A49 a database clock behind the server’s hides no failure', async () => {
  const { linXia } = await newCast();
  const later = await fails(linXia.address, 3, START);
  const member = await byCampus(linXia, later);
  await (await testDatabase()).sql`update audit_log set at = at - interval '30 seconds' where request_at = ${later}`;
  expect(await readFailures(member)).toMatchObject([{ count: 3, since: START }]);
});

test('A49 a device that repeats one wrong password is reported as one failure', async () => {
  const { linXia } = await newCast();
  const later = await fails(linXia.address, 40, START, newPassword());
  expect(await readFailures(await byCampus(linXia, later))).toMatchObject([{ count: 1, since: START, isMany: false }]);
});

test('A49 failures while the owner is signed in are reported as well', async () => {
  const { linXia } = await newCast();
  const member = await byCampus(linXia, START);
  expect(await readFailures(member)).toEqual([]);
  await fails(linXia.address, 2, after(START, minutes(1)));
  expect(await readFailures(member)).toMatchObject([{ count: 2, since: after(START, minutes(1)) }]);
});

test('A49 the owner learns that failures closed way 2, also when it has been opened since', async () => {
  const { linXia, chenXiaoAn } = await newCast();
  const later = await fails(linXia.address, MOST_FAILURES, START);
  await fails(chenXiaoAn.address, MOST_FAILURES, START);
  const hundred = { count: MOST_FAILURES, since: START, isMany: true, wayTwo: 'was_closed' };
  expect(await readFailures(await byCampus(linXia, later))).toMatchObject([hundred]);

  await clearThrottle({ ...(await systemContext(await testRuntime())), now: later }, chenXiaoAn.address);
  await datesRows();
  const { address, password } = chenXiaoAn;
  expect(await readFailures(await byPassword(address, password, after(later, minutes(1))))).toMatchObject([hundred]);
});

test('A49 a mailbox closed to password sign-in is reported until way 1 opens it', async () => {
  const { linXia } = await newCast();
  const member = await byCampus(linXia, before(START, minutes(1)));
  await fails(linXia.address, MOST_FAILURES, START);
  expect(await readFailures(member)).toMatchObject([{ count: MOST_FAILURES, wayTwo: 'closed' }]);
});

test('A49 a unit’s failures are reported to its custodian, and not to users of the shared password, nor to others', async () => {
  const { chouTzuYuan, linXia } = await newCast();
  const [own, unit] = chouTzuYuan.addresses as [string, string];
  const later = await fails(unit, 4, START);
  expect(await readFailures(await byPassword(unit, chouTzuYuan.passwords[1] ?? '', later))).toEqual([]);
  expect(await readFailures(await byCampus(linXia, later))).toEqual([]);
  // The colleague's sign-in has cleared them, and they are kept for the custodian.
  const custodian = await byPassword(own, chouTzuYuan.password, after(later, minutes(1)));
  expect(await readFailures(custodian)).toMatchObject([{ address: unit, count: 4, since: START }]);
});
