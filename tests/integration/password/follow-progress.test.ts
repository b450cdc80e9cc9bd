import { expect, test } from 'vitest';
import { listDeliveries, measureUsualTime } from '@/db/queries/delivery-progress';
import { recordProbe } from '@/db/queries/login-probes';
import { putMailTarget } from '@/db/queries/mail-targets';
import { endSession } from '@/db/queries/sessions';
import { after, minutes, seconds } from '@/lib/clock';
import type { Config } from '@/lib/config/config';
import { deliverNext } from '@/lib/delivery/deliver-next';
import { createLog } from '@/lib/log';
import { DeliveryFailed } from '@/lib/mail-systems/failure-reasons';
import type { Target } from '@/lib/mail-systems/target';
import { findReceipt } from '@/lib/password/receipt/find-receipt';
import { type Following, followProgress } from '@/lib/password/receipt/follow-progress';
import type { MailboxRequest } from '@/lib/runtime/runtime';
import { suspend } from '@/lib/suspension/suspend';
import { cast, needed, newPassword, type Player } from '../../cast/cast';
import { until } from '../../support/until';
import { anotherRuntime, type OwnDatabase, ownDatabase, systemContext } from '../../support/world';

const MAIN: Config['targets'] = {
  dovecot: {
    target: 'dovecot-sql',
    mailServer: { imap: { host: '127.0.0.1', port: 1, tls: false }, doveadm: { urls: [], key: '' } },
  },
};

let database: Promise<OwnDatabase> | undefined;

/** A database for this file alone. The tests deliver themselves, and no delivery is left waiting. */
async function place(): Promise<{ own: OwnDatabase; linXia: Player; chenXiaoAn: Player }> {
  database ??= ownDatabase();
  const own = await database;
  await deliverAll(own);
  const { linXia, chenXiaoAn } = await cast(own.runtime);
  return { own, linXia, chenXiaoAn };
}

/** The view of another server of the same portal: with connections and a listener of its own. */
async function atAnotherServer(ctx: MailboxRequest, { runtime }: OwnDatabase): Promise<MailboxRequest> {
  const { databaseUrl } = runtime.config;
  const another = await anotherRuntime({ databaseUrl, mailServer: null, targets: {} });
  const { connection, deliveryNews } = another;
  return { ...ctx, connection, deliveryNews, db: connection.db, config: { ...ctx.config, targets: MAIN } };
}

const answers: Pick<Target, 'write' | 'flushAndEndSessions'> = {
  write: async () => {},
  flushAndEndSessions: async () => ({ connectionsEnded: 0 }),
};

/** A separate worker process, with a mail system that behaves as the test sets. */
function workerOf({ runtime }: OwnDatabase, does: Partial<Target> = {}) {
  const target = { name: 'dovecot-sql', signInTakesMs: 0, ...answers, ...does } as Target;
  const log = createLog('silent');
  return (at = new Date()) =>
    deliverNext({ connection: runtime.connection, target, targetKey: 'dovecot', clock: () => at, log });
}

async function deliverAll(own: OwnDatabase): Promise<void> {
  const deliver = workerOf(own);
  while ((await deliver()).done !== 'nothing_due');
}

/** The events received so far, and whether the stream is over. */
function collectDigests({ digests }: Following) {
  const received: string[] = [];
  let isOver = false;
  const listening = (async () => {
    for await (const digest of digests) if (digest !== null) received.push(digest);
    isOver = true;
  })();
  return { received, isOver: () => isOver, listening };
}

test('a change delivered by a worker elsewhere is streamed to a client at another server, step by step', async () => {
  const { own, linXia } = await place();
  const { change } = await linXia.sets(newPassword());
  const mine = await atAnotherServer(await linXia.at(), own);
  const story = collectDigests(needed(await followProgress(mine, change.id)));
  await until('the first state is reported', () => story.received.length === 1);
  const failing = workerOf(own, {
    flushAndEndSessions: async () => {
      throw new DeliveryFailed('timed_out');
    },
  });
  expect(await failing()).toEqual({ done: 'failed', reason: 'timed_out' });
  await until('the failure is reported', () => story.received.length === 2);
  expect(await workerOf(own)(after(new Date(), minutes(1)))).toEqual({ done: 'in_force' });
  await until('it is reported as in force', () => story.received.length === 3);
  const { digest } = needed(await findReceipt({ ...mine, now: new Date() }, change.id));
  expect(story.received.at(-1)).toBe(digest);
  expect(new Set(story.received).size).toBe(3);
});

