import { randomUUID } from 'node:crypto';
import type { Executor } from '@/db/connect';
import { maintainPartitions } from '@/db/queries/mail-log-partitions';
import { mailLogSources } from '@/db/schema/mail-log-sources';
import { mailDeliveries, mailMessages, mailRefusals } from '@/db/schema/mail-messages';

export interface WrittenTry {
  to: string;
  /** Minutes after the message. */
  afterMinutes?: number;
  status?: 'sent' | 'bounced' | 'deferred' | 'softbounce';
  dsn?: string;
  relay?: string;
  response?: string;
  isHandOver?: boolean;
  recipientMailboxId?: string;
}

export interface WrittenMessage {
  at: Date;
  /** Null for one that came from elsewhere. */
  mailboxId: string | null;
  sender?: string;
  queueId?: string;
  tries: readonly WrittenTry[];
  expiredAt?: Date;
  endedAt?: Date;
}

/** Makes the partitions, and tells that a log was read up to a moment. */
export async function openMailLog(on: Executor, until: Date): Promise<void> {
  await maintainPartitions(on, { accessDays: 30, sendingDays: 30 });
  await on.insert(mailLogSources).values({
    log: '/var/log/mail.log',
    fingerprint: randomUUID(),
    fingerprintBytes: 1_024,
    position: 0,
    lastLineAt: until,
    updatedAt: until,
  });
}

/** Writes the rows that the lines of a message become. @returns the id of the message */
export async function writeMessage(on: Executor, message: WrittenMessage): Promise<string> {
  const id = randomUUID();
  const { at, mailboxId, tries } = message;
  await on.insert(mailMessages).values({
    at,
    id,
    queueId: message.queueId ?? '4Zx1yQ0m2Tz1',
    host: 'mail',
    mailboxId,
    sender: message.sender ?? 'someone@example.org',
    address: '192.0.2.7',
    country: 'TW',
    messageId: `${id}@example.org`,
    size: 2_048,
    recipients: new Set(tries.map(({ to }) => to)).size,
    expiredAt: message.expiredAt,
    endedAt: message.endedAt,
  });
  for (const one of tries) {
    await on.insert(mailDeliveries).values({
      at: new Date(at.getTime() + (one.afterMinutes ?? 0) * 60_000 + 1_000),
      messageAt: at,
      message: id,
      mailboxId,
      recipient: one.to,
      recipientMailboxId: one.recipientMailboxId,
      relay: one.relay ?? 'mx.example.org[192.0.2.25]:25',
      status: one.status ?? 'sent',
      dsn: one.dsn ?? '2.0.0',
      response: one.response ?? '250 2.0.0 OK',
      isHandOver: one.isHandOver ?? false,
    });
  }
  return id;
}

/** Writes a refusal at our own server. */
export async function writeRefusal(
  on: Executor,
  refusal: { at: Date; mailboxId: string; direction: 'incoming' | 'outgoing'; text: string } & Partial<
    Pick<typeof mailRefusals.$inferInsert, 'sender' | 'recipient' | 'code' | 'dsn'>
  >,
): Promise<void> {
  await on.insert(mailRefusals).values({
    client: 'mail.example.org[192.0.2.25]',
    address: '192.0.2.25',
    country: 'DE',
    command: 'RCPT',
    ...refusal,
  });
}

const BOUNCED = {
  status: 'bounced',
  dsn: '5.1.1',
  response:
    'host mx.example.org[192.0.2.25] said: 550 5.1.1 <nobody@example.org>: Recipient address rejected: User unknown (in reply to RCPT TO command)',
} as const;
const DEFERRED = {
  status: 'deferred',
  dsn: '4.4.1',
  relay: 'none',
  response: 'connect to mx.example.net[192.0.2.30]:25: Connection timed out',
} as const;

/** A month of a busy mailbox: sent, bounced, waiting and expired messages, and what arrived, was deferred or refused. */
export async function fillSendingLog(on: Executor, box: { id: string; address: string }, now: Date): Promise<void> {
  const ago = (hours: number) => new Date(now.getTime() - hours * 3_600_000);
  for (let day = 0; day < 28; day += 1) {
    for (let n = 0; n < (day * 7) % 5; n += 1) {
      const at = ago(day * 24 + n * 2 + 0.5);
      const to = `colleague${(day + n) % 9}@example.org`;
      const more = n === 3 ? [{ to: 'nobody@example.org', ...BOUNCED }] : [];
      await writeMessage(on, { at, mailboxId: box.id, sender: box.address, tries: [{ to }, ...more], endedAt: at });
    }
  }
  await writeMessage(on, {
    at: ago(6),
    mailboxId: box.id,
    sender: box.address,
    tries: [{ to: 'office@example.net', ...DEFERRED }],
  });
  await writeMessage(on, {
    at: ago(150),
    mailboxId: box.id,
    sender: box.address,
    expiredAt: ago(30),
    endedAt: ago(30),
    tries: [{ to: 'former@example.net', ...DEFERRED }],
  });
  for (let n = 0; n < 8; n += 1) {
    const arrival = { to: box.address, recipientMailboxId: box.id, relay: '127.0.0.1[127.0.0.1]:24' };
    const sender = n === 5 ? '' : `news${n}@example.org`;
    await writeMessage(on, { at: ago(n * 5 + 1), mailboxId: null, sender, tries: [arrival] });
  }
  await writeRefusal(on, {
    at: ago(3),
    mailboxId: box.id,
    direction: 'incoming',
    sender: 'friend@example.com',
    code: '554',
    dsn: '5.7.1',
    text: 'Service unavailable; Client host [192.0.2.25] blocked using zen.spamhaus.org; https://www.spamhaus.org/query/ip/192.0.2.25',
  });
  await writeRefusal(on, {
    at: ago(4),
    mailboxId: box.id,
    direction: 'incoming',
    sender: 'shop@example.com',
    code: '450',
    dsn: '4.7.1',
    text: `<${box.address}>: Recipient address rejected: Greylisted, please try again later`,
  });
  await writeRefusal(on, {
    at: ago(0.4),
    mailboxId: box.id,
    direction: 'outgoing',
    recipient: 'list@example.org',
    code: '554',
    dsn: '5.7.1',
    text: '<other@example.org>: Sender address rejected: not owned by user',
  });
}
