import { randomUUID } from 'node:crypto';
import { expect, test } from 'vitest';
import { mailDeliveries, mailMessages } from '@/db/schema/mail-messages';
import { before, hours, minutes, seconds } from '@/lib/clock';
import { explainVanished } from '@/lib/mail-log/access/explain-vanished';
import { findOldPasswords } from '@/lib/mail-log/access/find-old-passwords';
import { lookAtTries } from '@/lib/mail-log/access/look-at-tries';
import { reviewIntrusion } from '@/lib/mail-log/access/review-intrusion';
import { readDays } from '@/lib/mail-log/read-days';
import { hasLogDetail } from '@/lib/mailbox/has-log-detail';
import { setLogDetail } from '@/lib/mailbox/set-log-detail';
import type { MailboxRequest } from '@/lib/runtime/runtime';
import { cast, needed } from '../../cast/cast';
import { writeAccessLog } from '../../support/write-access-log';

const HOME = { address: '203.0.113.7', country: 'AU' } as const;
const daysOf = (ctx: MailboxRequest) =>
  needed(readDays({}, { now: ctx.now, timeZone: ctx.config.campus.timeZone, keptDays: 30 }));

test('vanished mail: what was deleted and fetched comes first; a move is no deletion, and a mark that was expunged no mark', async () => {
  const { linXia } = await cast();
  const ctx = await linXia.at();
  const at = (n: number) => before(ctx.now, minutes(n));
  const imap = { ...HOME, program: 'Thunderbird' };
  await writeAccessLog(ctx.db, linXia.address, {
    events: [
      { at: at(30), ...imap, kind: 'messages_moved', fromFolder: 'INBOX', folder: 'Archive', messages: 4 },
      { at: at(29), ...imap, kind: 'messages_deleted', folder: 'INBOX', messages: 5 },
      { at: at(28), ...imap, kind: 'messages_expunged', folder: 'INBOX', messages: 3 },
      { at: at(27), ...imap, kind: 'messages_expunged', folder: 'INBOX', messages: 2 },
      { at: at(26), ...imap, kind: 'messages_deleted', folder: 'Sent', messages: 1 },
      { at: at(25), ...imap, kind: 'folder_deleted', folder: '10,ServerAdmin' },
      // The counters of this session repeat what is above.
      { at: at(24), ...imap, kind: 'logout', counts: { expunged: 5 } },
    ],
  });
  expect(await explainVanished(ctx, daysOf(ctx))).toMatchObject([
    { way: 'deleted', folder: 'INBOX', messages: 5, firstAt: at(28), lastAt: at(27), program: 'Thunderbird' },
    { way: 'folder_deleted', folder: '10,ServerAdmin', messages: null },
    { way: 'marked', folder: 'Sent', messages: 1 },
    { way: 'moved', folder: 'INBOX', to: 'Archive', messages: 4 },
  ]);
});

test('vanished mail without a log of messages: the counters say how many, and which were fetched by POP3', async () => {
  const { linXia } = await cast();
  const ctx = await linXia.at();
  await writeAccessLog(ctx.db, linXia.address, {
    events: [
      { at: before(ctx.now, minutes(9)), ...HOME, kind: 'logout', counts: { expunged: 7, body_count: 9 } },
      {
        at: before(ctx.now, minutes(8)),
        ...HOME,
        kind: 'logout',
        service: 'pop3',
        counts: { del: 40, messages: 52, retr: 40 },
      },
      {
        at: before(ctx.now, minutes(7)),
        ...HOME,
        kind: 'logout',
        service: 'pop3',
        counts: { del: 0, messages: 12, retr: 1 },
      },
    ],
  });
  expect(await explainVanished(ctx, daysOf(ctx))).toMatchObject([
    { way: 'deleted', folder: null, messages: 7, service: 'imap' },
    { way: 'fetched', folder: null, messages: 40, service: 'pop3' },
  ]);
});

test('an old password is a wrong one that is repeated since the change; the owner’s devices come first', async () => {
  const { linXia } = await cast();
  const found = await linXia.at();
  const changedAt = before(found.now, hours(5));
  const ctx = { ...found, mailbox: { ...found.mailbox, passwordChangedAt: changedAt } };
  const at = (n: number) => before(ctx.now, minutes(n));
  const phone = { network: '203.0.113.0/24', program: 'iPhone Mail', passwordDigest: '21bd12' };
  await writeAccessLog(ctx.db, linXia.address, {
    events: [{ at: before(ctx.now, hours(6)), ...HOME }],
    failures: [
      { ...phone, lastAt: at(10), firstAt: at(200), count: 50 },
      { network: '198.51.100.0/24', lastAt: at(5), passwordDigest: 'aaaaaa', count: 9 },
      { network: '198.51.100.0/24', lastAt: at(4), passwordDigest: 'bbbbbb', count: 1 },
      { network: '198.51.100.0/24', lastAt: at(3), reason: 'temporary_failure', count: 30 },
      // Before the change.
      { network: '192.0.2.0/24', lastAt: before(ctx.now, hours(6)), count: 80 },
    ],
  });
  const { repeated, others } = await findOldPasswords(ctx);
  expect(repeated).toMatchObject([
    { network: '203.0.113.0/24', program: 'iPhone Mail', count: 50, isKnown: true, isSamePassword: true },
    { network: '198.51.100.0/24', program: null, count: 9, isKnown: false },
  ]);
  expect(others).toMatchObject([{ network: '198.51.100.0/24', count: 1 }]);
});

