import { findMailbox, lockMailboxOfAnyState, type MailboxState, storeState } from '@/db/queries/mailboxes';
import { findOpenSuspension } from '@/db/queries/suspensions';
import { audit } from '@/lib/audit/audit';
import type { Context } from '@/lib/context';
import { enqueueDeliveries } from '@/lib/delivery/enqueue-deliveries';
import { tellHolder } from '@/lib/notice/tell-holder';
import { ok, type Result, refuse } from '@/lib/result';

export interface Reopened {
  /** A mailbox that was suspended at its closing is suspended again. */
  state: Exclude<MailboxState, 'closed'>;
  /** False if it was not closed. */
  isChanged: boolean;
}

/** Reopens a closed mailbox, with its former password and suspension. */
export async function reopenMailbox(ctx: Context, address: string): Promise<Result<Reopened, 'mailbox.not_found'>> {
  const mailbox = await findMailbox(ctx.db, address);
  if (!mailbox) return refuse('mailbox.not_found', { address });
  const mailboxId = mailbox.id;

  return ctx.db.transaction(async (tx) => {
    const held = await lockMailboxOfAnyState(tx, mailboxId);
    if (!held) return refuse('mailbox.not_found', { address });
    if (held.state !== 'closed') return ok({ state: held.state, isChanged: false });
    const suspension = await findOpenSuspension(tx, mailboxId);
    const state = suspension ? (`suspended_${suspension.level}` as const) : 'active';
    const version = await storeState(tx, mailboxId, state);
    await enqueueDeliveries(tx, ctx, { mailboxId, version });
    await tellHolder(tx, ctx, { kind: 'reopened', mailboxId, version, data: { state } });
    await audit(tx, ctx, 'mailbox.reopened', { mailboxId }, { state });
    return ok({ state, isChanged: true });
  });
}
