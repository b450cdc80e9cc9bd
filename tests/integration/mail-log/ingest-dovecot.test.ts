import { afterAll, beforeEach, expect, test } from 'vitest';
import { AMY, act, append, BOB, dovecotLine, type LogStory, login, logStory, newSession } from '../../support/mail-log';
import { closeEverything } from '../../support/world';

let story: LogStory;

beforeEach(async () => {
  await closeEverything();
  story = await logStory();
});
afterAll(closeEverything);

const events = () => story.sql`
  select kind, service, host(address) as address, folder, from_folder as "from", messages, program, counts, reason
  from access_events where mailbox_id = ${story.amy} order by at, id`;
const failures = () => story.sql`
  select service, network::text, host(address) as address, reason, password_digest as digest, count
  from access_failures where mailbox_id = ${story.amy} order by first_at, password_digest`;

test('a sign-in and its end become rows of the mailbox, under the spelling of a sign-in', async () => {
  const session = newSession();
  append(
    story.dovecot,
    login('Amy', { session }),
    dovecotLine(
      `imap(amy)<12><${session}>: Disconnected: Logged out in=9 out=476 deleted=1 expunged=2 trashed=0 hdr_count=0 hdr_bytes=0 body_count=3 body_bytes=99`,
    ),
    login('nobody@mx.nthu.edu.tw'),
    login('amy@elsewhere.example'),
    login(BOB),
  );
  const counts = await story.ingest();
  expect(counts).toMatchObject({ lines: 5, events: 5, rows: 3 });
  expect(await events()).toMatchObject([
    { kind: 'login', service: 'imap', address: '140.114.64.7' },
    { kind: 'logout', service: 'imap', address: '140.114.64.7', counts: { expunged: 2, body_count: 3 } },
  ]);
});

test('a file that was read is not read again, and a line that was cut waits for its rest', async () => {
  append(story.dovecot, login(AMY));
  await story.ingest();
  expect(await story.ingest()).toMatchObject({ lines: 0, rows: 0 });
  const whole = login(AMY);
  const { appendFileSync } = await import('node:fs');
  appendFileSync(story.dovecot, whole.slice(0, 60));
  expect(await story.ingest()).toMatchObject({ lines: 0 });
  appendFileSync(story.dovecot, `${whole.slice(60)}\n`);
  expect(await story.ingest()).toMatchObject({ lines: 1, events: 1, rows: 1 });
  expect(await events()).toHaveLength(2);
});

test('the messages of one act are one row; a copy whose original is expunged is a move, also after a restart', async () => {
  const session = newSession();
  const copy = (n: number) => act(AMY, session, `copy from INBOX: box=Trash, uid=${n}, msgid=<m${n}@x>, size=100`);
  const expunge = (n: number) => act(AMY, session, `expunge: box=INBOX, uid=${n}, msgid=<m${n}@x>, size=100`);
  append(story.dovecot, login(AMY, { session }), copy(1), copy(2), copy(3));
  // Without the end of the input the copies would wait for their originals.
  append(story.dovecot, expunge(1), expunge(2));
  await story.ingest();
  append(story.dovecot, expunge(3), expunge(4), expunge(5));
  await story.ingest();
  expect(await events()).toMatchObject([
    { kind: 'login' },
    { kind: 'messages_copied', folder: 'Trash', from: 'INBOX', messages: 1, address: '140.114.64.7' },
    { kind: 'messages_moved', folder: 'Trash', from: 'INBOX', messages: 2 },
    { kind: 'messages_moved', folder: 'Trash', from: 'INBOX', messages: 1 },
    { kind: 'messages_expunged', folder: 'INBOX', messages: 2 },
  ]);
});

