import { and, eq, gt, inArray, isNotNull, isNull, notExists, sql } from 'drizzle-orm';
import { alias } from 'drizzle-orm/pg-core';
import type { Executor } from '../connect';
import { deliveries } from '../schema/deliveries';
import { mailboxes } from '../schema/mailboxes';
import { notifyOfMailbox } from './delivery-signals';

export type ProbeOutcome = 'accepted' | 'refused' | 'unreachable' | 'not_tried';

export async function recordProbe(on: Executor, id: string, probe: ProbeOutcome, probedAt: Date): Promise<void> {
  const [proved] = await on
    .update(deliveries)
    .set({ probe, probedAt })
    .where(and(eq(deliveries.id, id), isNull(deliveries.probe)))
    .returning({ mailboxId: deliveries.mailboxId });
  if (proved) await notifyOfMailbox(on, proved.mailboxId);
}

/**
 * When a sign-in with the password of a delivery's change would prove that delivery. `now`: it is in force, the mailbox is
 * not suspended, and no newer version of it is pending (a change that lifts a suspension is followed by one). `never`:
 * another password has replaced it, or it no longer exists.
 */
export type Provable = 'now' | 'later' | 'never';

/** Finds when each of these deliveries is provable, in one query. */
export async function whenProvable(on: Executor, ids: readonly string[]): Promise<(id: string) => Provable> {
  const newer = alias(deliveries, 'newer');
  const onItsWay = on
    .select({ id: newer.id })
    .from(newer)
    .where(
      and(
        eq(newer.mailboxId, deliveries.mailboxId),
        eq(newer.target, deliveries.target),
        gt(newer.version, deliveries.version),
        isNull(newer.effectiveAt),
        isNull(newer.supersededAt),
      ),
    );
  const isProvable = and(isNotNull(deliveries.effectiveAt), eq(mailboxes.state, 'active'), notExists(onItsWay));
  const found = await on
    .select({
      id: deliveries.id,
      isReplaced: sql<boolean>`${mailboxes.passwordVersion} > ${deliveries.version}`,
      isProvable: sql<boolean>`${isProvable}`,
    })
    .from(deliveries)
    .innerJoin(mailboxes, eq(mailboxes.id, deliveries.mailboxId))
    .where(inArray(deliveries.id, [...ids]));
  const rows = new Map(found.map((row) => [row.id, row]));
  return (id) => {
    const row = rows.get(id);
    if (!row || row.isReplaced) return 'never';
    return row.isProvable ? 'now' : 'later';
  };
}
