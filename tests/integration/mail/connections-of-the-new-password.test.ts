import { execFileSync } from 'node:child_process';
import { readFileSync, rmSync } from 'node:fs';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import { expect, inject, test } from 'vitest';
import { seconds } from '@/lib/clock';
import { startDovecot } from '@/lib/demo/embedded/dovecot';
import { makeScratchFolder } from '@/lib/demo/embedded/reachable-place';
import { mailServerOf } from '@/lib/demo/start-demo-platform';
import { dovecotSql } from '@/lib/mail-systems/dovecot/dovecot-sql';
import { cast, newPassword, type Player } from '../../cast/cast';
import { completeDelivery } from '../../support/complete-delivery';
import { databaseOf } from '../../support/database-of';
import { openImap } from '../../support/imap-client';
import { onDatabase } from '../../support/on-database';
import { isStillOpen, type SignedIn, signInRepeatedly } from '../../support/sign-in-repeatedly';
import { until } from '../../support/until';
import { atTheEnd, imapServer, inForce, ownDatabase, superuser, worldConfig } from '../../support/world';

const AT_ONCE = 8;

/**
 * Changes the password and signs in with the new one for a second, or longer until it is in force. Tells which
 * connections were left afterwards.
 */
async function changeAndSignIn(player: Player): Promise<{ kept: number; lost: number }> {
  const password = newPassword();
  const { change } = await player.sets(password);
  const all: SignedIn[] = [];
  const end = Date.now() + seconds(1);
  let isInForce = false;
  const signingIn = signInRepeatedly(
    imapServer(),
    { address: player.address, password },
    { isOver: () => isInForce && Date.now() > end, into: all },
  );
  await inForce(change);
  isInForce = true;
  await signingIn;
  const [delivery] = await superuser()<{ flushed_first_at: Date }[]>`
    select flushed_first_at from deliveries where mailbox_id = ${change.mailboxId} and version = ${change.version}`;
  const later: SignedIn[] = [];
  for (const one of all) {
    if (delivery && one.sentAt > delivery.flushed_first_at) later.push(one);
    else one.connection?.close();
  }
  const open = await Promise.all(later.map(isStillOpen));
  const kept = open.filter(Boolean).length;
  return { kept, lost: open.length - kept };
}

test('A87 a change ends no connection that signs in with the new password after the first flush', async () => {
  for (let n = 0; n < 5; n += 1) {
    const { linXia } = await cast();
    const { kept, lost } = await changeAndSignIn(linXia);
    expect(kept).toBeGreaterThan(0);
    expect(lost).toBe(0);
  }
});

test('A87 eight changes at once end no connection that signs in with the new password after the first flush', async () => {
  const casts = await Promise.all(Array.from({ length: AT_ONCE }, () => cast()));
  const all = await Promise.all(casts.map(({ linXia }) => changeAndSignIn(linXia)));
  expect(all.reduce((sum, { kept }) => sum + kept, 0)).toBeGreaterThan(AT_ONCE);
  expect(all.map(({ lost }) => lost)).toEqual(all.map(() => 0));
});

test('A87 no connection of the old password outlives a change, however many sign in meanwhile', async () => {
  const casts = await Promise.all(Array.from({ length: AT_ONCE / 2 }, () => cast()));
  await Promise.all(
    casts.map(async ({ linXia }) => {
      const all: SignedIn[] = [];
      let isOver = false;
      // Two clients with the old password, so that one is often between its password and its session.
      const old = [1, 2].map(() => signInRepeatedly(imapServer(), linXia, { isOver: () => isOver, into: all }));
      await until('a client has signed in', async () => all.length > 0);
      const { change } = await linXia.sets(newPassword());
      await inForce(change);
      isOver = true;
      await Promise.all(old);
      expect(await Promise.all(all.map(isStillOpen))).toEqual(all.map(() => false));
    }),
  );
});

test('A87 a login that verified the old password gets no session after the change, however late it continues', async () => {
  const own = await ownDatabase();
  const dovecot = await ownDovecot(own.name);
  const { linXia } = await cast(own.runtime);
  const loginProcess = childOf(dovecot.pid, 'imap-login');

  let login: Promise<boolean> | undefined;
  await own.sql.begin(async (sql) => {
    // Dovecot reads the old password when the lock ends. Its answer then waits at the stopped process.
    await sql`lock table mailboxes in access exclusive mode`;
    login = openImap(dovecot.imap, linXia.address, linXia.password).then(
      (connection) => connection.login.ok,
      () => false,
    );
    await until('Dovecot waits for the password', async () => {
      const [waiting] = await sql`select from pg_locks where not granted and relation = 'mailboxes'::regclass`;
      return waiting !== undefined;
    });
    process.kill(loginProcess, 'SIGSTOP');
  });
  try {
    // The query was waiting before this change, so it is answered first.
    await linXia.sets(newPassword());
    const target = dovecotSql(mailServerOf(dovecot));
    expect(await completeDelivery({ ...own.runtime, target, targetKey: 'dovecot' })).toEqual({ done: 'in_force' });
  } finally {
    process.kill(loginProcess, 'SIGCONT');
  }
  expect(await login).toBe(false);
});

const ADDRESS = 'somebody@mx.nthu.edu.tw';
const CHECKS = { [ADDRESS]: { checks_password_mark: 'yes' } };
const LONG_AGO = '1700000000';
const PROCESSES = [
  { name: 'imap', pid: '7', available_count: '0', idle_start: '0', last_status_update: LONG_AGO },
  { name: 'imap', pid: '8', available_count: '1', idle_start: LONG_AGO, last_status_update: LONG_AGO },
  { name: 'imap', pid: '9', available_count: '1', idle_start: '0', last_status_update: '0' },
  { name: 'imap', pid: '10', available_count: '5', idle_start: LONG_AGO, last_status_update: LONG_AGO },
];
const ROUND = { version: 2, isAgain: false };

