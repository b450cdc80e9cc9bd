import { createServer, request as httpRequest } from 'node:http';
import type { AddressInfo } from 'node:net';
import { text } from 'node:stream/consumers';
import { afterEach, expect, inject, test } from 'vitest';
import { listDeliveries } from '@/db/queries/delivery-progress';
import { putMailTarget, removeMailTarget as removeRow } from '@/db/queries/mail-targets';
import { findMailbox } from '@/db/queries/mailboxes';
import { findMailboxToReinstate } from '@/db/queries/suspensions';
import { after, minutes, seconds } from '@/lib/clock';
import type { MailServerConfig } from '@/lib/config/config';
import { deliverNext } from '@/lib/delivery/deliver-next';
import { startDeliveryWorker } from '@/lib/delivery/delivery-worker';
import { countDeliveries, listStuckDeliveries } from '@/lib/delivery/list-stuck-deliveries';
import { retryDeliveries } from '@/lib/delivery/retry-deliveries';
import { checkMailTargets } from '@/lib/mail-systems/check-mail-targets';
import { dovecotSql } from '@/lib/mail-systems/dovecot/dovecot-sql';
import { removeMailTarget } from '@/lib/mail-systems/remove-mail-target';
import { setMailTarget } from '@/lib/mail-systems/set-mail-target';
import type { Target } from '@/lib/mail-systems/target';
import { reinstateNext } from '@/lib/suspension/reinstate-next';
import { suspend } from '@/lib/suspension/suspend';
import { cast, needed, newPassword } from '../../cast/cast';
import { completeDelivery } from '../../support/complete-delivery';
import { gated } from '../../support/gated-target';
import { markAsImported } from '../../support/mark-as-imported';
import { OTHERS_HASHES } from '../../support/stored-hashes';
import { until } from '../../support/until';
import {
  atTheEnd,
  closeEverything,
  type OwnDatabase,
  ownDatabase,
  systemContext,
  worldConfig,
} from '../../support/world';

afterEach(closeEverything);

function realMailServer(): MailServerConfig {
  const { mailServer } = inject('world').platform;
  if (!mailServer) throw new Error('the tests need a mail server');
  return mailServer;
}

const real = () => dovecotSql(realMailServer());

async function startWorker({ runtime }: OwnDatabase, targets: Record<string, Target>) {
  const worker = await startDeliveryWorker({
    ...runtime,
    targets: new Map(Object.entries(targets)),
    afterInForce: reinstateNext,
  });
  atTheEnd(() => worker.stop());
  return worker;
}

const isInForce = async ({ runtime }: OwnDatabase, change: { mailboxId: string; version: number }) => {
  const rows = await listDeliveries(runtime.connection.db, change);
  return rows.length > 0 && rows.every(({ effectiveAt }) => effectiveAt !== null);
};

test('A84 two workers with two versions of one mailbox deliver them one after the other, the newest last', async () => {
  const own = await ownDatabase();
  const { linXia } = await cast(own.runtime);
  const first = await linXia.sets(newPassword());
  const gate = gated(real());
  const one = { ...own.runtime, target: gate.target, targetKey: 'dovecot' };
  const earlier = deliverNext(one);
  await until('the first worker is about to write', () => gate.asked() === 1);
  const second = await linXia.sets(newPassword());
  expect(await deliverNext(one), 'the second worker comes again later').toMatchObject({ done: 'held' });
  expect(gate.asked(), 'nobody else writes meanwhile').toBe(1);

  gate.open();
  expect(await earlier).toMatchObject({ done: 'flushed_once' });
  const later = { ...one, clock: () => after(own.runtime.clock(), seconds(1)) };
  while ((await deliverNext(later)).done !== 'nothing_due');
  expect(gate.written.map(({ version }) => version)).toEqual([first.change.version, second.change.version]);
});

test('A84 an older version after a newer one sends nothing to the mail system', async () => {
  const own = await ownDatabase();
  const { linXia } = await cast(own.runtime);
  const first = await linXia.sets(newPassword());
  const second = await linXia.sets(newPassword());
  // As when the older delivery had failed before and the newer one was faster.
  await own.sql`update deliveries set next_attempt_at = next_attempt_at + interval '1 s' where version = ${first.change.version}`;
  const gate = gated(real());
  gate.open();
  const worker = {
    ...own.runtime,
    target: gate.target,
    targetKey: 'dovecot',
    clock: () => new Date(Date.now() + 5_000),
  };
  while ((await deliverNext(worker)).done !== 'nothing_due');

  expect(gate.written.map(({ version }) => version)).toEqual([second.change.version]);
  const [old] = await listDeliveries(own.runtime.connection.db, first.change);
  expect(old).toMatchObject({ effectiveAt: null });
  expect(old?.supersededAt).toBeInstanceOf(Date);
});

