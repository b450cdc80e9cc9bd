import { removeContactAddress as removeStored } from '@/db/queries/contact-addresses';
import { lockPerson } from '@/db/queries/people';
import { isSessionOpen } from '@/db/queries/sessions';
import { audit } from '@/lib/audit/audit';
import { recordSecurityEvent } from '@/lib/audit/record-security-event';
import type { MemberContext } from '@/lib/context';
import type { Hasher } from '@/lib/hashing/hashing';
import { tellPerson } from '@/lib/notice/tell-person';
import { ok, type Result, refuse } from '@/lib/result';
import type { Secret } from '@/lib/secret';
import type { ProofRefusal } from '@/lib/sign-in/prove-identity';
import { proveHolder } from './prove-holder';

/**
 * Removes a contact address. A confirmed address receives a notice of its own removal: a thief would begin with this
 * step, and the "this was not me" link in that notice still works.
 *
 * @param request.id a UUID
 */
export async function removeContactAddress(
  ctx: MemberContext & { hasher: Hasher },
  { id, current }: { id: string; current?: Secret },
): Promise<Result<{ address: string }, ProofRefusal | 'session.expired' | 'contact_address.not_found'>> {
  if (ctx.session.limitedTo) return refuse('contact_address.not_found');
  const proof = await proveHolder(ctx, current);
  if (!proof.ok) return proof;

  return ctx.db.transaction(async (tx) => {
    await lockPerson(tx, ctx.person.id);
    if (!(await isSessionOpen(tx, ctx.session.id))) return refuse('session.expired');
    const removed = await removeStored(tx, { personId: ctx.person.id, id });
    if (!removed) {
      recordSecurityEvent(ctx, 'access.denied', 'contact_address');
      return refuse('contact_address.not_found');
    }
    const { address, confirmedAt } = removed;
    await tellPerson(tx, ctx, {
      kind: 'contact_address_removed',
      personId: ctx.person.id,
      event: `contact address ${id} removed`,
      data: { address },
      former: confirmedAt ? { address, confirmedAt } : undefined,
    });
    await audit(tx, ctx, 'contact_address.removed');
    return ok({ address });
  });
}
