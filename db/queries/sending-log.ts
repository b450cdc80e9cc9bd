import { and, desc, eq, gte, lt, type SQL, sql } from 'drizzle-orm';
import type { Executor } from '../connect';
import { mailDeliveries, mailMessages, mailRefusals } from '../schema/mail-messages';

/** Messages of one mailbox that were accepted within a time: from `start` on and before `end`. */
export interface SendingSpan {
  readonly mailboxId: string;
  readonly start: Date;
  readonly end: Date;
}

/** The state of a message at one recipient. `expired` was deferred until the time in the queue was over. */
export type RecipientState = 'sent' | 'deferred' | 'bounced' | 'expired';

export type RecipientCounts = Readonly<Record<RecipientState, number>>;

/** Identifies a row of a partitioned table. */
export interface RowKey {
  readonly at: Date;
  readonly id: string;
}

const moment = (at: Date) => sql.param(at, mailMessages.at);

/** Lines of one message come out of order, by a second at most. */
const OUT_OF_ORDER = sql`interval '1 minute'`;

/** The state at a recipient, from the last try and from the end of the message. */
const stateOf = (status: SQL, expiredAt: SQL): SQL => sql`
  case
    when ${status} = 'sent' then 'sent'
    when ${status} = 'bounced' then 'bounced'
    when ${expiredAt} is not null then 'expired'
    else 'deferred'
  end`;

const countsOf = (state: SQL): Record<RecipientState, SQL<number>> => ({
  sent: sql<number>`count(*) filter (where ${state} = 'sent')::int`,
  deferred: sql<number>`count(*) filter (where ${state} = 'deferred')::int`,
  bounced: sql<number>`count(*) filter (where ${state} = 'bounced')::int`,
  expired: sql<number>`count(*) filter (where ${state} = 'expired')::int`,
});

export type SendingDayRow = RecipientCounts & {
  /** As `2026-11-30`. */
  readonly day: string;
  readonly messages: number;
};

/**
 * Counts the messages of each day, and their recipients by state. Days without a message have no row.
 *
 * @param timeZone of the days
 */
export async function countSendingByDay(on: Executor, of: SendingSpan, timeZone: string): Promise<SendingDayRow[]> {
  const counts = countsOf(sql`state`);
  return on.execute<SendingDayRow & Record<string, unknown>>(sql`
    with sent_messages as (
      select ${mailMessages.at}, ${mailMessages.id}, ${mailMessages.expiredAt} from ${mailMessages} where ${within(of)}
    ), last_tries as (
      select distinct on (${mailDeliveries.message}, ${mailDeliveries.recipient})
        ${mailDeliveries.message}, ${mailDeliveries.status}
      from ${mailDeliveries}
      where ${mailDeliveries.mailboxId} = ${of.mailboxId}
        and ${mailDeliveries.at} >= ${moment(of.start)}::timestamptz - ${OUT_OF_ORDER}
        and not ${mailDeliveries.isHandOver}
      order by ${mailDeliveries.message}, ${mailDeliveries.recipient}, ${mailDeliveries.at} desc, ${mailDeliveries.id} desc
    ), states as (
      select m.at, m.id, case when t.message is not null then ${stateOf(sql`t.status`, sql`m.expired_at`)} end as state
      from sent_messages m left join last_tries t on t.message = m.id
    )
    select to_char(at at time zone ${timeZone}::text, 'YYYY-MM-DD') as day, count(distinct id)::int as messages,
      ${counts.sent} as sent, ${counts.deferred} as deferred, ${counts.bounced} as bounced, ${counts.expired} as expired
    from states group by 1 order by 1`);
}

const within = ({ mailboxId, start, end }: SendingSpan) =>
  and(eq(mailMessages.mailboxId, mailboxId), gte(mailMessages.at, start), lt(mailMessages.at, end));

