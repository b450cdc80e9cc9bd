import { createServer, type RequestListener } from 'node:http';
import { type AddressInfo, createServer as createSocketServer } from 'node:net';
import { text } from 'node:stream/consumers';
import { expect, inject, test } from 'vitest';
import { listDeliveries } from '@/db/queries/delivery-progress';
import { recordInstallation } from '@/db/queries/installation';
import { after, minutes } from '@/lib/clock';
import type { MailServerConfig } from '@/lib/config/config';
import { listStuckDeliveries } from '@/lib/delivery/list-stuck-deliveries';
import { dovecotSql } from '@/lib/mail-systems/dovecot/dovecot-sql';
import { flushAndKick } from '@/lib/mail-systems/dovecot/flush-and-kick';
import { findReceipt } from '@/lib/password/receipt/find-receipt';
import { cast, needed, newPassword } from '../../cast/cast';
import { completeDelivery } from '../../support/complete-delivery';
import { startWorkerProcess } from '../../support/production-process';
import { readableLog } from '../../support/readable-log';
import { until } from '../../support/until';
import { atTheEnd, type OwnDatabase, ownDatabase, worldConfig } from '../../support/world';

const KEY = 'a-key-of-the-tests';

/** A stand-in for the doveadm server. */
async function doveadmThat(answers: RequestListener): Promise<{ url: string; key: string }> {
  const server = createServer(answers);
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  atTheEnd(async () => {
    server.closeAllConnections();
    server.close();
  });
  return { url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`, key: KEY };
}

/** A port on which no server listens. */
async function deadNode(): Promise<string> {
  const holder = createSocketServer();
  await new Promise<void>((resolve) => holder.listen(0, '127.0.0.1', resolve));
  const { port } = holder.address() as AddressInfo;
  await new Promise((resolve) => holder.close(resolve));
  return `http://127.0.0.1:${port}`;
}

const answering =
  (status: number, body: string): RequestListener =>
  (_request, response) => {
    response.writeHead(status, { 'content-type': 'application/json' }).end(body);
  };

const FLUSHED = ['doveadmResponse', [{ entries: '1' }], 'flush'];
const CONNECTED = ['doveadmResponse', [], 'nobody@mx.nthu.edu.tw'];
const NO_CONNECTIONS = ['error', { type: 'exitCode', exitCode: 68 }, 'kick'];

const failures: [what: string, listener: RequestListener, reason: string][] = [
  ['says nothing that is JSON', answering(200, '<html>It works!</html>'), 'unexpected_answer'],
  ['answers an empty list', answering(200, '[]'), 'unexpected_answer'],
  ['answers JSON of another kind', answering(200, '{"flushed":true}'), 'unexpected_answer'],
  ['refuses the key', answering(401, ''), 'access_refused'],
  ['forbids', answering(403, ''), 'access_refused'],
  ['fails', answering(500, JSON.stringify([FLUSHED, CONNECTED, NO_CONNECTIONS])), 'unexpected_answer'],
  ['kicked nobody and flushed nothing', answering(200, JSON.stringify([NO_CONNECTIONS])), 'unexpected_answer'],
  ['flushed and forgot to kick', answering(200, JSON.stringify([FLUSHED, CONNECTED])), 'unexpected_answer'],
  [
    'could not kick',
    answering(200, JSON.stringify([FLUSHED, CONNECTED, ['error', { type: 'exitCode', exitCode: 75 }, 'kick']])),
    'unexpected_answer',
  ],
  ['cuts the connection', (request) => request.socket.destroy(), 'connection_lost'],
  [
    'leads elsewhere',
    (_request, response) => response.writeHead(302, { location: 'http://127.0.0.1:1/' }).end(),
    'connection_lost',
  ],
];

test.each(failures)(
  'A86 a mail server that %s has done nothing, and the reason has a name',
  async (_, listener, reason) => {
    await expect(flushAndKick(await doveadmThat(listener), 'nobody@mx.nthu.edu.tw')).rejects.toMatchObject({ reason });
  },
);

test('A86 a refused connection to the mail server is named as that', async () => {
  const node = { url: await deadNode(), key: KEY };
  await expect(flushAndKick(node, 'nobody@mx.nthu.edu.tw')).rejects.toMatchObject({ reason: 'connection_refused' });
});

test('A86 a mail server that hangs is given up after ten seconds', async () => {
  const silent = await doveadmThat(() => {});
  await expect(flushAndKick(silent, 'nobody@mx.nthu.edu.tw')).rejects.toMatchObject({ reason: 'timed_out' });
});

test('a mail server without connections of the mailbox has succeeded in ending them', async () => {
  const node = await doveadmThat(answering(200, JSON.stringify([FLUSHED, CONNECTED, NO_CONNECTIONS])));
  expect(await flushAndKick(node, 'nobody@mx.nthu.edu.tw')).toEqual({ connectionsEnded: 0 });
});

test('the key is sent to the mail server in a header, and the address as data', async () => {
  let authorization = '';
  let body = '';
  const node = await doveadmThat((request, response) => {
    authorization = request.headers.authorization ?? '';
    request.on('data', (part) => {
      body += part;
    });
    request.on('end', () => response.end(JSON.stringify([FLUSHED, CONNECTED, NO_CONNECTIONS])));
  });
  await flushAndKick(node, 'nobody@mx.nthu.edu.tw');
  expect(authorization).toBe(`X-Dovecot-API ${Buffer.from(KEY).toString('base64')}`);
  expect(JSON.parse(body)).toEqual([
    ['authCacheFlush', { user: ['nobody@mx.nthu.edu.tw'] }, 'flush'],
    ['who', { mask: ['nobody@mx.nthu.edu.tw'], separateConnections: true }, 'nobody@mx.nthu.edu.tw'],
    ['kick', { mask: ['nobody@mx.nthu.edu.tw'] }, 'kick'],
  ]);
});

const realNode = () => {
  const { mailServer } = inject('world').platform;
  if (!mailServer) throw new Error('the tests need a mail server');
  return mailServer;
};

/** A worker of this test alone: it delivers when the test says so, at the time that the test sets. */
function workerOf({ runtime }: OwnDatabase, urls: readonly string[], at: Date) {
  const mailServer: MailServerConfig = { ...realNode(), doveadm: { urls, key: realNode().doveadm.key } };
  const { log, lines } = readableLog();
  const target = dovecotSql(mailServer);
  const worker = { connection: runtime.connection, target, targetKey: 'dovecot', clock: () => at, log };
  return { deliver: async () => (await completeDelivery(worker)).done !== 'nothing_due', lines };
}

const stuckAt = ({ runtime }: OwnDatabase, now: Date) =>
  listStuckDeliveries({ db: runtime.connection.db, now, config: worldConfig() });

test('A85 A86 a change is in force only when the mail server is back, and not reported so while it is down', async () => {
  const own = await ownDatabase();
  const { linXia } = await cast(own.runtime);
  const ctx = await linXia.at();
  const { change } = await linXia.sets(newPassword());

  const now = new Date();
  const dead = workerOf(own, [await deadNode()], now);
  expect(await dead.deliver()).toBe(true);
  const [waiting] = needed(await findReceipt(ctx, change.id)).deliveries;
  expect(waiting).toMatchObject({ effectiveAt: null, flushedAt: null, lastFailure: 'connection_refused', probe: null });
  expect(waiting?.nextAttemptAt.getTime()).toBeGreaterThan(now.getTime());
  expect(await stuckAt(own, now)).toMatchObject([{ lastFailure: 'connection_refused', attempts: 1 }]);
  expect(JSON.parse(dead.lines.at(-1) ?? '')).toMatchObject({ msg: 'delivery failed', reason: 'connection_refused' });

  expect(await workerOf(own, realNode().doveadm.urls, now).deliver()).toBe(false);
  expect(await workerOf(own, realNode().doveadm.urls, after(now, minutes(1))).deliver()).toBe(true);
  const [done] = needed(await findReceipt(ctx, change.id)).deliveries;
  expect(done).toMatchObject({ lastFailure: null, connectionsEnded: 0 });
  expect(done?.effectiveAt).toBeInstanceOf(Date);
  expect(await stuckAt(own, now)).toEqual([]);
});

test('A86 a change is in force only when every node has answered', async () => {
  const own = await ownDatabase();
  const { linXia } = await cast(own.runtime);
  const { change } = await linXia.sets(newPassword());
  await workerOf(own, [...realNode().doveadm.urls, await deadNode()], new Date()).deliver();
  const [delivery] = await listDeliveries(own.runtime.connection.db, change);
  expect(delivery).toMatchObject({ effectiveAt: null, lastFailure: 'connection_refused' });
});

test('A86 the pause between tries doubles up to five minutes, and the tries never end', async () => {
  const own = await ownDatabase();
  const { linXia } = await cast(own.runtime);
  const { change } = await linXia.sets(newPassword());
  const url = await deadNode();
  const pauses: number[] = [];
  let now = new Date();
  for (let tries = 0; tries < 14; tries += 1) {
    expect(await workerOf(own, [url], now).deliver()).toBe(true);
    const [delivery] = await listDeliveries(own.runtime.connection.db, change);
    const next = delivery?.nextAttemptAt ?? now;
    pauses.push(next.getTime() - now.getTime());
    now = next;
  }
  // The pauses vary by a quarter each way, so that many deliveries do not retry at one moment.
  expect(pauses[0]).toBeLessThanOrEqual(1_250);
  for (const [tries, pause] of pauses.entries()) {
    const planned = Math.min(1_000 * 2 ** tries, minutes(5));
    expect(pause).toBeGreaterThanOrEqual(planned * 0.75 - 1);
    expect(pause).toBeLessThanOrEqual(planned * 1.25 + 1);
  }
});

test('A84 an older change is skipped when a newer one is taken, and never comes into force', async () => {
  const own = await ownDatabase();
  const { linXia } = await cast(own.runtime);
  const { db } = own.runtime.connection;
  const first = await linXia.sets(newPassword());
  const later = after(new Date(), minutes(1));
  await workerOf(own, [await deadNode()], new Date()).deliver();
  const second = await linXia.sets(newPassword());

  const worker = workerOf(own, realNode().doveadm.urls, later);
  while (await worker.deliver());
  const [old] = await listDeliveries(db, first.change);
  const [newest] = await listDeliveries(db, second.change);
  expect(newest?.effectiveAt).toBeInstanceOf(Date);
  // Whichever of the two the worker took first, the old one is finished, and no row is left waiting.
  expect(old?.supersededAt ?? old?.effectiveAt).toBeInstanceOf(Date);
  expect(await stuckAt(own, later)).toEqual([]);
});

/** A worker process with a delivery under way, whose mail server has not answered yet; afterwards it answers at once. */
async function workerDuringDelivery() {
  const own = await ownDatabase();
  await recordInstallation(own.runtime.connection.db, false, new Date());
  const { linXia } = await cast(own.runtime);
  const { change } = await linXia.sets(newPassword());
  let asked = 0;
  let answerFirst = () => {};
  const node = await doveadmThat(async (request, response) => {
    const body = await text(request);
    const connected = ['doveadmResponse', [], body.includes(linXia.address) ? linXia.address : 'nobody'];
    const answer = () => void response.end(JSON.stringify([FLUSHED, connected, NO_CONNECTIONS]));
    // The health check of the mail server is a separate request.
    if (!body.includes('authCacheFlush')) return answer();
    asked += 1;
    if (asked === 1) answerFirst = answer;
    else answer();
  });
  const worker = startWorkerProcess(own, { DOVEADM_URLS: node.url });
  await until(`the worker delivers: ${worker.output()}`, () => asked === 1, 20_000);
  const isInForce = async () => (await listDeliveries(own.runtime.connection.db, change))[0]?.effectiveAt != null;
  return { own, node, worker, isInForce, answerFirst: () => answerFirst() };
}

test('A85 a delivery whose worker is killed midway is taken up by the next', async () => {
  const { own, node, worker, isInForce } = await workerDuringDelivery();
  expect(await workerOf(own, [node.url], after(new Date(), minutes(1))).deliver(), 'it is passed by').toBe(false);
  worker.kill('SIGKILL');
  await worker.ended;
  expect(await isInForce()).toBe(false);

  startWorkerProcess(own, { DOVEADM_URLS: node.url });
  await until('the change is in force', isInForce, 20_000);
});

test('A85 a worker that is asked to stop finishes its delivery under way', async () => {
  const { own, worker, answerFirst } = await workerDuringDelivery();
  worker.kill('SIGTERM');
  answerFirst();
  expect(await worker.ended).toBe(0);
  const [row] = await own.sql`select flushed_first_at from deliveries order by created_at desc limit 1`;
  expect(row?.flushed_first_at).toEqual(expect.anything());
});

test('A89 a worker survives the loss of the database in the middle of a delivery', async () => {
  const { own, worker, isInForce, answerFirst } = await workerDuringDelivery();
  // As when PostgreSQL is restarted: every connection ends, also the one with an open transaction.
  await own.sql`select pg_terminate_backend(pid) from pg_stat_activity
    where datname = ${own.name} and application_name = 'mail-portal worker'`;
  answerFirst();
  const isDead = () => !worker.isRunning();
  await until('the change is in force, or the worker has ended', async () => isDead() || isInForce(), 20_000);
  expect(isDead(), worker.output()).toBe(false);
});
