import { expect, test } from 'vitest';
import { addDays, dayOf } from '@/lib/campus/day-of';
import { before, days, hours, minutes, seconds } from '@/lib/clock';
import { findSentMessage } from '@/lib/mail-log/sending/find-sent-message';
import { listIncoming, readIncomingQuery } from '@/lib/mail-log/sending/list-incoming';
import { listSendingDays } from '@/lib/mail-log/sending/list-sending-days';
import { listSentMessages } from '@/lib/mail-log/sending/list-sent-messages';
import { listSentTries } from '@/lib/mail-log/sending/list-sent-tries';
import { readSentFilter } from '@/lib/mail-log/sending/read-sent-filter';
import { reviewSending } from '@/lib/mail-log/sending/review-sending';
import { rowKeyText } from '@/lib/mail-log/sending/row-key';
import type { MailboxRequest } from '@/lib/runtime/runtime';
import { cast, needed } from '../../cast/cast';
import { openMailLog, writeMessage, writeRefusal } from '../../support/sending-log';

const limitsOf = (ctx: MailboxRequest) => ({ now: ctx.now, timeZone: ctx.config.campus.timeZone, keptDays: 30 });
const sentQuery = (ctx: MailboxRequest, asked: Parameters<typeof readSentFilter>[0] = {}) =>
  needed(readSentFilter(asked, limitsOf(ctx)));
const incomingQuery = (ctx: MailboxRequest, asked: Parameters<typeof readIncomingQuery>[0] = {}) =>
  needed(readIncomingQuery(asked, limitsOf(ctx)));

/** Lin Xia with a log that was just read. */
async function linXiaWithLog() {
  const { linXia, chenXiaoAn } = await cast();
  const ctx = await linXia.at();
  await openMailLog(ctx.db, ctx.now);
  return { ctx, linXia, chenXiaoAn, mailboxId: ctx.mailbox.id };
}

const FULL = {
  status: 'deferred',
  dsn: '4.2.2',
  response: 'host mx.example.org[192.0.2.25] said: 452 4.2.2 full',
} as const;
const UNKNOWN = {
  status: 'bounced',
  dsn: '5.1.1',
  response: 'host mx.example.org said: 550 5.1.1 no such user',
} as const;

test('a day counts messages once and each recipient by its last try', async () => {
  const { ctx, mailboxId } = await linXiaWithLog();
  const at = before(ctx.now, hours(30));
  const day = dayOf(at, ctx.config.campus.timeZone);
  await writeMessage(ctx.db, {
    at,
    mailboxId,
    tries: [
      { to: 'content-filter@localhost', isHandOver: true },
      { to: 'amy@example.org' },
      { to: 'ben@example.org', ...FULL },
      { to: 'ben@example.org', afterMinutes: 6 },
      { to: 'cat@example.org', ...UNKNOWN },
      { to: 'dan@example.org', ...FULL },
    ],
  });
  await writeMessage(ctx.db, { at, mailboxId, tries: [{ to: 'eve@example.org', ...FULL }], expiredAt: ctx.now });
  await writeMessage(ctx.db, { at, mailboxId, tries: [] });
  await writeRefusal(ctx.db, { at, mailboxId, direction: 'outgoing', code: '554', text: 'Relay access denied' });
  await writeRefusal(ctx.db, { at, mailboxId, direction: 'incoming', code: '550', text: 'for somebody else' });

  const listed = await listSendingDays(ctx);
  expect(listed).toHaveLength(30);
  expect(listed.filter(({ total }) => total > 0)).toEqual([
    { day, total: 4, authenticated: 3, refused: 1, sent: 2, deferred: 1, bounced: 1, expired: 1 },
  ]);
  expect(listed[0]?.day).toBe(dayOf(ctx.now, ctx.config.campus.timeZone));
  expect(await reviewSending(ctx)).toMatchObject({ verdict: 'failed', messages: 3, recipients: 5, sent: 2, failed: 2 });
});

