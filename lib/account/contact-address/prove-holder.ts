import { listMailboxesOf } from '@/db/queries/mailboxes';
import type { MailboxContext, MemberContext } from '@/lib/context';
import type { Hasher } from '@/lib/hashing/hashing';
import { ok, type Result, refuse } from '@/lib/result';
import type { Secret } from '@/lib/secret';
import { needsCurrentPassword, type ProofRefusal, proveIdentity } from '@/lib/sign-in/prove-identity';
import { isFresh } from '@/lib/sign-in/session/fresh-proof';

/**
 * The proof of identity that a form needs: the recent sign-in is enough, a mailbox password, or a new campus sign-in.
 */
export type HolderProof = 'fresh' | { passwordOf: string } | 'stale';

/** Determines which proof a form has to ask for. */
export async function proofAskedFor(ctx: MemberContext): Promise<HolderProof> {
  if (isFresh(ctx.session, ctx.now)) return 'fresh';
  const mailbox = await findProvingMailbox(ctx);
  return mailbox ? { passwordOf: mailbox.address } : 'stale';
}

/**
 * Finds the mailbox whose password serves as proof, for a session that was opened with a password some time ago. A
 * unit's mailbox never serves, because several people know its password. Neither does a suspended one, whose password a
 * thief may know.
 */
async function findProvingMailbox(ctx: MemberContext): Promise<MailboxContext['mailbox'] | undefined> {
  if (!needsCurrentPassword(ctx)) return undefined;
  const own = await listMailboxesOf(ctx.db, { holderId: ctx.person.id, only: null });
  return own.find(
    ({ kind, state, passwordChangedAt }) => kind === 'personal' && state === 'active' && passwordChangedAt,
  );
}

/** Requires as fresh a proof as a password change does. @see proveIdentity */
export async function proveHolder(
  ctx: MemberContext & { hasher: Hasher },
  current: Secret | undefined,
): Promise<Result<undefined, ProofRefusal>> {
  if (isFresh(ctx.session, ctx.now)) return ok();
  const mailbox = await findProvingMailbox(ctx);
  return mailbox ? proveIdentity({ ...ctx, mailbox }, current) : refuse('proof.stale');
}