test('a stream of a change carries no event of another mailbox', async () => {
  const { own, linXia, chenXiaoAn } = await place();
  const { change } = await linXia.sets(newPassword());
  const story = collectDigests(needed(await followProgress(await atAnotherServer(await linXia.at(), own), change.id)));
  await until('the first state is reported', () => story.received.length === 1);
  await chenXiaoAn.sets(newPassword());
  await deliverAll(own);
  await until('her change is reported', () => story.received.length === 2);
  expect(story.received).toHaveLength(2);
});

test('A39 a stream ends with the session that opened it, and with its right to the mailbox', async () => {
  const { own, linXia, chenXiaoAn } = await place();
  const { change } = await linXia.sets(newPassword());
  const [signedOut, lost] = [await linXia.at(), await linXia.at()];
  const first = collectDigests(needed(await followProgress(await atAnotherServer(signedOut, own), change.id)));
  const second = collectDigests(needed(await followProgress(await atAnotherServer(lost, own), change.id)));
  await until('both have the first state', () => first.received.length === 1 && second.received.length === 1);

  await endSession(signedOut.db, signedOut.session.id, { reason: 'signed_out', now: new Date() });
  await own.sql`select pg_notify('deliveries_changed', ${signedOut.mailbox.id})`;
  await until('the first is over', first.isOver);
  expect(second.isOver()).toBe(false);

  await own.sql`update mailboxes set holder_id = ${chenXiaoAn.person.id} where id = ${lost.mailbox.id}`;
  await workerOf(own)();
  await until('the second is over', second.isOver);
  expect([first.received, second.received].map(({ length }) => length)).toEqual([1, 1]);
});

test('a stream without events detects within ten seconds that its session has ended', async () => {
  const { own, linXia } = await place();
  const { change } = await linXia.sets(newPassword());
  const mine = await linXia.at();
  const { digests } = needed(await followProgress(await atAnotherServer(mine, own), change.id));
  expect((await digests.next()).value).toEqual(expect.any(String));
  // The listener has just started, which counts as one event.
  expect((await digests.next()).value).toBeNull();
  await endSession(mine.db, mine.session.id, { reason: 'signed_out', now: new Date() });
  const askedAt = performance.now();
  expect((await digests.next()).done).toBe(true);
  expect(performance.now() - askedAt).toBeLessThan(15_000);
});

test('A44 an open stream does not extend its session', async () => {
  const { own, linXia } = await place();
  const { change } = await linXia.sets(newPassword());
  const mine = await atAnotherServer(await linXia.at(), own);
  let now = new Date();
  const following = needed(await followProgress({ ...mine, clock: () => now }, change.id));
  expect((await following.digests.next()).done).toBe(false);
  now = after(now, minutes(1));
  await own.sql`select pg_notify('deliveries_changed', ${mine.mailbox.id})`;
  expect((await following.digests.next()).done).toBe(false);
  const [row] = await own.sql<
    { last_seen_at: Date }[]
  >`select last_seen_at from sessions where id = ${mine.session.id}`;
  expect(row?.last_seen_at).toEqual(mine.session.lastSeenAt);
  following.end();
});

test('a stream ends after five minutes, when the change is complete, and when the client has disconnected', async () => {
  const { own, linXia } = await place();
  const { change } = await linXia.sets(newPassword());
  const mine = await atAnotherServer(await linXia.at(), own);
  let now = new Date();
  const long = needed(await followProgress({ ...mine, clock: () => now }, change.id));
  await long.digests.next();
  now = after(now, minutes(5));
  await own.sql`select pg_notify('deliveries_changed', ${mine.mailbox.id})`;
  expect(await long.digests.next()).toEqual({ done: true, value: undefined });

  const left = needed(await followProgress(mine, change.id));
  await left.digests.next();
  left.end();
  expect(await left.digests.next()).toEqual({ done: true, value: undefined });

  const whole = collectDigests(needed(await followProgress(mine, change.id)));
  await workerOf(own)();
  const [delivery] = await listDeliveries(mine.db, change);
  await recordProbe(mine.db, delivery?.id ?? '', 'accepted', new Date());
  await until('every state is reported', whole.isOver);
  expect(needed(await findReceipt(mine, change.id))).toMatchObject({ isSettled: true, digest: whole.received.at(-1) });
});

test('A94 a session has at most three streams: the next is refused until one has ended', async () => {
  const { own, linXia } = await place();
  const { change } = await linXia.sets(newPassword());
  const mine = await atAnotherServer(await linXia.at(), own);
  const open = [];
  for (const _ of [1, 2, 3]) open.push(needed(await followProgress(mine, change.id)));
  expect(await followProgress(mine, change.id)).toEqual({ ok: false, code: 'service.busy' });
  // One that was never read from, as of a client that disconnected at once.
  open[0]?.end();
  const again = needed(await followProgress(mine, change.id));
  for (const one of [...open, again]) one.end();
});

