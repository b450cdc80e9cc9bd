import { expect, test } from 'vitest';
import { listArrivals, listIncomingRefusals } from '@/db/queries/incoming-log';
import { countSendingByDay, findSentMessage, listSentMessages, listTries } from '@/db/queries/sending-log';
import { before, days, hours } from '@/lib/clock';
import { scansOf } from '../../support/query-plans';
import { openMailLog } from '../../support/sending-log';
import { ownDatabase } from '../../support/world';

/** The mailboxes of the test, each with as many rows. */
const MAILBOXES = 200;
const ROWS_A_DAY = 20_000;

test('the queries of one mailbox read indexes alone, and of a day its partitions alone', async () => {
  const { runtime, sql } = await ownDatabase();
  const now = new Date();
  await openMailLog(runtime.connection.db, now);
  const [own] = await sql<{ id: string }[]>`select md5('mailbox 7')::uuid as id`;
  const mailboxId = own?.id ?? '';
  for (let day = 1; day <= 4; day += 1) {
    const start = before(new Date(`${now.toISOString().slice(0, 10)}T00:00:00Z`), days(day));
    await sql`
      insert into mail_messages (at, id, queue_id, host, mailbox_id, sender, recipients)
      select ${start}::timestamptz + n * interval '4 seconds', md5(${day}::text || n)::uuid, 'Q' || n, 'mail',
        md5('mailbox ' || n % ${MAILBOXES}::int)::uuid, 's@example.org', 1
      from generate_series(0, ${ROWS_A_DAY - 1}::int) n`;
    await sql`
      insert into mail_deliveries
        (at, message_at, message, mailbox_id, recipient_mailbox_id, recipient, relay, status, dsn, response, is_hand_over)
      select at + interval '1 second', at, id, mailbox_id, mailbox_id, 'r@example.org', 'mx.example.org', 'sent', '2.0.0',
        '250 ok', false
      from mail_messages where at >= ${start} and at < ${start}::timestamptz + interval '1 day'`;
    await sql`
      insert into mail_refusals (at, mailbox_id, direction, command, text)
      select at, mailbox_id, 'incoming', 'RCPT', 'no' from mail_messages
      where at >= ${start} and at < ${start}::timestamptz + interval '1 day'`;
  }
  await sql`analyze mail_messages, mail_deliveries, mail_refusals`;

  const start = before(new Date(`${now.toISOString().slice(0, 10)}T00:00:00Z`), days(3));
  const span = { mailboxId, start, end: new Date(start.getTime() + days(1)) };
  const key = start.toISOString().slice(0, 10).replaceAll('-', '');
  const page = { before: null, most: 51 };
  const db = runtime.connection.db;
  const [message] = await listSentMessages(db, { ...span, state: null, recipient: null }, page);
  if (!message) throw new Error('the rows of the test are not there');

  const ofDay = {
    incoming: await scansOf(sql, (on) => listArrivals(on, { ...span, sender: null, statuses: null }, page)),
    refusals: await scansOf(sql, (on) => listIncomingRefusals(on, { ...span, sender: null, isTemporary: null }, page)),
    message: await scansOf(sql, (on) => findSentMessage(on, { ...message, mailboxId })),
  };
  for (const [name, scans] of Object.entries(ofDay)) {
    expect(scans.length, name).toBeGreaterThan(0);
    for (const { table, type } of scans) {
      expect(table, name).toMatch(new RegExp(`_${key}$`));
      expect(type, name).toMatch(/Index/);
    }
  }
  const all = { ...span, start: before(now, days(30)), end: new Date(now.getTime() + hours(24)) };
  const others = {
    messages: await scansOf(sql, (on) => listSentMessages(on, { ...span, state: null, recipient: null }, page)),
    // Tries may follow for days, so later partitions are looked at too.
    tries: await scansOf(sql, (on) => listTries(on, { ...message, mailboxId }, 500)),
    days: await scansOf(sql, (on) => countSendingByDay(on, all, 'Asia/Taipei')),
  };
  for (const [name, scans] of Object.entries(others)) {
    expect(scans.length, name).toBeGreaterThan(0);
    const filled = scans.filter(({ table }) => !isEmptyDay(table, now));
    for (const { table, type } of filled) expect(`${table}: ${type}`, name).toMatch(/: (?:Index|Bitmap)/);
    const earlier = filled.filter(({ table }) => name !== 'days' && (table.match(/\d{8}$/)?.[0] ?? '') < key);
    expect(earlier, name).toEqual([]);
  }
});

/** Whether a partition is of a day for which the test has written no row; a table without rows is scanned whole. */
function isEmptyDay(table: string, now: Date): boolean {
  const day = table.match(/\d{8}$/)?.[0] ?? '';
  const filled = [1, 2, 3, 4].map((back) => before(now, days(back)).toISOString().slice(0, 10).replaceAll('-', ''));
  return !filled.includes(day);
}