test('a mail system receives a password once, and a later suspension does not send it again', async () => {
  const own = await ownDatabase();
  const { linXia } = await cast(own.runtime);
  const ctx = await systemContext(own.runtime);
  const gate = gated(real());
  gate.open();
  const deliver = () => completeDelivery({ ...own.runtime, target: gate.target, targetKey: 'dovecot' });

  await linXia.sets(newPassword());
  await deliver();
  needed(await suspend(ctx, { address: linXia.address, level: 'warning', announcementId: null }));
  await deliver();
  expect(gate.written).toMatchObject([
    { mayUse: true, password: { argon2id: expect.stringContaining('{ARGON2ID}'), sha512Crypt: null } },
    { mayUse: false, password: null },
  ]);
});

test('a suspension sends no imported hash to a mail system; only argon2id is written there', async () => {
  const own = await ownDatabase();
  const { linXia } = await cast(own.runtime);
  const [{ stored = '' } = {}] = OTHERS_HASHES;
  await markAsImported(own.sql, linXia.address, stored);
  const ctx = await systemContext(own.runtime);
  const gate = gated(real());
  gate.open();
  needed(await suspend(ctx, { address: linXia.address, level: 'warning', announcementId: null }));
  await deliverNext({ ...own.runtime, target: gate.target, targetKey: 'dovecot' });
  expect(gate.written).toMatchObject([{ mayUse: false, password: null }]);
});

test('a pending change and a pending suspension are delivered as one: the new password, locked', async () => {
  const own = await ownDatabase();
  const { linXia } = await cast(own.runtime);
  await linXia.sets(newPassword());
  const ctx = await systemContext(own.runtime);
  needed(await suspend(ctx, { address: linXia.address, level: 'warning', announcementId: null }));
  const gate = gated(real());
  gate.open();
  const worker = { ...own.runtime, target: gate.target, targetKey: 'dovecot' };
  while ((await deliverNext(worker)).done !== 'nothing_due');
  const secret = await own.sql`select password_secret from mailboxes where address = ${linXia.address}`;
  expect(gate.written.at(-1)).toMatchObject({ mayUse: false, password: { argon2id: secret[0]?.password_secret } });
});

test('A86 a mail system that hangs delays its own changes only', async () => {
  const own = await ownDatabase();
  const { db } = own.runtime.connection;
  await putMailTarget(db, { domain: 'my.nthu.edu.tw', target: 'dovecot-sql', targetKey: 'slow' });
  const { chouTzuYuan } = await cast(own.runtime);
  const [ownBox, office, club] = chouTzuYuan.addresses as [string, string, string];
  const slow = gated(real());
  // The worker stops before the database is closed, and it waits for its delivery under way.
  atTheEnd(async () => slow.open());
  await startWorker(own, { dovecot: real(), slow: slow.target });
  const held = await chouTzuYuan.sets(newPassword(), office);
  const alsoHeld = await chouTzuYuan.sets(newPassword(), club);
  await until('both writes are requested', () => slow.asked() === 2);

  const { change } = await chouTzuYuan.sets(newPassword(), ownBox);
  await until('the other mail system has its change', () => isInForce(own, change));
  expect(await isInForce(own, held.change)).toBe(false);
  slow.open();
  await until('the slow mail system has it too', () => isInForce(own, held.change));
  await until('the first mail system has the other change', () => isInForce(own, alsoHeld.change));
});

type Trouble = 'is away' | 'cuts its answers' | 'answers nonsense' | 'answers health alone';