test('A94 a process has at most five hundred streams', async () => {
  const { own, linXia } = await place();
  const mine = await atAnotherServer(await linXia.at(), own);
  const { deliveryNews, mailbox } = mine;
  for (let i = 0; i < 500; i += 1) needed(await deliveryNews.watch({ mailboxId: mailbox.id, sessionId: `${i}` }));
  expect(await deliveryNews.watch({ mailboxId: mailbox.id, sessionId: '500' })).toEqual({
    ok: false,
    code: 'service.busy',
  });
  deliveryNews.close();
});

test('A84 two tabs with two passwords: the receipt of the earlier names the change that replaced it', async () => {
  const { own, linXia } = await place();
  const first = await linXia.sets(newPassword());
  const mine = await linXia.at();
  const story = collectDigests(needed(await followProgress(await atAnotherServer(mine, own), first.change.id)));
  await until('the first state is reported', () => story.received.length === 1);
  const second = await linXia.sets(newPassword(), linXia.address, { sessionId: mine.session.id });
  const third = await linXia.sets(newPassword(), linXia.address, { sessionId: second.sessionId });

  await deliverAll(own);
  // The change has renewed the session: the former stream has ended, and a browser reconnects with the new session.
  await until('the stream is over', story.isOver);
  const ctx = { ...(await linXia.at()), now: new Date() };
  for (const earlier of [first, second]) {
    expect(needed(await findReceipt(ctx, earlier.change.id))).toMatchObject({
      replacedBy: third.change.id,
      isSettled: true,
      services: [{ state: 'superseded' }],
    });
  }
  expect(needed(await findReceipt(ctx, third.change.id))).toMatchObject({
    replacedBy: null,
    services: [{ service: 'mail_server', state: 'in_force' }],
  });
});

test('a password whose delivery a suspension has overtaken is reported in force by the delivery that carried it', async () => {
  const { own, linXia } = await place();
  const { change } = await linXia.sets(newPassword());
  needed(
    await suspend(await systemContext(own.runtime), {
      address: linXia.address,
      level: 'warning',
      announcementId: null,
    }),
  );
  await deliverAll(own);
  const mine = await linXia.at();
  const { services, replacedBy } = needed(await findReceipt(mine, change.id));
  expect(services).toMatchObject([{ state: 'in_force', inForceAt: expect.any(Date) }]);
  expect(replacedBy).toBeNull();
});

test('A85 a change whose process ended before its verification is reported as such by the receipt, which waits for nothing', async () => {
  const { own, linXia } = await place();
  const { change } = await linXia.sets(newPassword());
  await workerOf(own)();
  // As a killed process leaves the row.
  await own.sql`update deliveries set probe = null, probed_at = null where mailbox_id = ${change.mailboxId} and version = ${change.version}`;
  const mine = await linXia.at();
  const soon = needed(await findReceipt(mine, change.id));
  expect(soon).toMatchObject({ isSettled: false, services: [{ state: 'in_force', probe: null }] });
  const later = needed(await findReceipt({ ...mine, now: after(mine.now, seconds(75)) }, change.id));
  expect(later).toMatchObject({ isSettled: true, services: [{ state: 'in_force', probe: 'lost' }] });
  expect(later.digest).not.toBe(soon.digest);
});

test('the usual time counts a change once, at its last mail system, and not before', async () => {
  const own = await ownDatabase();
  const { linXia } = await cast(own.runtime);
  const { db } = own.runtime.connection;
  await putMailTarget(db, { domain: 'mx.nthu.edu.tw', target: 'google', targetKey: 'workspace' });
  const { change } = await linXia.sets(newPassword());
  await workerOf(own)(after(change.changedAt, seconds(2)));
  expect(await measureUsualTime(db)).toBeNull();

  const target = { name: 'google', signInTakesMs: 0, ...answers } as Target;
  const clock = () => after(change.changedAt, seconds(9));
  await deliverNext({
    connection: own.runtime.connection,
    target,
    targetKey: 'workspace',
    clock,
    log: createLog('silent'),
  });
  expect(await measureUsualTime(db)).toEqual({ count: 1, p95Ms: 9_000 });
});

test('A42 a change of another person’s mailbox cannot be followed', async () => {
  const { own, linXia, chenXiaoAn } = await place();
  const { change } = await linXia.sets(newPassword());
  const his = await atAnotherServer(await chenXiaoAn.at(), own);
  expect(await followProgress(his, change.id)).toEqual({ ok: false, code: 'page.not_found' });
});
