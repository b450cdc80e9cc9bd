import { createSocket } from 'node:dgram';
import { renameSync } from 'node:fs';
import { afterAll, afterEach, beforeEach, expect, test } from 'vitest';
import { freePorts } from '@/lib/demo/embedded/free-port';
import { followMailLogs } from '@/lib/mail-log/follow-mail-logs';
import { AMY, append, dovecotLine, type LogStory, login, logStory, newSession } from '../../support/mail-log';
import { until } from '../../support/until';
import { closeEverything, superuser } from '../../support/world';

let story: LogStory;
let stop: (() => Promise<void>) | undefined;

beforeEach(async () => {
  await closeEverything();
  story = await logStory();
});
afterEach(async () => {
  await stop?.();
  stop = undefined;
});
afterAll(closeEverything);

async function follow(syslogPort?: number): Promise<void> {
  const { config } = story.runtime;
  const mailLogs = { ...config.mailLogs, dovecot: [story.dovecot], postfix: [story.postfix], syslogPort };
  stop = await followMailLogs({ ...story.runtime, config: { ...config, mailLogs } });
}

const signIns = async (): Promise<number> => {
  const [row] = await story.sql`select count(*)::int as n from access_events where kind = 'login'`;
  return row?.n;
};

test('a line is a row within two seconds, through a rotation of its log', async () => {
  await follow();
  append(story.dovecot, login(AMY));
  await until('the first line is stored', async () => (await signIns()) === 1, 2_000);
  renameSync(story.dovecot, `${story.dovecot}.1`);
  append(story.dovecot, login(AMY));
  await until('the line of the new file is stored', async () => (await signIns()) === 2, 2_000);
});

test('a refused attempt is a row before its client has left', async () => {
  await follow();
  append(story.dovecot, dovecotLine(`auth: sql(${AMY},203.0.113.7,<${newSession()}>): Password mismatch`));
  await until(
    'the failure is stored',
    async () => (await story.sql`select 1 from access_failures where service is null`).length === 1,
    6_000,
  );
});

test('a database that is away loses no line: the ingestion waits, and goes on', async () => {
  const { name } = story.own;
  await follow();
  append(story.dovecot, login(AMY));
  await until('the first line is stored', async () => (await signIns()) === 1);
  const admin = superuser();
  await admin`alter database ${admin(name)} with allow_connections false`;
  await admin`select pg_terminate_backend(pid) from pg_stat_activity where datname = ${name}`;
  append(story.dovecot, ...Array.from({ length: 50 }, () => login(AMY)));
  await expect(signIns()).rejects.toThrow();
  await admin`alter database ${admin(name)} with allow_connections true`;
  await until('all lines are stored', async () => (await signIns().catch(() => 0)) >= 51);
  expect(await signIns()).toBe(51);
});

test('lines that syslog sends to the port on loopback become rows', async () => {
  const [port = 0] = await freePorts(1);
  await follow(port);
  const socket = createSocket('udp4');
  for (let n = 0; n < 20; n += 1) socket.send(`<22>${login(AMY)}`, port, '127.0.0.1');
  await until('all are stored', async () => (await signIns()) === 20);
  socket.close();
});