test('a try is judged by the passwords that were tried before it began', async () => {
  const { linXia } = await cast();
  const ctx = await linXia.at();
  const since = before(ctx.now, seconds(30));
  const failure = { network: '203.0.113.0/24', address: '203.0.113.7', country: 'AU' };
  await writeAccessLog(ctx.db, linXia.address, {
    failures: [{ ...failure, lastAt: before(since, hours(1)), passwordDigest: '21bd12' }],
  });
  expect(await lookAtTries(ctx, since)).toMatchObject({ tries: [] });
  const { digest } = await lookAtTries(ctx, since);
  await writeAccessLog(ctx.db, linXia.address, {
    events: [{ at: before(ctx.now, seconds(5)), ...HOME }],
    failures: [
      { ...failure, program: 'a', lastAt: before(ctx.now, seconds(25)), passwordDigest: '21bd12' },
      { ...failure, program: 'b', lastAt: before(ctx.now, seconds(20)), passwordDigest: 'cccccc' },
      { ...failure, program: 'c', lastAt: before(ctx.now, seconds(15)) },
      { ...failure, program: 'd', lastAt: before(ctx.now, seconds(10)), reason: 'user_disabled' },
    ],
  });
  const after = await lookAtTries(ctx, since);
  expect(after.tries.map(({ outcome }) => outcome)).toEqual(['right', 'refused', 'failed', 'another', 'old_again']);
  expect(after.digest).not.toBe(digest);
});

test('an intrusion is what was done from new places: sent, read, deleted, and whom to warn', async () => {
  const { linXia, chenXiaoAn } = await cast();
  const ctx = await linXia.at();
  const at = (n: number) => before(ctx.now, hours(n));
  const thief = { address: '198.51.100.9', country: 'NL' } as const;
  await writeAccessLog(ctx.db, linXia.address, {
    events: [
      { at: at(24 * 20), ...HOME },
      { at: at(5), ...HOME, kind: 'logout', counts: { body_count: 3, expunged: 1 } },
      { at: at(4), ...thief },
      { at: at(3), ...thief, kind: 'logout', counts: { body_count: 120, expunged: 6 } },
      { at: at(2), ...thief, kind: 'folder_deleted', folder: 'Projects' },
      { at: at(2), ...thief, service: 'sieve' },
    ],
  });
  const message = async (mailboxId: string, from: { address: string; country: string }, to: string[]) => {
    const id = randomUUID();
    const sentAt = at(1);
    await ctx.db
      .insert(mailMessages)
      .values({ at: sentAt, id, queueId: id.slice(0, 8), host: 'mx1', mailboxId, ...from, recipients: to.length });
    await ctx.db.insert(mailDeliveries).values(
      to.map((recipient) => ({
        at: sentAt,
        messageAt: sentAt,
        message: id,
        mailboxId,
        recipient,
        status: 'sent' as const,
        isHandOver: false,
      })),
    );
  };
  await message(ctx.mailbox.id, thief, ['b@victim.example', 'a@victim.example']);
  await message(ctx.mailbox.id, HOME, ['friend@home.example']);
  await message((await chenXiaoAn.at()).mailbox.id, thief, ['other@victim.example']);

  expect(await reviewIntrusion(ctx, daysOf(ctx))).toEqual({
    places: ['NL'],
    firstAt: at(4),
    lastAt: at(2),
    messagesSent: 1,
    recipients: 2,
    warn: ['a@victim.example', 'b@victim.example'],
    messagesRead: 120,
    messagesDeleted: 6,
    messagesMoved: 0,
    foldersDeleted: ['Projects'],
    filterSignIns: 1,
  });
});

test('the owner switches the detail off and on, for their mailbox alone', async () => {
  const { linXia, chenXiaoAn } = await cast();
  const ctx = await linXia.at();
  await setLogDetail(ctx, false);
  expect(await hasLogDetail(ctx)).toBe(false);
  expect(await hasLogDetail(await chenXiaoAn.at())).toBe(true);
  await setLogDetail(ctx, true);
  expect(await hasLogDetail(ctx)).toBe(true);
});