test.each([
  ['in a process that had its client at the first flush', '7', { user: CHECKS, processes: PROCESSES }, true],
  ['in a process that waited for a client at the first flush', '8', { user: CHECKS, processes: PROCESSES }, false],
  ['in a process that had just been started at the first flush', '9', { user: CHECKS, processes: PROCESSES }, false],
  ['in a process that serves several clients', '10', { user: CHECKS, processes: PROCESSES }, true],
  ['in a process started after the first flush', '11', { user: CHECKS, processes: PROCESSES }, false],
  ['at a node that does not compare marks', '11', { user: { [ADDRESS]: {} }, processes: PROCESSES }, true],
  ['at a node that does not list its processes', '11', { user: CHECKS, processes: null }, true],
])('A87 the second flush and a connection %s', async (_, pid, { user, processes }, isEnded) => {
  let connected: object[] = [];
  const kicks: number[] = [];
  const { target, asked } = await targetAt((tag) => {
    if (tag === 'user') return user;
    if (tag === 'processes') return processes;
    return tag === ADDRESS ? connected : [];
  });
  const countKicks = () => asked.filter((command) => command === 'kick').length;
  await target.flushAndEndSessions(ADDRESS, ROUND);
  kicks.push(countKicks());
  connected = [{ username: ADDRESS, service: 'imap', ip: '192.0.2.1', pid }];
  await target.flushAndEndSessions(ADDRESS, { ...ROUND, isAgain: true });
  expect(countKicks() - (kicks[0] ?? 0)).toBe(isEnded ? 1 : 0);
  expect(asked.filter((command) => command === 'authCacheFlush').length).toBeGreaterThanOrEqual(2);
});

test('A87 the first flush is repeated when a process that had just received its client begins a session', async () => {
  const justNow = `${Math.floor(Date.now() / 1_000)}`;
  let connected: object[] = [];
  const { target, asked } = await targetAt((tag) => {
    if (tag === 'user') return CHECKS;
    if (tag === 'processes') return [{ ...PROCESSES[0], last_status_update: justNow }];
    // Its session begins behind the first kick, and is ended by the next one.
    if (tag === 'kick') connected = countKicks() === 1 ? [{ username: ADDRESS, service: 'imap', pid: '7' }] : [];
    return tag === ADDRESS ? connected : [];
  });
  const countKicks = () => asked.filter((command) => command === 'kick').length;
  expect(await target.flushAndEndSessions(ADDRESS, ROUND)).toEqual({ connectionsEnded: 1 });
  expect(countKicks()).toBe(2);
  // So the second flush has nothing left to end.
  await target.flushAndEndSessions(ADDRESS, { ...ROUND, isAgain: true });
  expect(countKicks()).toBe(2);
});

test('A87 a second flush without the process list of the first ends all connections', async () => {
  const { target, asked } = await targetAt((tag) => (tag === 'user' ? CHECKS : []));
  await target.flushAndEndSessions(ADDRESS, ROUND);
  asked.length = 0;
  await target.flushAndEndSessions(ADDRESS, { version: 3, isAgain: true });
  expect(asked).toEqual(['authCacheFlush', 'who', 'kick']);
});

/** A node that answers each command by its tag, or with an error for null. */
async function targetAt(answer: (tag: string) => object | null) {
  const asked: string[] = [];
  const server = createServer((request: IncomingMessage, response: ServerResponse) => {
    let body = '';
    request.on('data', (part) => {
      body += part;
    });
    request.on('end', () => {
      const commands = JSON.parse(body) as [name: string, parameters: object, tag: string][];
      asked.push(...commands.map(([name]) => name));
      const answers = commands.map(([, , tag]) => {
        const rows = answer(tag);
        return rows === null ? ['error', { type: 'unknownMethod' }, tag] : ['doveadmResponse', rows, tag];
      });
      response.end(JSON.stringify(answers));
    });
  });
  await new Promise<void>((listening) => server.listen(0, '127.0.0.1', listening));
  atTheEnd(async () => void server.close());
  const { port } = server.address() as { port: number };
  const { mailServer } = worldConfig();
  if (!mailServer) throw new Error('the tests need a mail server');
  const doveadm = { urls: [`http://127.0.0.1:${port}`], key: 'key-of-this-test' };
  return { target: dovecotSql({ ...mailServer, doveadm }), asked };
}

async function ownDovecot(databaseName: string) {
  const runDir = makeScratchFolder();
  const dovecot = await startDovecot({
    runDir,
    database: databaseOf(onDatabase(inject('world').dovecotDatabaseUrl, databaseName)),
    doveadmKey: 'key-of-this-test',
    authCache: true,
    log: () => {},
  });
  atTheEnd(async () => {
    await dovecot.stop();
    rmSync(runDir, { recursive: true, force: true });
  });
  return dovecot;
}

function childOf(pid: number, program: string): number {
  const children = execFileSync('pgrep', ['-P', `${pid}`])
    .toString()
    .trim()
    .split('\n');
  const child = children.find((one) => readFileSync(`/proc/${one}/cmdline`, 'utf8').includes(program));
  if (!child) throw new Error(`Dovecot has no process ${program}`);
  return Number(child);
}
