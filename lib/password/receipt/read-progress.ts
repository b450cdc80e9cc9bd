import { createHash } from 'node:crypto';
import { listDeliveries, listDeliveriesOfPassword, type RoutedDelivery } from '@/db/queries/delivery-progress';
import type { MailboxState } from '@/db/queries/mailboxes';
import { findLaterChanges, type PasswordChange } from '@/db/queries/password-changes';
import { findLiftBy } from '@/db/queries/suspensions';
import type { Context } from '@/lib/context';
import {
  isUndecided,
  mergeDeliveries,
  numberServices,
  type ServiceOutcome,
  serviceOutcomesOf,
} from './service-outcome';

export interface Reinstatement {
  /** Null until the change is in force at every mail system. */
  liftedAt: Date | null;
  /** When every mail system had applied the reinstatement; null until then. */
  inForceAt: Date | null;
}

/** The progress of a change. */
export interface Progress {
  change: PasswordChange;
  /** One for each mail system. */
  deliveries: RoutedDelivery[];
  /** One for each service, by the names that people know. */
  services: ServiceOutcome[];
  /** Of a suspended mailbox that this change reinstates; null for every other. */
  reinstatement: Reinstatement | null;
  /** The reinstatement is still under way. */
  isReinstating: boolean;
  /** The id of the newest change, when the mailbox was given another password after this one. */
  replacedBy: string | null;
  /** The change number of that newest change. */
  newestNumber: string | null;
  /** No later step can change the receipt. */
  isSettled: boolean;
  /** Changes whenever the receipt has new content. */
  digest: string;
}

/**
 * Reads the progress of a change from the steps that were really done. It checks no access.
 *
 * @param state the state of the change's mailbox
 */
export async function readProgress(
  ctx: Pick<Context, 'db' | 'now' | 'config'>,
  change: PasswordChange,
  state: MailboxState,
): Promise<Progress> {
  const [later, reinstatement] = await Promise.all([findLaterChanges(ctx.db, change), findReinstatement(ctx, change)]);
  const all = await listDeliveriesOfPassword(ctx.db, {
    mailboxId: change.mailboxId,
    version: change.version,
    before: later?.nextVersion ?? null,
  });
  const replacedBy = later?.newestId ?? null;
  const isReinstating = !replacedBy && reinstatement !== null && !isDone(reinstatement, state);
  const situation = {
    now: ctx.now,
    changedAt: change.changedAt,
    targets: ctx.config.targets,
    isReplaced: replacedBy !== null,
    isReinstating,
    reinstatedAt: reinstatement?.inForceAt ?? null,
  };
  const targets = [...new Set(all.map(({ target }) => target))];
  const deliveries = targets.map((one) => mergeDeliveries(all.filter(({ target }) => target === one)));
  const services = numberServices(deliveries.flatMap((delivery) => serviceOutcomesOf(delivery, situation)));
  const content = { services, reinstatement, replacedBy, state };
  return {
    change,
    deliveries,
    services,
    reinstatement,
    isReinstating,
    replacedBy,
    newestNumber: later?.newestNumber ?? null,
    isSettled: replacedBy !== null || !(isReinstating || services.some(isUndecided)),
    digest: createHash('sha256').update(JSON.stringify(content)).digest('base64url').slice(0, 16),
  };
}

/** The reinstatement is complete: it is in force, or the mailbox was suspended again or closed since. */
function isDone({ liftedAt, inForceAt }: Reinstatement, state: MailboxState): boolean {
  return inForceAt !== null || state === 'closed' || (liftedAt !== null && state !== 'active');
}

async function findReinstatement({ db }: Pick<Context, 'db'>, change: PasswordChange): Promise<Reinstatement | null> {
  const lift = await findLiftBy(db, change);
  if (!lift) return null;
  const { liftedAt, liftedVersion } = lift;
  if (liftedVersion === null) return { liftedAt, inForceAt: null };
  const deliveries = await listDeliveries(db, { mailboxId: change.mailboxId, version: liftedVersion });
  const times = deliveries.map(({ effectiveAt }) => effectiveAt?.getTime() ?? Number.NaN);
  const last = Math.max(...times);
  return { liftedAt, inForceAt: Number.isFinite(last) ? new Date(last) : null };
}
