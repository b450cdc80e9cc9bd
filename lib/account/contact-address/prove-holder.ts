import { listMailboxesOf } from '@/db/queries/mailboxes';
import type { MailboxContext, MemberContext } from '@/lib/context';
import type { Hasher } from '@/lib/hashing/hashing';
import { ok, type Result, refuse } from '@/lib/result';
import type { Secret } from '@/lib/secret';
import { needsCurrentPassword, type ProofRefusal, proveIdentity } from '@/lib/sign-in/prove-identity';
import { isFresh } from '@/lib/sign-in/session/fresh-proof';

/** What proves that it is still the person: the sign-in itself, a password, or only a new arrival by the campus system. */
export type HolderProof = 'fresh' | { passwordOf: string } | 'stale';

/** What a form has to ask for. */
export async function proofAskedFor(ctx: MemberContext): Promise<HolderProof> {
  if (isFresh(ctx.session, ctx.now)) return 'fresh';
  const mailbox = await findProvingMailbox(ctx);
  return mailbox ? { passwordOf: mailbox.address } : 'stale';
}

/**
 * The mailbox whose password proves it, for who signed in with one and not just now. None is a unit's, whose password is
 * known to several people, or a stopped one, whose password may be known to a thief.
 */
async function findProvingMailbox(ctx: MemberContext): Promise<MailboxContext['mailbox'] | undefined> {
  if (!needsCurrentPassword(ctx)) return undefined;
  const own = await listMailboxesOf(ctx.db, { holderId: ctx.person.id, only: null });
  return own.find(
    ({ kind, state, passwordChangedAt }) => kind === 'personal' && state === 'active' && passwordChangedAt,
  );
}

/** As fresh a proof as the change of a password asks for. @see proveIdentity */
export async function proveHolder(
  ctx: MemberContext & { hasher: Hasher },
  current: Secret | undefined,
): Promise<Result<undefined, ProofRefusal>> {
  if (isFresh(ctx.session, ctx.now)) return ok();
  const mailbox = await findProvingMailbox(ctx);
  return mailbox ? proveIdentity({ ...ctx, mailbox }, current) : refuse('proof.stale');
}