/** A proxy before the mail server's doveadm. @returns how to start and end its trouble */
async function failingNode() {
  const { url } = inject('world').doveadm;
  let trouble: Trouble | undefined;
  const server = createServer(async (request, response) => {
    const body = await text(request);
    if (trouble === 'answers nonsense') return response.writeHead(200).end('<html>welcome</html>');
    if (trouble === 'answers health alone' && body.includes('authCacheFlush')) return response.writeHead(500).end();
    const onward = httpRequest(new URL(request.url ?? '/', url), { method: request.method, headers: request.headers });
    onward.on('response', async (answer) => {
      const answered = await text(answer);
      response.writeHead(answer.statusCode ?? 500, answer.headers);
      if (trouble === 'cuts its answers') response.write(answered.slice(0, 5), () => response.destroy());
      else response.end(answered);
    });
    onward.on('error', () => response.destroy());
    onward.end(body);
  });
  const listen = (port: number) => new Promise<void>((resolve) => server.listen(port, '127.0.0.1', resolve));
  const close = () =>
    new Promise<void>((resolve) => {
      server.close(() => resolve());
      server.closeAllConnections();
    });
  await listen(0);
  const { port } = server.address() as AddressInfo;
  atTheEnd(close);
  return {
    url: `http://127.0.0.1:${port}`,
    begin: async (what: Trouble) => {
      trouble = what;
      if (what === 'is away') await close();
    },
    end: async () => {
      if (trouble === 'is away') await listen(port);
      trouble = undefined;
    },
  };
}

test.each<Trouble>(['is away', 'cuts its answers', 'answers nonsense', 'answers health alone'])(
  'A86 a delivery that failed while the mail server %s is in force within five seconds of its recovery',
  async (trouble) => {
    const own = await ownDatabase();
    const node = await failingNode();
    const server = realMailServer();
    await startWorker(own, { dovecot: dovecotSql({ ...server, doveadm: { ...server.doveadm, urls: [node.url] } }) });
    const { linXia } = await cast(own.runtime);
    const before = await linXia.sets(newPassword());
    await until('the worker has found the mail system available', () => isInForce(own, before.change));

    await node.begin(trouble);
    const { change } = await linXia.sets(newPassword());
    const stuck = async () =>
      listStuckDeliveries({ db: own.runtime.connection.db, now: new Date(), config: worldConfig() });
    await until('the delivery has failed', async () => (await stuck()).length === 1);
    // As after a whole night of failures: the regular next try would come in five minutes.
    await own.sql`update deliveries set next_attempt_at = now() + interval '5 minutes' where effective_at is null`;
    await node.end();
    await until('the change is in force', () => isInForce(own, change), seconds(5));
    expect(await stuck()).toEqual([]);
  },
);

test('a worker that starts takes up the deliveries its predecessor had deferred', async () => {
  const own = await ownDatabase();
  const { linXia } = await cast(own.runtime);
  const { change } = await linXia.sets(newPassword());
  await own.sql`update deliveries set attempts = 9, last_failure = 'timed_out', next_attempt_at = now() + interval '5 minutes'`;
  await startWorker(own, { dovecot: real() });
  await until('the change is in force', () => isInForce(own, change), seconds(5));
});

test('a change in a domain with two mail systems is in force when both mail systems have it confirmed, and lifts no suspension before', async () => {
  const own = await ownDatabase();
  const { db } = own.runtime.connection;
  await putMailTarget(db, { domain: 'mx.nthu.edu.tw', target: 'google', targetKey: 'workspace' });
  const { linXia } = await cast(own.runtime);
  const ctx = await systemContext(own.runtime);
  needed(await suspend(ctx, { address: linXia.address, level: 'warning', announcementId: null }));
  const mailbox = await findMailbox(db, linXia.address);
  const second = gated({ ...real(), name: 'google' });
  atTheEnd(async () => second.open());
  await startWorker(own, { dovecot: real(), workspace: second.target });
  await until('the second mail system is asked', () => second.asked() === 1);

  const version = mailbox?.version ?? 0;
  const rows = async () => listDeliveries(db, { mailboxId: mailbox?.id ?? '', version });
  await until('the first mail system has the change', async () =>
    (await rows()).some(({ effectiveAt }) => effectiveAt),
  );
  expect((await rows()).map(({ target, effectiveAt }) => [target, effectiveAt !== null])).toEqual([
    ['dovecot-sql', true],
    ['google', false],
  ]);
  second.open();
  await until('both mail systems have it', async () => (await rows()).every(({ effectiveAt }) => effectiveAt));
});

