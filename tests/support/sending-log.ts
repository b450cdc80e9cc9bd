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