test('two lines about one refused attempt count once, with the service of one and the password of the other', async () => {
  const session = newSession();
  append(
    story.dovecot,
    dovecotLine(`auth: sql(${AMY},203.0.113.7,<${session}>): Password mismatch (SHA1 of given password: 21bd12)`),
    dovecotLine(
      `imap-login: Disconnected: Connection closed (auth failed, 1 attempts in 2 secs): user=<${AMY}>, method=PLAIN, rip=203.0.113.7, lip=10.0.0.1, TLS, session=<${session}>`,
    ),
    dovecotLine(
      `imap-login: Disconnected: Connection closed (auth failed, 3 attempts in 9 secs): user=<${AMY}>, method=PLAIN, rip=203.0.113.9, lip=10.0.0.1, TLS, session=<${newSession()}>`,
    ),
  );
  await story.ingest();
  expect(await failures()).toMatchObject([
    {
      service: 'imap',
      network: '203.0.113.0/24',
      address: '203.0.113.7',
      reason: 'auth_failed',
      digest: '21bd12',
      count: 1,
    },
    { service: 'imap', network: '203.0.113.0/24', address: '203.0.113.9', digest: '', count: 3 },
  ]);
});

test('a flood of failures is folded, and beyond the rows of a day only counted', async () => {
  const fail = (address: string) =>
    dovecotLine(
      `imap-login: Disconnected: Connection closed (auth failed, 1 attempts in 2 secs): user=<${AMY}>, method=PLAIN, rip=${address}, lip=10.0.0.1, TLS, session=<${newSession()}>`,
    );
  const networks = Array.from({ length: 10_050 }, (_, n) => `${20 + (n >> 16)}.${(n >> 8) & 255}.${n & 255}`);
  append(story.dovecot, ...networks.map((network) => fail(`${network}.1`)));
  await story.ingest();
  append(story.dovecot, ...networks.slice(0, 20).map((network) => fail(`${network}.2`)), fail('99.99.99.99'));
  await story.ingest();
  const [stored] = await story.sql`
    select count(*)::int as rows, sum(count)::int as count from access_failures where mailbox_id = ${story.amy}`;
  const [day] = await story.sql`select sum(rows)::int as rows, sum(overflow)::int as overflow from access_failure_days`;
  expect(stored).toEqual({ rows: 10_000, count: 10_020 });
  expect(day).toEqual({ rows: 10_000, overflow: 51 });
});

test('of a mailbox whose owner has switched detail off, only sign-ins are stored', async () => {
  await story.sql`update mailboxes set logs_detail = false where id = ${story.amy}`;
  const session = newSession();
  append(
    story.dovecot,
    login(AMY, { session }),
    act(AMY, session, 'expunge: box=INBOX, uid=1, msgid=<m1@x>, size=100'),
    act(AMY, session, 'Mailbox deleted: Secret'),
  );
  await story.ingest();
  expect(await events()).toMatchObject([{ kind: 'login' }]);
});

test('the program that a session names is added to its sign-in', async () => {
  const session = newSession();
  append(story.dovecot, login(AMY, { session }));
  await story.ingest();
  append(story.dovecot, act(AMY, session, 'ID sent: name=Thunderbird, version=128.0'));
  await story.ingest();
  expect((await events())[0]?.program).toContain('Thunderbird');
});

test('a row that the database refuses costs itself alone, and the position moves on', async () => {
  const { ingestLog } = await import('@/lib/mail-log/ingest-log');
  const { fileSource } = await import('@/lib/mail-log/file-source');
  append(
    story.dovecot,
    ...Array.from({ length: 20 }, () => login(AMY)),
    login(AMY, { address: '192.0.2.66' }),
    login(AMY),
  );
  const { tools } = story.ingestion;
  const countryOf = (address: string | null) => (address === '192.0.2.66' ? 'three' : tools.countryOf(address));
  const lines = fileSource({
    log: story.dovecot,
    since: new Date(0),
    isFollowed: () => false,
    report: () => undefined,
  });
  const counts = await ingestLog({ ...story.ingestion, tools: { ...tools, countryOf } }, { lines, source: 'dovecot' });
  expect(counts).toMatchObject({ lines: 22, rows: 21, refused: 1 });
  expect(await events()).toHaveLength(21);
  expect(await story.ingest()).toMatchObject({ lines: 0 });
});