test('the answer is about the mailbox’s last week, and says what is still waiting', async () => {
  const { ctx, mailboxId } = await linXiaWithLog();
  expect(await reviewSending(ctx)).toMatchObject({ verdict: 'none', refusedToday: 0, limit: null });
  await writeMessage(ctx.db, {
    at: before(ctx.now, days(20)),
    mailboxId,
    tries: [{ to: 'old@example.org', ...UNKNOWN }],
  });
  await writeMessage(ctx.db, { at: before(ctx.now, minutes(9)), mailboxId, tries: [{ to: 'amy@example.org' }] });
  expect(await reviewSending(ctx)).toMatchObject({ verdict: 'delivered', sent: 1 });
  await writeMessage(ctx.db, {
    at: before(ctx.now, minutes(8)),
    mailboxId,
    tries: [{ to: 'ben@example.org', ...FULL }],
  });
  expect(await reviewSending(ctx)).toMatchObject({ verdict: 'waiting', deferred: 1 });
  const text = '<x>: Sender address rejected: You are sending too many emails, contact helpdesk';
  await writeRefusal(ctx.db, { at: ctx.now, mailboxId, direction: 'outgoing', code: '450', dsn: '4.7.1', text });
  expect(await reviewSending(ctx)).toMatchObject({ refusedToday: 1, limit: text });
});

test('messages are listed page by page, without a gap or a repetition', async () => {
  const { ctx, mailboxId } = await linXiaWithLog();
  const at = before(ctx.now, hours(2));
  // Three share each moment, so that one moment spans the end of a page.
  for (let n = 0; n < 110; n += 1) {
    const moment = new Date(at.getTime() + Math.floor(n / 3) * 1_000);
    await writeMessage(ctx.db, { at: moment, mailboxId, tries: [{ to: `r${n}@example.org` }] });
  }
  const seen: (string | null)[] = [];
  let before_: string | undefined;
  do {
    const page = await listSentMessages(ctx, sentQuery(ctx, { before: before_ }));
    seen.push(...page.messages.map(({ firstRecipient }) => firstRecipient));
    before_ = page.olderThan ?? undefined;
  } while (before_);
  expect(seen).toHaveLength(110);
  expect(new Set(seen).size).toBe(110);
});

test('messages are found by state and by a part of a recipient; % is a letter like any other', async () => {
  const { ctx, mailboxId } = await linXiaWithLog();
  const at = before(ctx.now, hours(2));
  await writeMessage(ctx.db, {
    at,
    mailboxId,
    tries: [{ to: 'Amy.100%@example.org' }, { to: 'ben@example.org', ...UNKNOWN }],
  });
  await writeMessage(ctx.db, { at, mailboxId, tries: [{ to: 'cat@example.net', ...FULL }] });
  const found = async (asked: Parameters<typeof readSentFilter>[0]) =>
    (await listSentMessages(ctx, sentQuery(ctx, asked))).messages.length;
  expect(await found({})).toBe(2);
  expect(await found({ state: 'bounced' })).toBe(1);
  expect(await found({ state: 'expired' })).toBe(0);
  expect(await found({ recipient: 'BEN@' })).toBe(1);
  expect(await found({ recipient: 'amy' })).toBe(1);
  expect(await found({ recipient: 'example' })).toBe(2);
  expect(await found({ recipient: '%' })).toBe(1);
  expect(await found({ recipient: '_' })).toBe(0);
  const file = await listSentTries(ctx, sentQuery(ctx, { recipient: 'ben' }));
  expect(file.tries).toMatchObject([{ recipient: 'ben@example.org', state: 'bounced', queueId: '4Zx1yQ0m2Tz1' }]);
});

test('a message shows each try at each recipient, and when the next one is due', async () => {
  const { ctx, mailboxId } = await linXiaWithLog();
  const at = before(ctx.now, minutes(30));
  const id = await writeMessage(ctx.db, {
    at,
    mailboxId,
    tries: [
      { to: 'amy@example.org' },
      { to: 'ben@example.org', ...FULL },
      { to: 'ben@example.org', ...FULL, afterMinutes: 20 },
      { to: 'cat@example.org', ...UNKNOWN },
    ],
  });
  const message = needed(await findSentMessage(ctx, rowKeyText({ at, id })));
  expect(message.recipientHistories.map(({ recipient, state, tries }) => [recipient, state, tries.length])).toEqual([
    ['cat@example.org', 'bounced', 1],
    ['ben@example.org', 'deferred', 2],
    ['amy@example.org', 'sent', 1],
  ]);
  const [cat, ben, amy] = message.recipientHistories;
  expect(ben?.tries[0]?.explained.explanation.key).toBe('code.2.2');
  expect(ben?.next?.until).toEqual(new Date(at.getTime() + days(5)));
  expect(ben?.next?.at.getTime()).toBe(at.getTime() + minutes(40) + seconds(2));
  expect([cat?.next, amy?.next]).toEqual([null, null]);
});

