import { and, asc, count, desc, eq, gte, isNotNull, lt, sql } from 'drizzle-orm';
import type { Executor } from '../connect';
import { arrayOf, given, isAnyOf, prepared } from '../prepared';
import { deliveries } from '../schema/deliveries';
import { mailTargets } from '../schema/mail-targets';
import { mailboxes } from '../schema/mailboxes';
import { passwordChanges } from '../schema/password-changes';
import { domainOfMailbox, isStuck, isWaiting } from './delivery-conditions';
import type { ProbeOutcome } from './login-probes';
import type { TargetName } from './mail-targets';

export interface Delivery {
  id: string;
  target: TargetName;
  version: number;
  writtenAt: Date | null;
  flushedFirstAt: Date | null;
  flushedAt: Date | null;
  connectionsEndedAt: Date | null;
  connectionsEnded: number | null;
  effectiveAt: Date | null;
  supersededAt: Date | null;
  probe: ProbeOutcome | null;
  probedAt: Date | null;
  lastFailure: string | null;
  nextAttemptAt: Date;
}

const DELIVERY = {
  id: deliveries.id,
  target: sql<TargetName>`${deliveries.target}`,
  version: deliveries.version,
  writtenAt: deliveries.writtenAt,
  flushedFirstAt: deliveries.flushedFirstAt,
  flushedAt: deliveries.flushedAt,
  connectionsEndedAt: deliveries.connectionsEndedAt,
  connectionsEnded: deliveries.connectionsEnded,
  effectiveAt: deliveries.effectiveAt,
  supersededAt: deliveries.supersededAt,
  probe: deliveries.probe,
  probedAt: deliveries.probedAt,
  lastFailure: deliveries.lastFailure,
  nextAttemptAt: deliveries.nextAttemptAt,
};

export async function listDeliveries(on: Executor, of: { mailboxId: string; version: number }): Promise<Delivery[]> {
  return on
    .select(DELIVERY)
    .from(deliveries)
    .where(and(eq(deliveries.mailboxId, of.mailboxId), eq(deliveries.version, of.version)))
    .orderBy(asc(deliveries.target));
}

/**
 * A delivery with the key of its mail system's settings in the configuration; null when that no longer serves the
 * domain.
 */
export interface RoutedDelivery extends Delivery {
  targetKey: string | null;
}

/**
 * Lists the deliveries that bring one password of a mailbox to its mail systems: those of the change itself, and those of
 * later versions without a new password, since each carries the newest state. By mail system, the oldest first.
 *
 * @param of.before the version of the next password, or null when there is none
 */
export async function listDeliveriesOfPassword(
  on: Executor,
  of: { mailboxId: string; version: number; before: number | null },
): Promise<RoutedDelivery[]> {
  return on
    .select({ ...DELIVERY, targetKey: mailTargets.targetKey })
    .from(deliveries)
    .innerJoin(mailboxes, eq(mailboxes.id, deliveries.mailboxId))
    .leftJoin(mailTargets, and(eq(mailTargets.domain, domainOfMailbox), eq(mailTargets.target, deliveries.target)))
    .where(
      and(
        eq(deliveries.mailboxId, of.mailboxId),
        gte(deliveries.version, of.version),
        of.before === null ? undefined : lt(deliveries.version, of.before),
      ),
    )
    .orderBy(asc(deliveries.target), asc(deliveries.version));
}

/** The newest password of a mailbox, which is not in force at every mail system. */
export interface ChangeUnderWay {
  mailboxId: string;
  /** The id of the change. */
  changeId: string;
  changedAt: Date;
  isStuck: boolean;
}

/** Lists the changes under way of these mailboxes. A mailbox has at most one: its newest version. */
export async function listChangesUnderWay(
  on: Executor,
  of: { mailboxIds: readonly string[]; untriedSince: Date },
): Promise<ChangeUnderWay[]> {
  if (of.mailboxIds.length === 0) return [];
  return changesUnderWay(on, undefined).execute({
    mailboxIds: arrayOf(of.mailboxIds),
    untriedSince: of.untriedSince,
  });
}

const changesUnderWay = prepared((on) =>
  on
    .select({
      mailboxId: mailboxes.id,
      changeId: passwordChanges.id,
      changedAt: passwordChanges.changedAt,
      isStuck: sql<boolean>`bool_or(${isStuck(given(deliveries.createdAt, 'untriedSince'))})`,
    })
    .from(mailboxes)
    .innerJoin(
      passwordChanges,
      and(eq(passwordChanges.mailboxId, mailboxes.id), eq(passwordChanges.version, mailboxes.version)),
    )
    .innerJoin(deliveries, and(eq(deliveries.mailboxId, mailboxes.id), eq(deliveries.version, mailboxes.version)))
    .where(and(isAnyOf(mailboxes.id, 'mailboxIds', 'uuid'), isWaiting))
    .groupBy(mailboxes.id, passwordChanges.id)
    .prepare('changes_under_way'),
);

export interface UsualTime {
  p95Ms: number;
  /** The number of changes measured. */
  count: number;
}

/** Deliveries in force that are searched for the newest hundred changes: a change has one for each mail system. */
const LOOKED_AT = 400;

/**
 * Measures the time of the newest password changes from commit to in force at the last of their mail systems.
 *
 * @returns the 95th percentile in milliseconds over at most the newest hundred, and their number; null without any
 */
export async function measureUsualTime(on: Executor): Promise<UsualTime | null> {
  // The ids ascend with time, so this reads the end of the index and not the whole table.
  const lately = on
    .select({ mailboxId: deliveries.mailboxId, version: deliveries.version })
    .from(deliveries)
    .where(isNotNull(deliveries.effectiveAt))
    .orderBy(desc(deliveries.id))
    .limit(LOOKED_AT)
    .as('lately');
  const isOfSame = and(eq(deliveries.mailboxId, lately.mailboxId), eq(deliveries.version, lately.version));
  const newest = on
    .select({
      tookMs: sql<number>`extract(epoch from max(${deliveries.effectiveAt}) - min(${deliveries.createdAt})) * 1000`.as(
        'took_ms',
      ),
    })
    .from(lately)
    .innerJoin(
      passwordChanges,
      and(eq(passwordChanges.mailboxId, lately.mailboxId), eq(passwordChanges.version, lately.version)),
    )
    .innerJoin(deliveries, isOfSame)
    .groupBy(deliveries.mailboxId, deliveries.version)
    .having(sql`bool_and(${deliveries.effectiveAt} is not null)`)
    .orderBy(sql`min(${deliveries.createdAt}) desc`)
    .limit(100)
    .as('newest');
  const [row] = await on
    .select({
      p95Ms: sql<number | null>`percentile_disc(0.95) within group (order by ${newest.tookMs})::float8`,
      count: count(),
    })
    .from(newest);
  return row && row.p95Ms !== null ? { p95Ms: row.p95Ms, count: row.count } : null;
}
