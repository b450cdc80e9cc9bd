import { listLiftsByChange } from '@/db/queries/suspensions';
import type { MailboxContext } from '@/lib/context';
import { findProgress } from './find-progress';

/**
 * `nobody`: there were no connections to end; `google`: Google alone serves the mailbox, and does not end connections for
 * the portal; `none`: no mail system that has connections serves it.
 */
export type EndedConnections = 'ended' | 'nobody' | 'later' | 'google' | 'none';

/**
 * Finds whether the connections that used the old password were ended, for a mailbox whose suspension the owner's change
 * lifts or has lifted.
 *
 * @returns undefined when there is no such change
 */
export async function findEndedConnections(ctx: MailboxContext): Promise<EndedConnections | undefined> {
  const [lift] = await listLiftsByChange(ctx.db, [ctx.mailbox.id]);
  const progress = lift && (await findProgress(ctx, lift.changeId));
  if (!progress?.ok) return undefined;
  const { services } = progress.value;
  if (services.length > 0 && services.every(({ service }) => service === 'google')) return 'google';
  const ended = services.filter(({ connectionsEndedAt }) => connectionsEndedAt);
  if (ended.length > 0) return ended.some(({ connectionsEnded }) => connectionsEnded > 0) ? 'ended' : 'nobody';
  return services.some(({ service, state }) => service !== 'simulated' && state !== 'stored') ? 'later' : 'none';
}
