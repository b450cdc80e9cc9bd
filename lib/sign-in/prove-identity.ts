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

/** Whether a change needs the password in force: signed in with a mailbox's password, and not just now. */
export function needsCurrentPassword({ session, now }: Pick<MailboxContext, 'session' | 'now'>): boolean {
  return session.way === 'mailbox' && !isFresh(session, now);
}

/**
 * Whether it is still the person who signed in. Just after the sign-in nothing more is asked. Later, who came by the
 * campus link comes by a new one, and who came with a mailbox's password gives the one that is in force. Wrong ones are
 * slowed and end like those of a sign-in, counted by themselves: no stranger's failures keep a person from changing.
 */
export async function proveIdentity(
  ctx: MailboxContext & { hasher: Hasher },
  current: Secret | undefined,
): Promise<Result<undefined, ProofRefusal>> {
  if (isFresh(ctx.session, ctx.now)) return ok();
  if (!needsCurrentPassword(ctx)) return refuse('proof.stale');
  if (!current) return refuse('proof.current_missing');

  const stored = await findPasswordSecret(ctx.db, ctx.mailbox.id);
  // No password can be given where none was ever set; a directory may have one that was not set here.
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
