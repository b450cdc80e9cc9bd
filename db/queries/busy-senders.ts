import { sql } from 'drizzle-orm';
import type { Executor } from '../connect';
import { mailDeliveries, mailMessages } from '../schema/mail-messages';
import { mailboxes } from '../schema/mailboxes';

export interface BusySender {
  readonly mailboxId: string;
  readonly address: string;
  /** Messages. */
  readonly total: number;
  /** Recipients, by their last try. */
  readonly sent: number;
  readonly deferred: number;
  readonly bounced: number;
  readonly expired: number;
}

/**
 * Lists the mailboxes that sent to at least so many recipients within a time, or of whose recipients at least so many bounced.
 * A message counts by the time at which it was accepted.
 */
export async function listBusySenders(
  on: Executor,
  { start, end }: { start: Date; end: Date },
  least: { recipients: number; bounced: number },
): Promise<BusySender[]> {
  const from = sql.param(start, mailMessages.at);
  return on.execute<BusySender & Record<string, unknown>>(sql`
    with last_tries as (
      select distinct on (d.message, d.recipient) d.message, d.mailbox_id, d.status, m.expired_at
      from ${mailDeliveries} d join ${mailMessages} m on m.at = d.message_at and m.id = d.message
      where d.mailbox_id is not null and not d.is_hand_over
        and d.at >= ${from}::timestamptz - interval '1 minute'
        and m.at >= ${from} and m.at < ${sql.param(end, mailMessages.at)}
      order by d.message, d.recipient, d.at desc, d.id desc
    ), counted as (
      select mailbox_id, count(distinct message)::int as total, count(*)::int as recipients,
        count(*) filter (where status = 'sent')::int as sent,
        count(*) filter (where status = 'bounced')::int as bounced,
        count(*) filter (where status not in ('sent', 'bounced') and expired_at is not null)::int as expired,
        count(*) filter (where status not in ('sent', 'bounced') and expired_at is null)::int as deferred
      from last_tries group by mailbox_id
    )
    select c.mailbox_id as "mailboxId", b.address, c.total, c.sent, c.deferred, c.bounced, c.expired
    from counted c join ${mailboxes} b on b.id = c.mailbox_id
    where c.recipients >= ${least.recipients} or c.bounced + c.expired >= ${least.bounced}
    order by b.address`);
}
