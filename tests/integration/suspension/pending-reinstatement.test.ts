import { expect, test } from 'vitest';
import { SIMULATED_MAIL_SYSTEM } from '@/lib/config/target-settings';
import { startDeliveryWorker } from '@/lib/delivery/delivery-worker';
import { DEMO_ANNOUNCEMENT } from '@/lib/demo/demo-announcement';
import { mapDemoTargets } from '@/lib/demo/map-demo-targets';
import { createLog } from '@/lib/log';
import { openTargets } from '@/lib/mail-systems/open-targets';
import { listOwnMailboxes } from '@/lib/mailbox/list-own-mailboxes';
import { changePassword } from '@/lib/password/change-password';
import { findEndedConnections } from '@/lib/password/receipt/find-ended-connections';
import { findReceipt } from '@/lib/password/receipt/find-receipt';
import { Secret } from '@/lib/secret';
import { listOwnReinstatements } from '@/lib/suspension/list-own-reinstatements';
import { reinstateNext } from '@/lib/suspension/reinstate-next';
import { suspend } from '@/lib/suspension/suspend';
import { cast, needed, newPassword, type Player } from '../../cast/cast';
import { published } from '../../support/announcements';
import { readAndAcknowledge } from '../../support/read-announcement';
import { until } from '../../support/until';
import { atTheEnd, type OwnDatabase, ownDatabase, systemContext } from '../../support/world';

const SIMULATED = { [SIMULATED_MAIL_SYSTEM]: { target: 'simulated' } } as const;

async function suspendedPlayer({ runtime }: OwnDatabase): Promise<Player> {
  const { linXia } = await cast(runtime);
  const operator = await systemContext(runtime);
  await published(operator, DEMO_ANNOUNCEMENT);
  const request = { address: linXia.address, level: 'warning', announcementId: DEMO_ANNOUNCEMENT.id } as const;
  needed(await suspend(operator, request));
  return linXia;
}

async function changes(player: Player, next = newPassword()) {
  const ctx = await readAndAcknowledge(await player.at());
  return needed(await changePassword(ctx, player.wants(next))).change;
}

async function reinstatementOf(player: Player) {
  const ctx = await player.at();
  const found = await listOwnReinstatements(ctx, await listOwnMailboxes(ctx));
  return found.get(ctx.mailbox.id);
}

/** As the worker records it, when the mail server has answered. */
async function recordDelivery({ sql }: OwnDatabase, version: number): Promise<void> {
  await sql`update deliveries set flushed_at = now(), connections_ended_at = now(), connections_ended = 0, effective_at = now()
    where version = ${version}`;
}

test('the owner sees the mailbox as being reinstated from the change on, then as reinstated, and a day later nothing', async () => {
  const own = await ownDatabase();
  const linXia = await suspendedPlayer(own);
  expect(await reinstatementOf(linXia)).toBeUndefined();
  expect(await findEndedConnections(await linXia.at())).toBeUndefined();
  const change = await changes(linXia);
  expect(await reinstatementOf(linXia)).toEqual({ changeId: change.id, inForceAt: null });
  expect(await findEndedConnections(await linXia.at())).toBe('later');

  await recordDelivery(own, change.version);
  expect(await reinstateNext({ connection: own.runtime.connection, clock: own.runtime.clock })).toBe(true);
  expect(await reinstatementOf(linXia)).toEqual({ changeId: change.id, inForceAt: null });
  await recordDelivery(own, change.version + 1);
  expect(await reinstatementOf(linXia)).toEqual({ changeId: change.id, inForceAt: expect.any(Date) });
  expect(await findEndedConnections(await linXia.at())).toBe('nobody');
  await own.sql`update deliveries set connections_ended = 2 where version = ${change.version}`;
  expect(await findEndedConnections(await linXia.at())).toBe('ended');

  await own.sql`update deliveries set effective_at = effective_at - interval '25 hours'`;
  expect(await reinstatementOf(linXia)).toBeUndefined();
});

test('the connections of a mailbox that only Google serves name no mail server', async () => {
  const own = await ownDatabase();
  const linXia = await suspendedPlayer(own);
  const change = await changes(linXia);
  await own.sql`update deliveries set target = 'google'`;
  expect(await findEndedConnections(await linXia.at())).toBe('google');
  await recordDelivery(own, change.version);
  expect(await findEndedConnections(await linXia.at())).toBe('google');
});

