import { and, desc, eq, gte, inArray, lt } from 'drizzle-orm';
import type { Executor } from '../connect';
import { mailDeliveries, mailMessages } from '../schema/mail-messages';
import type { AccessSpan } from './access-log';

export interface SentMessage {
  readonly id: string;
  readonly at: Date;
  readonly address: string | null;
  readonly country: string | null;
  readonly recipients: number | null;
}

/** Lists the messages that were sent from a mailbox, newest first, each with the client that sent it. */
export async function listSentMessages(on: Executor, of: AccessSpan, most: number): Promise<SentMessage[]> {
  const { id, at, address, country, recipients } = mailMessages;
  return on
    .select({ id, at, address, country, recipients })
    .from(mailMessages)
    .where(and(eq(mailMessages.mailboxId, of.mailboxId), gte(at, of.start), lt(at, of.end)))
    .orderBy(desc(at))
    .limit(most);
}

/** Lists the recipients of messages of a mailbox, each once, in alphabetical order. */
export async function listRecipients(
  on: Executor,
  of: AccessSpan & { messages: readonly string[] },
  most: number,
): Promise<string[]> {
  if (of.messages.length === 0) return [];
  const { at, mailboxId, message, recipient } = mailDeliveries;
  const rows = await on
    .selectDistinct({ recipient })
    .from(mailDeliveries)
    .where(and(eq(mailboxId, of.mailboxId), inArray(message, [...of.messages]), gte(at, of.start), lt(at, of.end)))
    .orderBy(recipient)
    .limit(most);
  return rows.map((row) => row.recipient);
}