test('a mailbox whose domain has no mail system cannot be changed', async () => {
  const own = await ownDatabase();
  const { db } = own.runtime.connection;
  const { linXia } = await cast(own.runtime);
  const before = await findMailbox(db, linXia.address);
  await removeRow(db, { domain: 'mx.nthu.edu.tw', target: 'dovecot-sql' });
  await expect(linXia.sets(newPassword())).rejects.toThrow('no mail system is named');
  expect(await findMailbox(db, linXia.address)).toEqual(before);
});

test('a portal with contradictory mail systems does not start, and names them', async () => {
  const own = await ownDatabase();
  const { db } = own.runtime.connection;
  const config = worldConfig();
  await checkMailTargets(db, config);
  await removeRow(db, { domain: 'oz.nthu.edu.tw', target: 'dovecot-sql' });
  await putMailTarget(db, { domain: 'm98.nthu.edu.tw', target: 'ldap', targetKey: 'students' });
  await putMailTarget(db, { domain: 'm99.nthu.edu.tw', target: 'ldap', targetKey: 'dovecot' });
  const refusal = await checkMailTargets(db, config).catch((error: Error) => error.message);
  expect(refusal).toContain('no mail system is named for oz.nthu.edu.tw');
  expect(refusal).toContain('m98.nthu.edu.tw: MAIL_TARGETS_FILE has no key students');
  expect(refusal).toContain('m99.nthu.edu.tw: dovecot is dovecot-sql, not ldap');
});

test('A86 a change that no worker tries is stuck after a minute, and each failure is stored with its reason', async () => {
  const own = await ownDatabase();
  const { linXia } = await cast(own.runtime);
  const { change } = await linXia.sets(newPassword());
  const at = (now: Date) => ({ db: own.runtime.connection.db, now, config: worldConfig() });
  const now = new Date();
  expect(await listStuckDeliveries(at(now))).toEqual([]);
  const later = new Date(now.getTime() + minutes(2));
  expect(await listStuckDeliveries(at(later))).toMatchObject([
    { address: linXia.address, target: 'dovecot-sql', targetKey: 'dovecot', attempts: 0, lastFailure: null },
  ]);
  expect(await countDeliveries(at(later))).toMatchObject([{ target: 'dovecot-sql', waiting: 1, stuck: 1 }]);

  const server = realMailServer();
  const node = await failingNode();
  await node.begin('is away');
  const away = dovecotSql({ ...server, doveadm: { ...server.doveadm, urls: [node.url] } });
  expect(await deliverNext({ ...own.runtime, target: away, targetKey: 'dovecot' })).toEqual({
    done: 'failed',
    reason: 'connection_refused',
  });
  const kept = await own.sql`select reason from delivery_failures f join deliveries d on d.id = f.delivery_id
    where d.mailbox_id = ${change.mailboxId}`;
  expect(kept.map(({ reason }) => reason)).toEqual(['connection_refused']);
  expect(await listStuckDeliveries(at(now))).toMatchObject([{ attempts: 1, lastFailure: 'connection_refused' }]);
});

test('A87 a sign-in under way during a flush may put the old password back into the cache: the cache is flushed again', async () => {
  const own = await ownDatabase();
  const { linXia } = await cast(own.runtime);
  const { change } = await linXia.sets(newPassword());
  let flushes = 0;
  const target: Target = {
    ...real(),
    flushAndEndSessions: async (address) => {
      flushes += 1;
      return real().flushAndEndSessions(address);
    },
  };
  const now = new Date();
  const deliverAt = (moment: Date) =>
    deliverNext({ ...own.runtime, target, targetKey: 'dovecot', clock: () => moment });
  expect(await deliverAt(now)).toEqual({ done: 'flushed_once', againInMs: target.signInTakesMs });
  const [once] = await listDeliveries(own.runtime.connection.db, change);
  expect(once, 'it is not called in force yet').toMatchObject({ effectiveAt: null, flushedAt: null });
  expect(await deliverAt(after(now, target.signInTakesMs - 1)), 'nor is it flushed too early').toEqual({
    done: 'nothing_due',
  });

  expect(await deliverAt(after(now, target.signInTakesMs))).toEqual({ done: 'in_force' });
  expect(flushes).toBe(2);
});

