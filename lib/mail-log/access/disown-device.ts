import { audit } from '@/lib/audit/audit';
import type { MailboxContext } from '@/lib/context';
import type { Result } from '@/lib/result';
import { endSessionsElsewhere } from '@/lib/sign-in/session/end-sessions-elsewhere';
import { endDevice } from './end-device';

/**
 * "This was not me", about a device in the access log: ends its mail connections and every other session at the portal. Only
 * a new password keeps it out, so the change form comes next.
 *
 * @param ctx     the person manages `ctx.mailbox`
 * @param network as the list of devices has it
 * @returns the sessions have ended even if the mail server did not respond
 */
export async function disownDevice(
  ctx: MailboxContext,
  network: string,
): Promise<Result<{ ended: number }, 'request.malformed' | 'service.unavailable'>> {
  const outcome = await endDevice(ctx, network);
  if (!outcome.ok && outcome.code === 'request.malformed') return outcome;
  await endSessionsElsewhere(ctx);
  await ctx.db.transaction((tx) =>
    audit(tx, ctx, 'sign_in.disowned', { mailboxId: ctx.mailbox.id }, { network, hasEnded: outcome.ok }),
  );
  return outcome;
}
