import { confirmByLink } from '@/db/queries/contact-addresses';
import { audit } from '@/lib/audit/audit';
import type { Context } from '@/lib/context';
import { refuseLink } from '@/lib/notice/refuse-link';
import { ok, type Result } from '@/lib/result';
import { type ConfirmationRefusal, lookAtConfirmation } from './look-at-confirmation';
import { linkHashOf } from './new-link';

/** Confirms a contact address by its single-use link. It signs no user in. */
export async function confirmContactAddress(
  ctx: Context,
  token: string,
): Promise<Result<{ address: string }, ConfirmationRefusal>> {
  return ctx.db.transaction(async (tx) => {
    const found = await lookAtConfirmation({ ...ctx, db: tx }, token);
    if (!found.ok) return found;
    if (!(await confirmByLink(tx, linkHashOf(token), ctx.now))) return refuseLink(ctx, 'contact_address.link_unknown');
    await audit(tx, ctx, 'contact_address.confirmed', { personId: found.value.personId });
    return ok({ address: found.value.address });
  });
}
