import { expect, inject, test } from 'vitest';
import { after, minutes } from '@/lib/clock';
import { DEMO_ANNOUNCEMENT } from '@/lib/demo/demo-announcement';
import { demoIncidents } from '@/lib/demo/demo-incidents';
import { changePassword } from '@/lib/password/change-password';
import { findReceipt, type Receipt } from '@/lib/password/receipt/find-receipt';
import { reinstate } from '@/lib/suspension/reinstate';
import { reinstateNext } from '@/lib/suspension/reinstate-next';
import { suspend } from '@/lib/suspension/suspend';
import { cast, needed, newPassword, type Player } from '../../cast/cast';
import { published } from '../../support/announcements';
import { doveadmAuthTest } from '../../support/doveadm';
import { readAndAcknowledge } from '../../support/read-announcement';
import { until } from '../../support/until';
import {
  ALL_LOGINS,
  acceptedLogins,
  inForce,
  NO_LOGIN,
  ownDatabase,
  superuser,
  systemContext,
  type testRuntime,
} from '../../support/world';

const acceptsSubmission = (address: string, password: string) =>
  doveadmAuthTest(inject('world').dovecotConfigFile, address, password, 'smtp');

async function warned(player: Player, operator = systemContext()): Promise<void> {
  const ctx = await operator;
  await published(ctx, DEMO_ANNOUNCEMENT);
  const incidents = demoIncidents(player.address, ctx.now);
  const { address } = player;
  needed(await suspend(ctx, { address, level: 'warning', announcementId: DEMO_ANNOUNCEMENT.id, incidents }));
}

async function stateOf({ address }: Player, sql = superuser()) {
  const [row] = await sql<{ id: string; state: string; version: number }[]>`
    select id, state, version from mailboxes where address = ${address}`;
  if (!row) throw new Error(`no mailbox ${address}`);
  return row;
}

async function newestInForce(player: Player): Promise<void> {
  const { id, version } = await stateOf(player);
  await inForce({ mailboxId: id, version });
}

async function receiptOf(
  player: Player,
  changeId: string,
  runtime?: Awaited<ReturnType<typeof testRuntime>>,
): Promise<Receipt> {
  const ctx = await player.at();
  return needed(await findReceipt(runtime ? { ...ctx, db: runtime.connection.db } : ctx, changeId));
}

test('reading the announcement and setting a new password reinstates: IMAP, POP3 and sending accept it, and refuse the old one', async () => {
  const { linXia } = await cast();
  expect(await acceptedLogins(linXia.address, linXia.password)).toEqual(ALL_LOGINS);
  await warned(linXia);
  await newestInForce(linXia);
  expect(await acceptedLogins(linXia.address, linXia.password)).toEqual(NO_LOGIN);
  expect(await acceptsSubmission(linXia.address, linXia.password)).toBe(false);

  const ctx = await readAndAcknowledge(await linXia.at());
  const next = newPassword();
  const { change } = needed(await changePassword(ctx, linXia.wants(next)));
  await until('the mailbox is reinstated', async () => (await stateOf(linXia)).state === 'active');
  await newestInForce(linXia);

  expect(await acceptedLogins(linXia.address, next)).toEqual(ALL_LOGINS);
  expect(await acceptsSubmission(linXia.address, next)).toBe(true);
  expect(await acceptedLogins(linXia.address, linXia.password)).toEqual(NO_LOGIN);
  expect(await acceptsSubmission(linXia.address, linXia.password)).toBe(false);

  await until('the change is proved', async () => (await receiptOf(linXia, change.id)).deliveries[0]?.probe != null);
  const { deliveries, reinstatement } = await receiptOf(linXia, change.id);
  expect(deliveries).toMatchObject([{ probe: 'accepted' }]);
  const order = [
    deliveries[0]?.effectiveAt,
    reinstatement?.liftedAt,
    reinstatement?.inForceAt,
    deliveries[0]?.probedAt,
  ];
  expect(order.map(Number)).toEqual(order.map(Number).sort((a, b) => a - b));
  expect(Number(order[0])).toBeGreaterThan(0);
});

test('A99 the password from before never comes back, and trying it reinstates nothing', async () => {
  const { linXia } = await cast();
  await warned(linXia);
  const ctx = await readAndAcknowledge(await linXia.at());
  expect(await changePassword(ctx, linXia.wants(linXia.password))).toMatchObject({
    code: 'password.used_while_suspended',
  });
  expect((await stateOf(linXia)).state).toBe('suspended_warning');

  const next = newPassword();
  needed(await changePassword(ctx, linXia.wants(next)));
  await until('the mailbox is reinstated', async () => (await stateOf(linXia)).state === 'active');
  expect(await changePassword(await linXia.at(), linXia.wants(linXia.password))).toMatchObject({
    code: 'password.used_while_suspended',
  });
});

