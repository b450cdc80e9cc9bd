import type { Executor } from '@/db/connect';
import {
  addImportedMailboxes,
  changeImportedMailbox,
  holdHolders,
  holdKnownMailboxes,
  type KnownMailbox,
} from '@/db/queries/imports';
import type { MailboxState } from '@/db/queries/mailboxes';
import { keepReplacedHash } from '@/db/queries/password-changes';
import { endPasswordSessions } from '@/db/queries/sessions';
import { audit } from '@/lib/audit/audit';
import type { Context } from '@/lib/context';
import { enqueueDeliveries } from '@/lib/delivery/enqueue-deliveries';
import { isWeakHash } from '@/lib/hashing/is-weak-hash';
import { closeWithin } from '@/lib/mailbox/close-mailbox';
import { suspendWithin } from '@/lib/suspension/suspend';
import type { ImportedState, MailboxLine } from './mailbox-line';
import { type MailboxPlan, planMailbox } from './plan-mailbox';

/** A suspension elsewhere has no announcement to read here. An operator reinstates the mailbox after the paper form. */
const STATE_OF: Record<ImportedState, MailboxState> = {
  active: 'active',
  suspended: 'suspended_emergency',
  closed: 'closed',
};

type Planned = MailboxPlan & { readonly line: MailboxLine; readonly known: KnownMailbox | undefined };

/**
 * Imports a batch of mailboxes, in one transaction with its audit row. It queues a delivery for each password that
 * replaces another, since mail servers may have cached the old one, and for each mailbox that it closes or suspends.
 *
 * @returns for each line what was done, or with `dryRun` would be done
 */
export async function importMailboxes(
  ctx: Context,
  lines: readonly MailboxLine[],
  { dryRun }: { dryRun: boolean },
): Promise<MailboxPlan[]> {
  return ctx.db.transaction(async (tx) => {
    const holders = await holdHolders(tx, [...new Set(lines.flatMap(({ holder }) => holder ?? []))]);
    const addresses = lines.map(({ address }) => address);
    const known = new Map((await holdKnownMailboxes(tx, addresses)).map((mailbox) => [mailbox.address, mailbox]));
    const plans = lines.map((line): Planned => {
      const mailbox = known.get(line.address);
      return { line, known: mailbox, ...planMailbox(line, mailbox, holderIdOf(line, holders, dryRun)) };
    });
    if (!dryRun) await carryOut(tx, ctx, plans);
    return plans;
  });
}

/** In a dry run the holder may be a person who would have been added before. */
function holderIdOf({ holder }: MailboxLine, ids: ReadonlyMap<string, string>, dryRun: boolean): string | null {
  if (holder === null) return null;
  const id = ids.get(holder);
  if (id === undefined && !dryRun) throw new Error('the holder was checked before and is now missing');
  return id ?? holder;
}

async function carryOut(on: Executor, ctx: Context, plans: readonly Planned[]): Promise<void> {
  const added = plans.filter(({ outcome }) => outcome === 'added');
  const changed = plans.filter(({ outcome }) => outcome !== 'added' && outcome !== 'unchanged');
  if (added.length + changed.length === 0) return;

  const notActive = await addImportedMailboxes(
    on,
    added.map(({ line, holderId }) => ({
      address: line.address,
      system: line.system,
      kind: line.kind,
      holderId,
      state: STATE_OF[line.state],
      passwordSecret: line.hash,
      hasWeakHash: line.hash !== null && isWeakHash(line.hash),
      passwordChangedAt: line.hash ? line.changedAt : null,
    })),
    ctx.now,
  );
  for (const one of notActive) await enqueueDeliveries(on, ctx, one);
  for (const plan of changed) await change(on, ctx, plan);
  await audit(
    on,
    ctx,
    'mailboxes.imported',
    {},
    {
      added: added.length,
      changed: changed.length,
      closed: plans.filter(({ outcome }) => outcome === 'closed').length,
      suspended: plans.filter(({ outcome }) => outcome === 'suspended').length,
      passwords: plans.filter(({ password }) => password === 'set' || password === 'replaced').length,
      kept: plans.filter(({ password }) => password === 'kept').length,
    },
  );
}

async function change(on: Executor, ctx: Context, plan: Planned): Promise<void> {
  const { known, outcome } = plan;
  if (!known) return;
  await changeHolderAndPassword(on, ctx, plan, known);
  if (outcome === 'closed') await closeWithin(on, ctx, known.id);
  // As for a new mailbox: an emergency, whose holder has no announcement to read here.
  if (outcome === 'suspended') await suspendWithin(on, ctx, known.id, { level: 'emergency', announcementId: null });
}

async function changeHolderAndPassword(
  on: Executor,
  ctx: Context,
  { line, holderId, password }: Planned,
  known: KnownMailbox,
): Promise<void> {
  const isNew = (password === 'set' || password === 'replaced') && line.hash !== null;
  const next =
    isNew && line.hash ? { secret: line.hash, isWeak: isWeakHash(line.hash), changedAt: line.changedAt } : null;
  if (password === 'replaced') await keepReplacedHash(on, { mailboxId: known.id, at: ctx.now });
  const version = await changeImportedMailbox(on, known.id, { holderId, password: next });
  if (!next) return;
  await endPasswordSessions(on, known.id, { reason: 'password_changed', now: ctx.now });
  await enqueueDeliveries(on, ctx, { mailboxId: known.id, version });
}