test('a mailbox suspended again while the change is pending is not shown as being reinstated', async () => {
  const own = await ownDatabase();
  const linXia = await suspendedPlayer(own);
  await changes(linXia);
  const operator = await systemContext(own.runtime);
  needed(await suspend(operator, { address: linXia.address, level: 'emergency', announcementId: null }));
  expect(await reinstatementOf(linXia)).toBeUndefined();
});

test('a demo without a mail server simulates one: the change is in force, verified and marked as simulated, and the mailbox is reinstated', async () => {
  const own = await ownDatabase({ targets: SIMULATED });
  const { connection, clock, targets } = own.runtime;
  const linXia = await suspendedPlayer(own);
  const worker = await startDeliveryWorker({
    connection,
    targets,
    clock,
    log: createLog('silent'),
    afterInForce: reinstateNext,
  });
  atTheEnd(worker.stop);
  const next = newPassword();
  const change = await changes(linXia, next);
  const receipt = async () => needed(await findReceipt(await linXia.at(), change.id));
  await until('the receipt is settled', async () => (await receipt()).isSettled);

  expect((await receipt()).services).toMatchObject([
    {
      service: 'simulated',
      state: 'in_force',
      inForceAt: expect.any(Date),
      probe: 'accepted',
      withdrawnAt: null,
      connectionsEndedAt: null,
    },
  ]);
  expect((await linXia.at()).mailbox.state).toBe('active');
  expect(await reinstatementOf(linXia)).toEqual({ changeId: change.id, inForceAt: expect.any(Date) });
  expect(await findEndedConnections(await linXia.at())).toBe('none');

  const simulated = targets.get(SIMULATED_MAIL_SYSTEM);
  expect(await simulated?.probe(linXia.address, new Secret(next))).toBe('accepted');
  expect(await simulated?.probe(linXia.address, new Secret(linXia.password))).toBe('refused');
  const operator = await systemContext(own.runtime);
  needed(await suspend(operator, { address: linXia.address, level: 'emergency', announcementId: null }));
  expect(await simulated?.probe(linXia.address, new Secret(next))).toBe('refused');
  const order = { address: linXia.address, version: 9, password: null, mayUse: true };
  await expect(simulated?.write(order)).rejects.toMatchObject({ reason: 'unexpected_answer' });
});

test('nothing is simulated outside a demo', async () => {
  const { runtime } = await ownDatabase({ targets: SIMULATED, mode: 'production' });
  expect([...runtime.targets.keys()]).toEqual([]);
  const here = { db: runtime.connection.db };
  expect(openTargets({ targets: SIMULATED, mode: 'demo' }, runtime.clock, here).get(SIMULATED_MAIL_SYSTEM)?.name).toBe(
    'simulated',
  );
});

test('a mail server installed later delivers the pending changes, and simulated deliveries stay marked as simulated', async () => {
  const own = await ownDatabase({ targets: SIMULATED });
  const { connection, clock, targets } = own.runtime;
  const { linXia, chenXiaoAn } = await cast(own.runtime);
  const worker = await startDeliveryWorker({
    connection,
    targets,
    clock,
    log: createLog('silent'),
    afterInForce: reinstateNext,
  });
  const first = needed(await changePassword(await linXia.at(), linXia.wants(newPassword()))).change;
  const receipt = async (player: Player, id: string) => needed(await findReceipt(await player.at(), id));
  await until('it is in force', async () => (await receipt(linXia, first.id)).services[0]?.state === 'in_force');
  await worker.stop();
  const second = needed(await changePassword(await chenXiaoAn.at(), chenXiaoAn.wants(newPassword()))).change;

  await mapDemoTargets({ db: connection.db, config: { ...own.runtime.config, targets: {} } });
  expect((await receipt(linXia, first.id)).services).toMatchObject([{ service: 'simulated', state: 'in_force' }]);
  expect((await receipt(chenXiaoAn, second.id)).services).toMatchObject([{ service: 'mail_server', state: 'waiting' }]);
});
