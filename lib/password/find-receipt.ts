import { type Delivery, listDeliveries, measureUsualTime, type UsualTime } from '@/db/queries/deliveries';
import { findPasswordChange, hasLaterChange, type PasswordChange } from '@/db/queries/password-changes';
import { findLiftBy } from '@/db/queries/suspensions';
import type { MailboxContext } from '@/lib/context';
import { ok, type Result, refuse } from '@/lib/result';

export type { Delivery };

/** Of fewer changes nothing usual can be said. */
const FEWEST_TOLD_OF = 20;

export interface Reinstatement {
  /** Null until the change is in force at every mail system. */
  liftedAt: Date | null;
  /** When the mail systems have learnt that, each of them; null until then. */
  inForceAt: Date | null;
}

export interface Receipt {
  change: PasswordChange;
  deliveries: Delivery[];
  /** Of a mailbox that was stopped, and that this change opens again; null for every other. */
  reinstatement: Reinstatement | null;
  /** The mailbox has another password by now. */
  isReplaced: boolean;
  /** Within how many milliseconds 95 in a hundred of the newest changes were in force; null while there are too few. */
  usual: UsualTime | null;
  /** False in an installation without a mail server, where nothing can be proved. */
  hasMailServer: boolean;
}

/**
 * What became of one change, told from what was really done.
 *
 * @param changeId as it stands in the address of the page
 */
export async function findReceipt(ctx: MailboxContext, changeId: string): Promise<Result<Receipt, 'page.not_found'>> {
  const change = UUID.test(changeId) && (await findPasswordChange(ctx.db, ctx.mailbox.id, changeId));
  if (!change) return refuse('page.not_found');
  const [deliveries, reinstatement, isReplaced, measured] = await Promise.all([
    listDeliveries(ctx.db, change),
    findReinstatement(ctx, change),
    hasLaterChange(ctx.db, change),
    measureUsualTime(ctx.db),
  ]);
  const usual = measured && measured.count >= FEWEST_TOLD_OF ? measured : null;
  return ok({ change, deliveries, reinstatement, isReplaced, usual, hasMailServer: ctx.config.mailServer !== null });
}

async function findReinstatement(ctx: MailboxContext, change: PasswordChange): Promise<Reinstatement | null> {
  const lift = await findLiftBy(ctx.db, change);
  if (!lift) return null;
  const { liftedAt, liftedVersion } = lift;
  if (liftedVersion === null) return { liftedAt, inForceAt: null };
  const told = await listDeliveries(ctx.db, { mailboxId: change.mailboxId, version: liftedVersion });
  const times = told.map(({ effectiveAt }) => effectiveAt?.getTime() ?? Number.NaN);
  const last = Math.max(...times);
  return { liftedAt, inForceAt: Number.isFinite(last) ? new Date(last) : null };
}

const UUID = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/;
