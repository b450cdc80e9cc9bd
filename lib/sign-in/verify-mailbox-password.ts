import type { Context } from '@/lib/context';
import type { Hasher } from '@/lib/hashing/hashing';
import { bindAs } from '@/lib/mail-systems/directory/bind-as';
import { findDirectory } from '@/lib/mail-systems/directory/find-directory';
import { ok, type Result, refuse } from '@/lib/result';
import type { Secret } from '@/lib/secret';

export type VerifyRefusal = 'service.busy' | 'directory.unavailable';

/** What is known of the mailbox whose password was typed. */
export interface TriedMailbox {
  address: string;
  /** The portal's own hash; null where there is no such mailbox, or none was ever set. */
  secret: string | null;
  /** Whether the right password would open anything. */
  mayUse: boolean;
}

/**
 * Whether this is the password of the mailbox, as the mail system of its domain has it: a directory is asked by a bind,
 * else it is compared with the portal's own hash. Never by a sign-in at the mail server.
 *
 * It costs the same whether or not there is such a mailbox and whether or not it may be used.
 *
 * @returns or a refusal that says nothing of the password: too much to do, or the directory is away
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
