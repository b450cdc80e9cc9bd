import { spawn } from 'node:child_process';
import { expect, test } from 'vitest';
import { after, hours, minutes, seconds } from '@/lib/clock';
import { startNoticeWorker } from '@/lib/notice/notice-worker';
import { sendNextNotice } from '@/lib/notice/send-next-notice';
import { openSmtpCarrier } from '@/lib/notice/smtp-carrier';
import { cast, newPassword } from '../../cast/cast';
import { ageChanges } from '../../support/age-changes';
import { hasContactAddress, noticesTo } from '../../support/contact-addresses';
import { readableLog } from '../../support/readable-log';
import { type SmtpSink, startSmtpSink } from '../../support/smtp-sink';
import { until } from '../../support/until';
import { ownDatabase } from '../../support/world';

const serverAt = ({ port }: { port: number }) => ({ host: '127.0.0.1', port, tls: 'none' }) as const;

/** One person with a contact address and a changed password: two mails wait, and the test sets the time of sending. */
async function twoMailsWait() {
  const { runtime, sql } = await ownDatabase();
  const { linXia } = await cast(runtime);
  const contact = await hasContactAddress(linXia);
  await sql`delete from notices`;
  await linXia.sets(newPassword());
  const sink = await startSmtpSink();
  const { log, lines } = readableLog();
  const timeouts = { connectMs: seconds(1), silenceMs: seconds(1) };
  const carrier = openSmtpCarrier(serverAt(sink), timeouts);
  let now = runtime.clock();
  const sender = { connection: runtime.connection, config: runtime.config, carrier, log, clock: () => now };
  const later = (ms: number) => {
    now = after(now, ms);
  };
  const sendAll = async () => {
    let sent = 0;
    while (await sendNextNotice(sender)) sent += 1;
    return sent;
  };
  return { runtime, sql, linXia, contact, sink, lines, sender, later, sendAll };
}

const to = ({ taken }: SmtpSink, address: string) => taken.filter((mail) => mail.to === address);

