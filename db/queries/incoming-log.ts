import { and, desc, eq, gte, ilike, lt, lte, or, type SQL, sql } from 'drizzle-orm';
import type { Executor } from '../connect';
import { mailDeliveries, mailMessages, mailRefusals } from '../schema/mail-messages';
import type { SendingSpan } from './sending-log';

/** A row at which a page of two merged lists ends. Refusals sort before arrivals of the same moment. */
export interface IncomingKey {
  readonly at: Date;
  readonly list: 'arrival' | 'refusal';
  readonly id: number;
}

export interface IncomingFilter {
  /** Only from senders whose address contains this text, in any letter case; null for all. */
  readonly sender: string | null;
}

export interface ArrivalRow {
  readonly at: Date;
  readonly id: number;
  /** The envelope sender: '' for bounces and automatic replies, null while no line named it. */
  readonly sender: string | null;
  readonly size: number | null;
  readonly status: (typeof mailDeliveries.$inferSelect)['status'];
  readonly dsn: string | null;
  readonly relay: string | null;
  readonly response: string | null;
}

export interface IncomingRefusalRow {
  readonly at: Date;
  readonly id: number;
  readonly sender: string | null;
  readonly client: string | null;
  readonly address: string | null;
  readonly country: string | null;
  readonly code: string | null;
  readonly dsn: string | null;
  readonly text: string;
}

type Page = { before: IncomingKey | null; most: number };

/** Rows that sort after the last one of a page: at an earlier moment, or at the same one and further on. */
function sortsAfter(
  list: IncomingKey['list'],
  {
    at,
    id,
  }: { at: typeof mailDeliveries.at | typeof mailRefusals.at; id: typeof mailDeliveries.id | typeof mailRefusals.id },
  before: IncomingKey | null,
): SQL | undefined {
  if (!before) return undefined;
  if (before.list === list) return sql`(${at}, ${id}) < (${sql.param(before.at, at)}, ${before.id}::bigint)`;
  return list === 'arrival' ? lte(at, before.at) : lt(at, before.at);
}

const contains = (text: string): string => `%${text.replace(/[\\%_]/g, (sign) => `\\${sign}`)}%`;

/** Lists the deliveries into a mailbox and their tries, the newest first. */
export async function listArrivals(
  on: Executor,
  of: SendingSpan & IncomingFilter & { statuses: readonly ArrivalRow['status'][] | null },
  page: Page,
): Promise<ArrivalRow[]> {
  return on
    .select({
      at: mailDeliveries.at,
      id: mailDeliveries.id,
      sender: mailMessages.sender,
      size: mailMessages.size,
      status: mailDeliveries.status,
      dsn: mailDeliveries.dsn,
      relay: mailDeliveries.relay,
      response: mailDeliveries.response,
    })
    .from(mailDeliveries)
    .leftJoin(
      mailMessages,
      and(eq(mailMessages.at, mailDeliveries.messageAt), eq(mailMessages.id, mailDeliveries.message)),
    )
    .where(
      and(
        eq(mailDeliveries.recipientMailboxId, of.mailboxId),
        gte(mailDeliveries.at, of.start),
        lt(mailDeliveries.at, of.end),
        eq(mailDeliveries.isHandOver, false),
        of.statuses ? or(...of.statuses.map((status) => eq(mailDeliveries.status, status))) : undefined,
        of.sender === null ? undefined : ilike(mailMessages.sender, contains(of.sender)),
        sortsAfter('arrival', mailDeliveries, page.before),
      ),
    )
    .orderBy(desc(mailDeliveries.at), desc(mailDeliveries.id))
    .limit(page.most);
}

/**
 * Lists the messages for a mailbox that our own server did not accept, the newest first.
 *
 * @param of.isTemporary only those that the sender's server tries again, or only the others; null for both
 */
export async function listIncomingRefusals(
  on: Executor,
  of: SendingSpan & IncomingFilter & { isTemporary: boolean | null },
  page: Page,
): Promise<IncomingRefusalRow[]> {
  const isTemporary = sql`coalesce(left(${mailRefusals.code}, 1), left(${mailRefusals.dsn}, 1)) = '4'`;
  return on
    .select({
      at: mailRefusals.at,
      id: mailRefusals.id,
      sender: mailRefusals.sender,
      client: mailRefusals.client,
      address: mailRefusals.address,
      country: mailRefusals.country,
      code: mailRefusals.code,
      dsn: mailRefusals.dsn,
      text: mailRefusals.text,
    })
    .from(mailRefusals)
    .where(
      and(
        eq(mailRefusals.mailboxId, of.mailboxId),
        gte(mailRefusals.at, of.start),
        lt(mailRefusals.at, of.end),
        eq(mailRefusals.direction, 'incoming'),
        of.isTemporary === null ? undefined : of.isTemporary ? isTemporary : sql`(${isTemporary}) is not true`,
        of.sender === null ? undefined : ilike(mailRefusals.sender, contains(of.sender)),
        sortsAfter('refusal', mailRefusals, page.before),
      ),
    )
    .orderBy(desc(mailRefusals.at), desc(mailRefusals.id))
    .limit(page.most);
}

export interface OutgoingRefusalRow extends IncomingRefusalRow {
  readonly recipient: string | null;
}

/** Lists the messages from a mailbox that our own server did not accept, the newest first. */
export async function listOutgoingRefusals(on: Executor, of: SendingSpan, most: number): Promise<OutgoingRefusalRow[]> {
  return on
    .select({
      at: mailRefusals.at,
      id: mailRefusals.id,
      sender: mailRefusals.sender,
      recipient: mailRefusals.recipient,
      client: mailRefusals.client,
      address: mailRefusals.address,
      country: mailRefusals.country,
      code: mailRefusals.code,
      dsn: mailRefusals.dsn,
      text: mailRefusals.text,
    })
    .from(mailRefusals)
    .where(
      and(
        eq(mailRefusals.mailboxId, of.mailboxId),
        gte(mailRefusals.at, of.start),
        lt(mailRefusals.at, of.end),
        eq(mailRefusals.direction, 'outgoing'),
      ),
    )
    .orderBy(desc(mailRefusals.at), desc(mailRefusals.id))
    .limit(most);
}
