import { retryDeliveries as makeDue } from '@/db/queries/deliveries';
import { audit } from '@/lib/audit/audit';
import type { Context } from '@/lib/context';

/** Makes due at once what has failed: of one mailbox, or everything. @returns how many deliveries */
export async function retryDeliveries(ctx: Context, address?: string): Promise<number> {
  return ctx.db.transaction(async (tx) => {
    const due = await makeDue(tx, ctx.now, address);
    await audit(tx, ctx, 'deliveries.retried', {}, { due });
    return due;
  });
}