test('each mail is sent once, as text and HTML, marked as automatic, and without remote content', async () => {
  const { linXia, contact, sink, sendAll, later, runtime } = await twoMailsWait();
  expect(await sendAll()).toBe(2);
  later(hours(24));
  expect(await sendAll()).toBe(0);
  expect(sink.taken.map((mail) => mail.to).sort()).toEqual([contact, linXia.address].sort());
  const [mail] = to(sink, contact);
  expect(mail?.subject).toBe(`The password for ${linXia.address} was changed`);
  expect(mail?.from).toBe(runtime.config.campus.contact.mail);
  expect(mail?.header('Auto-Submitted')).toBe('auto-generated');
  expect(mail?.header('Content-Language')).toBe('en');
  expect(mail?.link).toMatch(/^http:\/\/portal\.test\/not-me\/[A-Za-z0-9_-]{64}$/);
  for (const part of [mail?.text, mail?.html]) {
    expect(part).toContain(linXia.address);
    expect(part).toContain('127.0.0.1');
    expect(part).toContain(mail?.link);
  }
  expect(mail?.html).not.toMatch(/<img|<link|<script|url\(|src=|background=/i);
  expect((await noticesTo(linXia)).every((row) => row.sent_at !== null)).toBe(true);
});

test('A119 changes before the mail has left are in it; a later one from elsewhere sends one more mail with all of them after ten minutes', async () => {
  const { runtime, linXia, contact, sink, sendAll, later } = await twoMailsWait();
  const sets = (address: string) =>
    linXia.sets(newPassword(), linXia.address, { address, at: after(runtime.clock(), seconds(1)) });
  await sets('198.51.100.7');
  expect(await sendAll()).toBe(2);
  const [first] = to(sink, contact);
  expect(first?.subject).toBe(`The password for ${linXia.address} was changed 2 times`);
  for (const address of ['127.0.0.1', '198.51.100.7']) expect(first?.text).toContain(address);

  // Its address was reported already, and the link of the first mail also suspends later changes.
  await sets('198.51.100.7');
  later(minutes(11));
  expect(await sendAll()).toBe(0);

  await sets('203.0.113.9');
  await sets('203.0.113.9');
  expect(await sendAll()).toBe(2);
  expect(await sendAll()).toBe(0);
  const [, second, ...more] = to(sink, contact);
  expect(more).toEqual([]);
  expect(second?.subject).toBe(`The password for ${linXia.address} was changed 5 times`);
  expect(second?.text.match(/203\.0\.113\.9/g)).toHaveLength(2);
  // A notice has one link, the same in each of its mails.
  expect(second?.link).toBe(first?.link);
  expect(second?.header('Message-ID')).not.toBe(first?.header('Message-ID'));
});

test('a change from elsewhere is reported after ten minutes, not before; the sending of a mail does not block a change', async () => {
  const { sql, linXia, contact, sink, sendAll, later } = await twoMailsWait();
  expect(await sendAll()).toBe(2);
  await linXia.sets(newPassword(), linXia.address, { address: '203.0.113.9' });
  expect(await sendAll()).toBe(0);
  later(minutes(10));
  expect(await sendAll()).toBe(2);
  expect(to(sink, contact)).toHaveLength(2);

  // As the worker holds a row while it talks to the mail server.
  await sql.begin(async (tx) => {
    await tx`select id from notices for update`;
    await linXia.sets(newPassword(), linXia.address, { address: '192.0.2.1' });
  });
  const newest = (await noticesTo(linXia, 'password_changed')).at(-1);
  expect(newest).toMatchObject({ sent_at: null, later_changes: [], data: { from: '192.0.2.1' } });
});

test('a mail server that is down loses nothing: every mail is retried, and sent when it is back', async () => {
  const { linXia, sink, sendAll, later } = await twoMailsWait();
  const { port } = sink;
  await sink.close();
  expect(await sendAll()).toBe(2);
  expect((await noticesTo(linXia)).map((row) => row.last_failure)).toEqual([
    'connection_refused',
    'connection_refused',
  ]);
  for (let tries = 0; tries < 12; tries += 1) {
    later(minutes(7));
    expect(await sendAll()).toBe(2);
  }
  const back = await startSmtpSink(port);
  later(minutes(7));
  expect(await sendAll()).toBe(2);
  expect(back.taken).toHaveLength(2);
  expect((await noticesTo(linXia)).every((row) => row.sent_at && !row.last_failure && row.attempts === 14)).toBe(true);
});

test.each([
  ['refuses_for_now', 'refused_for_now'],
  ['refuses_recipient', 'recipient_refused'],
  ['refuses_message', 'message_refused'],
  ['cuts_in_data', 'connection_lost'],
  ['says_nothing', 'timed_out'],
] as const)('A86 a mail server that %s is named, and the mail is sent when it no longer does', async (mood, reason) => {
  const { linXia, sink, lines, sendAll, later } = await twoMailsWait();
  sink.mood = mood;
  expect(await sendAll()).toBe(2);
  expect((await noticesTo(linXia)).map((row) => row.last_failure)).toEqual([reason, reason]);
  // The server's text is not trusted, and is not repeated.
  expect(lines.join('')).not.toContain('<b>');
  sink.mood = 'takes';
  later(hours(1));
  await sendAll();
  expect(sink.taken).toHaveLength(2);
});

test('a recipient refused for good is given up after five tries, and one refused with 4yz never', async () => {
  const { linXia, sink, sendAll, later } = await twoMailsWait();
  sink.mood = 'refuses_for_now';
  for (let tries = 0; tries < 20; tries += 1) {
    await sendAll();
    later(hours(3));
  }
  expect((await noticesTo(linXia)).map((row) => row.given_up_at)).toEqual([null, null]);
  sink.mood = 'refuses_recipient';
  for (let tries = 0; tries < 5; tries += 1) {
    expect(await sendAll(), `try ${tries}`).toBe(2);
    later(hours(3));
  }
  const rows = await noticesTo(linXia);
  expect(rows.map((row) => row.last_failure)).toEqual(['recipient_refused', 'recipient_refused']);
  expect(rows.every((row) => row.given_up_at !== null)).toBe(true);
  sink.mood = 'takes';
  later(hours(24));
  expect(await sendAll()).toBe(0);
});

test('two workers send no mail twice', async () => {
  const { runtime, linXia, contact, sink, sender } = await twoMailsWait();
  for (let changes = 1; changes <= 4; changes += 1) {
    await ageChanges(runtime.connection.db, linXia.address);
    await linXia.sets(newPassword());
  }
  const by = { kind: 'smtp', server: serverAt(sink) } as const;
  const workers = await Promise.all(
    [1, 2].map(() => startNoticeWorker({ ...sender, by, clock: runtime.clock, config: runtime.config })),
  );
  await until('every notice is sent', async () => (await noticesTo(linXia)).every((row) => row.sent_at !== null));
  await Promise.all(workers.map((worker) => worker.stop()));
  expect(sink.taken).toHaveLength(10);
  expect(new Set(sink.taken.map((mail) => mail.messageId)).size).toBe(10);
  expect(to(sink, contact)).toHaveLength(5);
});

test('a mail that cannot be composed does not stop the others', async () => {
  const { sql, linXia, contact, sink, sendAll } = await twoMailsWait();
  await sql`update notices set data = '{}' where recipient = ${contact}`;
  await sendAll();
  expect(sink.taken.map((mail) => mail.to)).toEqual([linXia.address]);
  expect((await noticesTo(linXia)).map((row) => row.last_failure)).toEqual(['not_composed', null]);
});

test('A85 a mail whose worker is killed after the server accepted it is sent again, under the same Message-ID', async () => {
  const { runtime, linXia, sink } = await twoMailsWait();
  const { config } = runtime;
  const worker = () =>
    spawn(process.execPath, ['dist/bin/worker.mjs'], {
      env: {
        PATH: process.env.PATH,
        NODE_ENV: 'production',
        DATABASE_URL: config.databaseUrl,
        PORTAL_SECRET: config.secret.padEnd(43, 'x'),
        PORTAL_ORIGINS: 'https://portal.example',
        CAMPUS_ISSUER: 'x',
        CAMPUS_JWKS_FILE: config.campusJwksFile,
        IMAP_URL: 'imap://127.0.0.1:1',
        DOVEADM_URLS: 'http://127.0.0.1:1',
        DOVEADM_KEY: 'k'.repeat(16),
        SMTP_URL: `smtp://127.0.0.1:${sink.port}`,
      },
      stdio: 'ignore',
    });
  sink.mood = 'takes_and_says_nothing';
  const whole = new Promise<void>((resolve) => {
    sink.onWhole = resolve;
  });
  const first = worker();
  await whole;
  first.kill('SIGKILL');
  const [half] = sink.taken;
  expect((await noticesTo(linXia)).every((row) => row.sent_at === null && row.attempts === 0)).toBe(true);

  sink.mood = 'takes';
  const second = worker();
  await until(
    'every notice is sent',
    async () => (await noticesTo(linXia)).every((row) => row.sent_at !== null),
    60_000,
  );
  second.kill('SIGTERM');
  const again = sink.taken.filter((mail) => mail.messageId === half?.messageId);
  expect(again).toHaveLength(2);
  expect(again[1]?.text).toBe(half?.text);
  expect(new Set(sink.taken.map((mail) => mail.messageId)).size).toBe(2);
});
