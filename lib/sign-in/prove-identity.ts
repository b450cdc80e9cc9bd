import { findPasswordSecret } from '@/db/queries/mailboxes';
import { recordSecurityEvent } from '@/lib/audit/record-security-event';
import type { MailboxContext } from '@/lib/context';
import type { Hasher } from '@/lib/hashing/hashing';
import { findDirectory } from '@/lib/mail-systems/directory/find-directory';
import { ok, type Result, refuse } from '@/lib/result';
import type { Secret } from '@/lib/secret';
import { isFresh } from '@/lib/sign-in/session/fresh-proof';
import { admitTry, type ThrottleRefusal } from '@/lib/sign-in/throttle/admit-try';
import { recordThrottled } from '@/lib/sign-in/throttle/refuse-throttled';
import { workFor } from '@/lib/sign-in/throttle/work-for';
import { type VerifyRefusal, verifyMailboxPassword } from './verify-mailbox-password';

export type ProofRefusal =
  | 'proof.stale'
  | 'proof.current_missing'
  | 'proof.current_wrong'
  | ThrottleRefusal
  | VerifyRefusal;

/** Whether a change needs the password in force: for a sign-in by mailbox password that is no longer recent. */
export function needsCurrentPassword({ session, now }: Pick<MailboxContext, 'session' | 'now'>): boolean {
  return session.way === 'mailbox' && !isFresh(session, now);
}

/**
 * Checks that the request still comes from the person who signed in. Shortly after the sign-in nothing more is asked.
 * Later, a person who signed in by campus link needs a new link, and one who signed in by mailbox password gives the
 * password in force. Wrong passwords are throttled like those of a sign-in, but counted separately, so that a stranger's
 * failures cannot block a person's change.
 */
export async function proveIdentity(
  ctx: MailboxContext & { hasher: Hasher },
  current: Secret | undefined,
): Promise<Result<undefined, ProofRefusal>> {
  if (isFresh(ctx.session, ctx.now)) return ok();
  if (!needsCurrentPassword(ctx)) return refuse('proof.stale');
  if (!current) return refuse('proof.current_missing');

  const stored = await findPasswordSecret(ctx.db, ctx.mailbox.id);
  // Without a stored hash there is no password to compare with. A directory may have one that was not set here.
  if (stored === null && !(await findDirectory(ctx, ctx.mailbox.address))) return refuse('proof.stale');
  const account = `${ctx.mailbox.address} in session ${ctx.session.id}`;
  const admitted = await admitTry(ctx, { account, secret: current, work: await workFor(ctx) });
  if (!admitted.ok) {
    recordThrottled(ctx, admitted, { account: ctx.mailbox.address });
    return admitted;
  }
  const { address, state } = ctx.mailbox;
  const matches = await verifyMailboxPassword(ctx, { address, secret: stored, mayUse: state === 'active' }, current);
  if (!matches.ok) return matches;
  if (!matches.value) {
    recordSecurityEvent(ctx, 'proof.failed', 'wrong_password', { account: address });
    return refuse('proof.current_wrong');
  }
  await admitted.value.succeeded(ctx.db);
  return ok();
}
