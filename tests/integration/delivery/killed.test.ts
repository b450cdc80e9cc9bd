import { type ChildProcess, spawn } from 'node:child_process';
import { randomInt } from 'node:crypto';
import { rmSync } from 'node:fs';
import { createServer, request as httpRequest } from 'node:http';
import type { AddressInfo } from 'node:net';
import { createInterface } from 'node:readline';
import { text } from 'node:stream/consumers';
import { setTimeout as wait } from 'node:timers/promises';
import { expect, inject, test } from 'vitest';
import { listDeliveries } from '@/db/queries/deliveries';
import { recordInstallation } from '@/db/queries/installation';
import { findMailbox, findPasswordSecret } from '@/db/queries/mailboxes';
import { minutes, seconds } from '@/lib/clock';
import { type Dovecot, startDovecot } from '@/lib/embedded/dovecot';
import { makeScratchFolder } from '@/lib/embedded/reachable-place';
import { readPassword } from '@/lib/password/read-password';
import { cast, needed, newPassword, type Player } from '../../cast/cast';
import { imapLogin } from '../../support/imap-client';
import { until } from '../../support/until';
import { startWorkerProcess, type WorkerProcess } from '../../support/worker-process';
import { atTheEnd, type OwnDatabase, ownDatabase } from '../../support/world';

/** A database and a mail server that this file has to itself. */
async function ownCampus(): Promise<{ own: OwnDatabase; dovecot: Dovecot }> {
  const own = await ownDatabase();
  await recordInstallation(own.runtime.connection.db, false, new Date());
  const database = new URL(inject('world').dovecotDatabaseUrl);
  const runDir = makeScratchFolder();
  const dovecot = await startDovecot({
    runDir,
    database: {
      host: database.hostname,
      port: Number(database.port),
      name: own.name,
      user: database.username,
      password: database.password,
    },
    doveadmKey: inject('world').doveadm.key,
    authCache: true,
    log: () => {},
  });
  atTheEnd(async () => {
    await dovecot.stop();
    rmSync(runDir, { recursive: true, force: true });
  });
  return { own, dovecot };
}

const workerOn = ({ own, dovecot }: { own: OwnDatabase; dovecot: Dovecot }, doveadmUrl = dovecot.doveadm.url) =>
  startWorkerProcess(own, [doveadmUrl], { IMAP_URL: `imap://${dovecot.imap.host}:${dovecot.imap.port}` });

const newestIsInForce = async ({ runtime }: OwnDatabase, address: string) => {
  const mailbox = await findMailbox(runtime.connection.db, address);
  if (!mailbox) throw new Error(`no mailbox ${address}`);
  const rows = await listDeliveries(runtime.connection.db, { mailboxId: mailbox.id, version: mailbox.version });
  return rows.length > 0 && rows.every(({ effectiveAt }) => effectiveAt !== null);
};