test('incoming mail: arrived, deferred and refused, merged in order of time over the ends of pages', async () => {
  const { ctx, mailboxId } = await linXiaWithLog();
  const at = before(ctx.now, hours(3));
  const to = ctx.mailbox.address;
  for (let n = 0; n < 60; n += 1) {
    const moment = new Date(at.getTime() + n * 1_000);
    await writeMessage(ctx.db, {
      at: moment,
      mailboxId: null,
      sender: `s${n}@example.org`,
      tries: [{ to, recipientMailboxId: mailboxId, ...(n === 3 ? FULL : {}) }],
    });
    await writeRefusal(ctx.db, {
      at: new Date(moment.getTime() + 1_000),
      mailboxId,
      direction: 'incoming',
      sender: `r${n}@example.org`,
      code: n % 2 ? '450' : '554',
      dsn: n % 2 ? '4.7.1' : '5.7.1',
      text: n % 2 ? 'Greylisted' : 'Service unavailable; Client host blocked using zen.spamhaus.org',
    });
  }
  // Each moment has two rows, and the newest one has three: a page ends between two of one moment.
  const newest = { at: new Date(at.getTime() + 60_000), mailboxId, sender: 'last@example.org' };
  await writeRefusal(ctx.db, { ...newest, direction: 'incoming', code: '450', dsn: '4.7.1', text: 'Greylisted' });
  const seen: (string | null)[] = [];
  let last: Date | undefined;
  let before_: string | undefined;
  do {
    const page = await listIncoming(ctx, incomingQuery(ctx, { before: before_ }));
    for (const { at: moment, sender } of page.entries) {
      if (last) expect(moment.getTime()).toBeLessThanOrEqual(last.getTime());
      last = moment;
      seen.push(sender);
    }
    before_ = page.olderThan ?? undefined;
  } while (before_);
  expect(seen).toHaveLength(121);
  expect(new Set(seen).size).toBe(121);

  const outcomes = async (asked: Parameters<typeof readIncomingQuery>[0]) =>
    (await listIncoming(ctx, incomingQuery(ctx, asked))).entries.map(
      ({ explained: { explanation } }) => explanation.key,
    );
  expect(new Set(await outcomes({ outcome: 'arrived' }))).toEqual(new Set(['accepted']));
  expect(new Set(await outcomes({ outcome: 'refused' }))).toEqual(new Set(['words.blocklist']));
  expect(new Set(await outcomes({ outcome: 'deferred' }))).toEqual(new Set(['words.greylisted', 'code.2.2']));
  expect(await outcomes({ sender: 's3@' })).toEqual(['code.2.2']);
});

test('another person’s messages are never reachable, by no filter, cursor or key', async () => {
  const { ctx, chenXiaoAn, mailboxId } = await linXiaWithLog();
  const at = before(ctx.now, hours(2));
  const id = await writeMessage(ctx.db, {
    at,
    mailboxId,
    tries: [{ to: 'amy@example.org' }, { to: ctx.mailbox.address, recipientMailboxId: mailboxId }],
  });
  await writeRefusal(ctx.db, { at, mailboxId, direction: 'incoming', code: '554', text: 'no' });
  const other = await chenXiaoAn.at();
  const today = dayOf(ctx.now, ctx.config.campus.timeZone);
  const ranges = [{}, { from: addDays(today, -29), to: today }, { from: today, to: today }];
  const states = [undefined, '', 'sent', 'deferred', 'bounced', 'expired'];
  const texts = [undefined, '', 'amy', '%', ctx.mailbox.address, "' or true --"];
  const cursors = [undefined, rowKeyText({ at: ctx.now, id })];
  for (const range of ranges) {
    for (const state of states) {
      for (const recipient of texts) {
        for (const cursor of cursors) {
          const query = sentQuery(other, { ...range, state, recipient, before: cursor });
          expect(await listSentMessages(other, query)).toEqual({ messages: [], refused: [], olderThan: null });
        }
        expect((await listSentTries(other, sentQuery(other, { ...range, state, recipient }))).tries).toEqual([]);
      }
    }
    for (const outcome of [undefined, 'arrived', 'deferred', 'refused']) {
      for (const sender of texts) {
        const query = incomingQuery(other, { ...range, outcome, sender });
        expect(await listIncoming(other, query)).toEqual({ entries: [], olderThan: null });
      }
    }
  }
  expect(await findSentMessage(other, rowKeyText({ at, id }))).toEqual({ ok: false, code: 'sent_message.not_found' });
  expect(await findSentMessage(ctx, rowKeyText({ at, id }))).toMatchObject({ ok: true });
  expect(await reviewSending(other)).toMatchObject({ verdict: 'none' });
});