test('a delivery with an unexpected error is deferred like a failed one, and delays no other', async () => {
  const own = await ownDatabase();
  const [first, second] = await Promise.all([cast(own.runtime), cast(own.runtime)]);
  const broken = await first.linXia.sets(newPassword());
  const { change } = await second.linXia.sets(newPassword());
  const target: Target = {
    ...real(),
    write: async ({ address }) => {
      if (address === first.linXia.address) throw new Error('nobody thought of that');
    },
  };
  const worker = { ...own.runtime, target, targetKey: 'dovecot' };
  await expect(deliverNext(worker)).rejects.toThrow('nobody thought of that');
  expect(await deliverNext(worker)).toMatchObject({ done: 'flushed_once' });
  const rows = await Promise.all([broken.change, change].map((of) => listDeliveries(own.runtime.connection.db, of)));
  expect(rows.flat().map(({ lastFailure }) => lastFailure)).toEqual(['unexpected_answer', null]);
});

test('a mail system is added only to a campus domain, with settings of its own kind, and the last one cannot be removed', async () => {
  const own = await ownDatabase();
  const { targets } = worldConfig();
  const system = await systemContext(own.runtime);
  const ctx = { ...system, config: { ...system.config, targets } };
  const domain = 'mx.nthu.edu.tw';
  const google = { domain, target: 'google', targetKey: 'workspace' } as const;
  expect(await setMailTarget(ctx, { ...google, domain: 'elsewhere.example' })).toMatchObject({
    code: 'mail_target.domain_unknown',
  });
  expect(await setMailTarget(ctx, google)).toMatchObject({ code: 'mail_target.settings_unknown' });
  expect(await setMailTarget(ctx, { ...google, targetKey: 'dovecot' })).toMatchObject({
    code: 'mail_target.settings_differ',
  });
  expect(await setMailTarget(ctx, { domain, target: 'dovecot-sql', targetKey: 'dovecot' })).toMatchObject({ ok: true });

  expect(await removeMailTarget(ctx, google)).toMatchObject({ ok: true, value: { isChanged: false } });
  expect(await removeMailTarget(ctx, { ...google, target: 'gogle' })).toMatchObject({ code: 'mail_target.not_found' });
  expect(await removeMailTarget(ctx, { ...google, domain: 'elsewhere.example' })).toMatchObject({
    code: 'mail_target.domain_unknown',
  });
  expect(await removeMailTarget(ctx, { domain, target: 'dovecot-sql' })).toMatchObject({ code: 'mail_target.last' });
});

test('a mail system removed from a domain delays no change, and no suspension', async () => {
  const own = await ownDatabase();
  const { db } = own.runtime.connection;
  const ctx = await systemContext(own.runtime);
  const google = { domain: 'mx.nthu.edu.tw', target: 'google', targetKey: 'workspace' } as const;
  await putMailTarget(db, google);
  const { linXia } = await cast(own.runtime);
  const { change } = await linXia.sets(newPassword());
  expect(await completeDelivery({ ...own.runtime, target: real(), targetKey: 'dovecot' })).toEqual({
    done: 'in_force',
  });
  // As when it is the change that reinstates the mailbox.
  await own.sql`insert into suspensions (mailbox_id, level, suspended_at, lift_with_version)
    values (${change.mailboxId}, 'warning', now(), ${change.version})`;
  expect(await findMailboxToReinstate(db), 'one mail system has not learnt of it').toBeUndefined();

  needed(await removeMailTarget(ctx, google));
  const rows = await listDeliveries(db, change);
  expect(rows.map(({ target, supersededAt }) => [target, supersededAt !== null])).toEqual([
    ['dovecot-sql', false],
    ['google', true],
  ]);
  expect(await findMailboxToReinstate(db)).toBe(change.mailboxId);
});

test('failed deliveries are retried at once on an operator’s request, for one mailbox or for all', async () => {
  const own = await ownDatabase();
  const ctx = await systemContext(own.runtime);
  const [one, other] = await Promise.all([cast(own.runtime), cast(own.runtime)]);
  await one.linXia.sets(newPassword());
  await other.linXia.sets(newPassword());
  expect(needed(await retryDeliveries(ctx)), 'what was not tried is due by itself').toBe(0);
  await own.sql`update deliveries set attempts = 1, last_failure = 'timed_out', next_attempt_at = now() + interval '5 minutes'`;
  expect(needed(await retryDeliveries(ctx, one.linXia.address))).toBe(1);
  expect(needed(await retryDeliveries(ctx)), 'that of the other; the first is due already').toBe(1);
  expect(needed(await retryDeliveries(ctx))).toBe(0);
});