/** Counts the messages of a mailbox that our own server did not accept, by day. */
export async function countRefusalsByDay(
  on: Executor,
  of: SendingSpan,
  timeZone: string,
): Promise<{ day: string; count: number }[]> {
  return on
    .select({
      day: sql<string>`to_char(${mailRefusals.at} at time zone ${timeZone}::text, 'YYYY-MM-DD')`.as('day'),
      count: sql<number>`count(*)::int`,
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
    .groupBy(sql`1`);
}

const MESSAGE = {
  at: mailMessages.at,
  id: mailMessages.id,
  queueId: mailMessages.queueId,
  sender: mailMessages.sender,
  address: mailMessages.address,
  country: mailMessages.country,
  messageId: mailMessages.messageId,
  size: mailMessages.size,
  recipients: mailMessages.recipients,
  expiredAt: mailMessages.expiredAt,
  heldAt: mailMessages.heldAt,
  endedAt: mailMessages.endedAt,
};

export interface SentMessageRow {
  readonly at: Date;
  readonly id: string;
  readonly queueId: string;
  /** The envelope sender; null until a line named it. */
  readonly sender: string | null;
  readonly address: string | null;
  readonly country: string | null;
  readonly messageId: string | null;
  readonly size: number | null;
  readonly recipients: number | null;
  readonly expiredAt: Date | null;
  readonly heldAt: Date | null;
  readonly endedAt: Date | null;
}

export interface ListedMessage extends SentMessageRow {
  readonly counts: RecipientCounts;
  /** One of the recipients that were tried; null while none was. */
  readonly firstRecipient: string | null;
}

export interface SentFilter {
  /** Only messages with a recipient in this state; null for all. */
  readonly state: RecipientState | null;
  /** Only messages with a recipient whose address contains this text, in any letter case; null for all. */
  readonly recipient: string | null;
}

/**
 * Lists the messages of a mailbox, the newest first.
 *
 * @param page.before only messages that sort after this one
 */
export async function listSentMessages(
  on: Executor,
  of: SendingSpan & SentFilter,
  page: { before: RowKey | null; most: number },
): Promise<ListedMessage[]> {
  const lastTries = sql`
    select distinct on (d.recipient) d.recipient, d.status
    from ${mailDeliveries} d
    where d.message = ${mailMessages.id} and d.at >= ${mailMessages.at} - ${OUT_OF_ORDER} and not d.is_hand_over
    order by d.recipient, d.at desc, d.id desc`;
  const counts = countsOf(stateOf(sql`t.status`, sql`${mailMessages.expiredAt}`));
  const recipients = on
    .select({
      sent: counts.sent.as('sent'),
      deferred: counts.deferred.as('deferred'),
      bounced: counts.bounced.as('bounced'),
      expired: counts.expired.as('expired'),
      firstRecipient: sql<string | null>`min(t.recipient)`.as('first_recipient'),
      matches:
        sql<boolean>`coalesce(bool_or(position(lower(${of.recipient ?? ''}::text) in lower(t.recipient)) > 0), false)`.as(
          'matches',
        ),
    })
    .from(sql`(${lastTries}) t`)
    .as('of_message');
  const rows = await on
    .select({
      ...MESSAGE,
      sent: recipients.sent,
      deferred: recipients.deferred,
      bounced: recipients.bounced,
      expired: recipients.expired,
      firstRecipient: recipients.firstRecipient,
    })
    .from(mailMessages)
    .crossJoinLateral(recipients)
    .where(
      and(
        within(of),
        page.before
          ? sql`(${mailMessages.at}, ${mailMessages.id}) < (${moment(page.before.at)}, ${page.before.id}::uuid)`
          : undefined,
        of.state ? sql`${recipients[of.state]} > 0` : undefined,
        of.recipient === null ? undefined : sql`${recipients.matches}`,
      ),
    )
    .orderBy(desc(mailMessages.at), desc(mailMessages.id))
    .limit(page.most);
  return rows.map(({ sent, deferred, bounced, expired, ...row }) => ({
    ...row,
    counts: { sent, deferred, bounced, expired },
  }));
}

/** Finds a message that was sent from this mailbox. */
export async function findSentMessage(
  on: Executor,
  of: RowKey & { mailboxId: string },
): Promise<SentMessageRow | undefined> {
  const [row] = await on
    .select(MESSAGE)
    .from(mailMessages)
    .where(and(eq(mailMessages.at, of.at), eq(mailMessages.id, of.id), eq(mailMessages.mailboxId, of.mailboxId)));
  return row;
}

export interface DeliveryTry {
  readonly at: Date;
  readonly recipient: string;
  readonly relay: string | null;
  readonly status: (typeof mailDeliveries.$inferSelect)['status'];
  readonly dsn: string | null;
  /** The answer, word for word. */
  readonly response: string | null;
  /** A step within the mail system. */
  readonly isHandOver: boolean;
}

/** Lists the tries to deliver a message of this mailbox, the newest first. */
export async function listTries(
  on: Executor,
  of: RowKey & { mailboxId: string },
  most: number,
): Promise<DeliveryTry[]> {
  return on
    .select({
      at: mailDeliveries.at,
      recipient: mailDeliveries.recipient,
      relay: mailDeliveries.relay,
      status: mailDeliveries.status,
      dsn: mailDeliveries.dsn,
      response: mailDeliveries.response,
      isHandOver: mailDeliveries.isHandOver,
    })
    .from(mailDeliveries)
    .where(
      and(
        eq(mailDeliveries.message, of.id),
        eq(mailDeliveries.mailboxId, of.mailboxId),
        sql`${mailDeliveries.at} >= ${moment(of.at)}::timestamptz - ${OUT_OF_ORDER}`,
      ),
    )
    .orderBy(desc(mailDeliveries.at), desc(mailDeliveries.id))
    .limit(most);
}

export interface SentTry extends DeliveryTry {
  readonly messageAt: Date;
  readonly queueId: string;
  readonly sender: string | null;
  readonly expiredAt: Date | null;
}

/** Lists every try of every message of a mailbox, the newest message first, as the file of a query has it. */
export async function listTriesOfMessages(on: Executor, of: SendingSpan, most: number): Promise<SentTry[]> {
  return on
    .select({
      messageAt: mailMessages.at,
      queueId: mailMessages.queueId,
      sender: mailMessages.sender,
      expiredAt: mailMessages.expiredAt,
      at: mailDeliveries.at,
      recipient: mailDeliveries.recipient,
      relay: mailDeliveries.relay,
      status: mailDeliveries.status,
      dsn: mailDeliveries.dsn,
      response: mailDeliveries.response,
      isHandOver: mailDeliveries.isHandOver,
    })
    .from(mailMessages)
    .innerJoin(
      mailDeliveries,
      and(
        eq(mailDeliveries.message, mailMessages.id),
        sql`${mailDeliveries.at} >= ${mailMessages.at} - ${OUT_OF_ORDER}`,
        eq(mailDeliveries.isHandOver, false),
      ),
    )
    .where(within(of))
    .orderBy(desc(mailMessages.at), desc(mailMessages.id), desc(mailDeliveries.at), desc(mailDeliveries.id))
    .limit(most);
}