/** Stands before a mail server's doveadm, and calls out at the steps of a flush. */
async function markedNode(url: string) {
  let at: (step: 'asked' | 'done') => void = () => {};
  const server = createServer(async (request, response) => {
    const body = await text(request);
    const isFlush = body.includes('authCacheFlush');
    if (isFlush) at('asked');
    const onward = httpRequest(new URL(request.url ?? '/', url), {
      method: request.method,
      headers: request.headers,
    });
    onward.on('response', async (answer) => {
      const answered = await text(answer);
      if (isFlush) at('done');
      response.writeHead(answer.statusCode ?? 500, answer.headers).end(answered);
    });
    onward.on('error', () => response.destroy());
    onward.end(body);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  atTheEnd(async () => {
    server.closeAllConnections();
    server.close();
  });
  const { port } = server.address() as AddressInfo;
  return {
    url: `http://127.0.0.1:${port}`,
    onStep: (act: typeof at) => {
      at = act;
    },
  };
}

test.each([
  ['before the mail server has flushed anything', 'asked'],
  ['when it has, and before that is written down', 'done'],
] as const)('A85 a worker that is killed %s loses nothing', { timeout: minutes(2) }, async (_, step) => {
  const campus = await ownCampus();
  const { linXia } = await cast(campus.own.runtime);
  const node = await markedNode(campus.dovecot.doveadm.url);
  const next = newPassword();
  let worker: WorkerProcess | undefined;
  let kills = 0;
  node.onStep((reached) => {
    if (reached !== step || kills > 0) return;
    kills += 1;
    worker?.kill('SIGKILL');
  });
  await linXia.sets(next);
  worker = workerOn(campus, node.url);
  await worker.ended;
  expect(kills).toBe(1);
  expect(await newestIsInForce(campus.own, linXia.address)).toBe(false);

  workerOn(campus, node.url);
  await until('the next worker has done it', () => newestIsInForce(campus.own, linXia.address), seconds(30));
  expect((await imapLogin(campus.dovecot.imap, linXia.address, next)).ok).toBe(true);
  expect((await imapLogin(campus.dovecot.imap, linXia.address, linXia.password)).ok).toBe(false);
});

/** Each takes the start of a process. `KILLS=200 npx vitest run --project integration killed` takes five minutes. */
const KILLS = Number(process.env.KILLS ?? 20);
const KILLS_OF_WORKERS = Math.ceil(KILLS * 0.6);
const KILLS_OF_SERVERS = Math.ceil(KILLS * 0.4);
const WORDS = 'lanterns over the quiet river, many of them';

/** What a process that takes changes has said: which it was about to make, and which it has acknowledged. */
interface Journal {
  about: Map<string, Set<number>>;
  acked: Map<string, { number: number; version: number }[]>;
}

function startTakingChanges(own: OwnDatabase, players: readonly Player[], journal: Journal, from: number) {
  const child: ChildProcess = spawn(process.execPath, ['--import', 'tsx', 'tests/support/take-changes.ts'], {
    stdio: ['pipe', 'pipe', 'inherit'],
    env: { PATH: process.env.PATH, NODE_ENV: 'production' },
  });
  const boxes = players.map(({ person, address }) => ({ number: person.number, address }));
  child.stdin?.end(JSON.stringify({ config: own.runtime.config, boxes, words: WORDS, from }));
  const ready = new Promise<void>((resolve) => {
    if (!child.stdout) throw new Error('it says nothing');
    createInterface(child.stdout).on('line', (line) => {
      const [what, address = '', number, version] = line.split(' ');
      if (what === 'about') journal.about.get(address)?.add(Number(number));
      if (what === 'acked') journal.acked.get(address)?.push({ number: Number(number), version: Number(version) });
      if (what === 'ready') resolve();
    });
  });
  const ended = new Promise<void>((resolve) => child.once('exit', () => resolve()));
  atTheEnd(() => {
    child.kill('SIGKILL');
    return ended;
  });
  return { ready: Promise.race([ready, ended]), ended, kill: () => child.kill('SIGKILL') };
}

/** Starts something, lets it live for a moment after it is ready, and kills it: so many times. */
async function killAgainAndAgain(
  times: number,
  livesForMs: number,
  start: (time: number) => { ready: Promise<void>; ended: Promise<unknown>; kill(): void },
) {
  for (let time = 0; time < times; time += 1) {
    const running = start(time);
    await running.ready;
    await wait(randomInt(livesForMs));
    running.kill();
    await running.ended;
  }
}

test('A85 A91 workers and servers that are killed again and again under load lose no change that was acknowledged', {
  timeout: minutes(10),
}, async () => {
  const campus = await ownCampus();
  const { own, dovecot } = campus;
  const players = await Promise.all([1, 2, 3, 4].map(() => cast(own.runtime))).then((all) =>
    all.flatMap(({ linXia, chenXiaoAn }) => [linXia, chenXiaoAn]),
  );
  const journal: Journal = {
    about: new Map(players.map(({ address }) => [address, new Set<number>()])),
    acked: new Map(players.map(({ address }) => [address, []])),
  };

  const servers = [0, 1].map((lane) =>
    killAgainAndAgain(KILLS_OF_SERVERS / 2, 1_500, (time) =>
      startTakingChanges(own, players, journal, (lane * KILLS_OF_SERVERS + time + 1) * 1_000),
    ),
  );
  const workers = [0, 1].map(() =>
    killAgainAndAgain(KILLS_OF_WORKERS / 2, 500, () => {
      const worker = workerOn(campus);
      const ready = until('the worker is up', () => worker.said().includes('the worker is up'), seconds(60));
      return { ready, ended: worker.ended, kill: () => worker.kill('SIGKILL') };
    }),
  );
  await Promise.all([...servers, ...workers]);

  workerOn(campus);
  const acknowledged = [...journal.acked.values()].flat().length;
  expect(acknowledged, 'changes were acknowledged between the kills').toBeGreaterThan(KILLS_OF_SERVERS / 2);
  for (const { address, password, runtime } of players) {
    await until(`${address} is in force`, () => newestIsInForce(own, address), seconds(30));

    const acked = journal.acked.get(address) ?? [];
    const [box] = await own.sql<{ id: string; password_version: number }[]>`
      select id, password_version from mailboxes where address = ${address}`;
    const first = { password, version: 1 };
    const newest = acked
      .map(({ number, version }) => ({ password: `${WORDS} ${number}`, version }))
      .reduce((one, other) => (other.version > one.version ? other : one), first);
    expect(box?.password_version, `${address} is not behind what was acknowledged`).toBeGreaterThanOrEqual(
      newest.version,
    );
    // A change that was committed, and whose process died before it could say so, counts as well.
    const unsaid = [...(journal.about.get(address) ?? [])].filter((n) => !acked.some(({ number }) => number === n));
    const candidates =
      box?.password_version === newest.version ? [newest.password] : unsaid.map((number) => `${WORDS} ${number}`);
    const stored = await findPasswordSecret(runtime.connection.db, box?.id ?? '');
    const held: string[] = [];
    for (const one of candidates) {
      if (needed(await runtime.hasher.verify(stored, needed(readPassword(one))))) held.push(one);
    }
    expect(held, `${address} holds the newest password that it was given`).toHaveLength(1);
    expect((await imapLogin(dovecot.imap, address, held[0] ?? '')).ok, address).toBe(true);
  }
  const waiting = await own.sql`select 1 from deliveries where effective_at is null and superseded_at is null`;
  expect(waiting, 'nothing waits any more').toHaveLength(0);
});