test('A99 a change lifts the suspension once, and only when it has reached the mail server', async () => {
  // No worker runs: the test delivers by hand.
  const { runtime, sql } = await ownDatabase();
  const { linXia } = await cast(runtime);
  const operator = await systemContext(runtime);
  await warned(linXia, Promise.resolve(operator));
  const ctx = await readAndAcknowledge(await linXia.at());
  const { change } = needed(await changePassword(ctx, linXia.wants(newPassword())));
  const worker = { connection: runtime.connection, clock: runtime.clock };

  expect(await reinstateNext(worker)).toBe(false);
  expect((await stateOf(linXia, sql)).state).toBe('suspended_warning');
  expect((await receiptOf(linXia, change.id)).reinstatement).toEqual({ liftedAt: null, inForceAt: null });

  await recordDelivery(sql, change.version);
  expect(await Promise.all([reinstateNext(worker), reinstateNext(worker)]).then((did) => did.filter(Boolean))).toEqual([
    true,
  ]);
  expect(await stateOf(linXia, sql)).toMatchObject({ state: 'active', version: change.version + 1 });
  expect((await receiptOf(linXia, change.id)).reinstatement).toMatchObject({
    liftedAt: expect.any(Date),
    inForceAt: null,
  });
  expect(await reinstateNext(worker)).toBe(false);

  await recordDelivery(sql, change.version + 1);
  expect((await receiptOf(linXia, change.id)).reinstatement).toMatchObject({ inForceAt: expect.any(Date) });
  const lifts = await sql`select actor from audit_log where action = 'mailbox.reinstated'`;
  expect(lifts).toEqual([{ actor: 'system' }]);
});

test('A99 a mailbox that operators suspend again while the change is pending stays suspended', async () => {
  const { runtime, sql } = await ownDatabase();
  const { linXia } = await cast(runtime);
  const operator = await systemContext(runtime);
  await warned(linXia, Promise.resolve(operator));
  const ctx = await readAndAcknowledge(await linXia.at());
  const { change } = needed(await changePassword(ctx, linXia.wants(newPassword())));
  const { address } = linXia;
  const incidents = demoIncidents(address, after(operator.now, minutes(1)));
  needed(await suspend(operator, { address, level: 'warning', announcementId: DEMO_ANNOUNCEMENT.id, incidents }));
  await recordDelivery(sql, change.version);
  expect(await reinstateNext({ connection: runtime.connection, clock: runtime.clock })).toBe(false);
  expect((await stateOf(linXia, sql)).state).toBe('suspended_warning');
  expect((await receiptOf(linXia, change.id)).reinstatement).toBeNull();
});

test('A99 a second change before the first is in force needs a new reading, and then lifts in its place', async () => {
  const { runtime, sql } = await ownDatabase();
  const { linXia } = await cast(runtime);
  await warned(linXia, systemContext(runtime));
  const first = needed(await changePassword(await readAndAcknowledge(await linXia.at()), linXia.wants(newPassword())));
  const goesOn = await linXia.at(linXia.address, { sessionId: first.sessionId });
  expect(await changePassword(goesOn, linXia.wants(newPassword()))).toMatchObject({
    code: 'mailbox.reinstating',
    detail: { change: first.change.id },
  });
  const second = needed(await changePassword(await readAndAcknowledge(goesOn), linXia.wants(newPassword())));

  const worker = { connection: runtime.connection, clock: runtime.clock };
  await recordDelivery(sql, first.change.version);
  expect(await reinstateNext(worker)).toBe(false);
  await recordDelivery(sql, second.change.version);
  expect(await reinstateNext(worker)).toBe(true);
});

test('a second suspension within thirty days of the reinstatement is an emergency, however long the first one was', async () => {
  const { linXia, chenXiaoAn } = await cast();
  await warned(linXia);
  needed(await reinstate(await systemContext(), linXia.address));
  const request = { level: 'warning', announcementId: DEMO_ANNOUNCEMENT.id } as const;
  await superuser()`update suspensions s set suspended_at = suspended_at - interval '50 days', lifted_at = lifted_at - interval '29 days'
    from mailboxes m where m.id = s.mailbox_id and m.address = ${linXia.address}`;
  expect(needed(await suspend(await systemContext(), { ...request, address: linXia.address }))).toMatchObject({
    level: 'emergency',
  });

  await warned(chenXiaoAn);
  needed(await reinstate(await systemContext(), chenXiaoAn.address));
  await superuser()`update suspensions s set suspended_at = suspended_at - interval '31 days', lifted_at = lifted_at - interval '30 days'
    from mailboxes m where m.id = s.mailbox_id and m.address = ${chenXiaoAn.address}`;
  expect(needed(await suspend(await systemContext(), { ...request, address: chenXiaoAn.address }))).toMatchObject({
    level: 'warning',
  });
});

/** As the worker records it, when the mail server has answered. */
async function recordDelivery(sql: ReturnType<typeof superuser>, version: number): Promise<void> {
  await sql`update deliveries set flushed_at = now(), connections_ended_at = now(), connections_ended = 0, effective_at = now()
    where version = ${version}`;
}
