import { parseCidr } from '@/lib/client-address/client-address';
import type { MailboxContext } from '@/lib/context';
import { endMailConnections } from '@/lib/mailbox/connections/end-mail-connections';
import { listMailConnections } from '@/lib/mailbox/connections/list-mail-connections';
import { ok, type Result, refuse } from '@/lib/result';
import { isFrom } from './list-devices';

/**
 * Ends all mail connections to a mailbox from one network. A program that knows the password may connect again.
 *
 * @param ctx     the person manages `ctx.mailbox`
 * @param network as the list of devices has it
 * @returns the number of connections; after `service.unavailable` it is unknown whether they have ended
 */
export async function endDevice(
  ctx: MailboxContext,
  network: string,
): Promise<Result<{ ended: number }, 'request.malformed' | 'service.unavailable'>> {
  if (!isNetwork(network)) return refuse('request.malformed');
  const connections = await listMailConnections(ctx);
  if (!Array.isArray(connections)) return refuse('service.unavailable');
  let ended = 0;
  for (const { mailbox, from } of connections) {
    if (mailbox !== ctx.mailbox.address || from === null || !isFrom(from, network)) continue;
    const outcome = await endMailConnections(ctx, from);
    if (!outcome.ok) return outcome;
    ended += outcome.value.ended;
  }
  return ok({ ended });
}

function isNetwork(text: string): boolean {
  try {
    return parseCidr(text).prefixLength > 0;
  } catch {
    return false;
  }
}
