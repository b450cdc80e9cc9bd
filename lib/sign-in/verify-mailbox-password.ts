import type { Context } from '@/lib/context';
import type { Hasher } from '@/lib/hashing/hashing';
import { bindAs } from '@/lib/mail-systems/directory/bind-as';
import { findDirectory } from '@/lib/mail-systems/directory/find-directory';
import { ok, type Result, refuse } from '@/lib/result';
import type { Secret } from '@/lib/secret';

export type VerifyRefusal = 'service.busy' | 'directory.unavailable';

/** The facts about the mailbox whose password was typed. */
export interface TriedMailbox {
  address: string;
  /** The portal's own hash; null for an unknown mailbox, or when no password was ever set. */
  secret: string | null;
  /** Whether the right password would give access. */
  mayUse: boolean;
}

/**
 * Verifies the password of a mailbox against the system that holds it: by a bind at a directory, else against the portal's
 * own hash. Never by a sign-in at the mail server.
 *
 * The cost is the same whether or not the mailbox exists and whether or not it may be used.
 *
 * @returns whether it matches; or a refusal that reveals nothing about the password: the hasher is busy, or the directory
 * is unavailable
 */
export async function verifyMailboxPassword(
  ctx: Context & { hasher: Hasher },
  mailbox: TriedMailbox,
  password: Secret,
): Promise<Result<boolean, VerifyRefusal>> {
  const directory = await findDirectory(ctx, mailbox.address);
  if (!directory) return ctx.hasher.verify(mailbox.secret, password);

  const answer = await bindAs({ directory, log: ctx.log }, mailbox, password);
  return answer === 'unavailable' ? refuse('directory.unavailable') : ok(answer === 'accepted');
}
