import { findMailbox } from '@/db/queries/mailboxes';
import { retryDeliveries as makeDue } from '@/db/queries/stuck-deliveries';
import { audit } from '@/lib/audit/audit';
import type { Context } from '@/lib/context';
import { ok, type Result, refuse } from '@/lib/result';

/**
 * Makes failed deliveries due at once, of one mailbox or of all.
 *
 * @param address in lower case; undefined for all
 * @returns the number of deliveries, or a refusal if there is no such mailbox
 */
export async function retryDeliveries(ctx: Context, address?: string): Promise<Result<number, 'mailbox.not_found'>> {
  return ctx.db.transaction(async (tx) => {
    const mailbox = address === undefined ? undefined : await findMailbox(tx, address);
    if (address !== undefined && !mailbox) return refuse('mailbox.not_found', { address });
    const due = await makeDue(tx, ctx.now, mailbox?.id);
    if (due > 0) await audit(tx, ctx, 'deliveries.retried', { mailboxId: mailbox?.id }, { due });
    return ok(due);
  });
}
