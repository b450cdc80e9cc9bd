import { listLiftsByChange } from '@/db/queries/suspensions';
import type { MailboxContext } from '@/lib/context';
import { findProgress } from './find-progress';

/**
 * `nobody`: there were none to end; `google`: Google alone serves the mailbox, and ends none for us; `none`: no mail system
 * that has connections serves it.
 */
export type EndedConnections = 'ended' | 'nobody' | 'later' | 'google' | 'none';

/**
 * What has become of the connections that used the old password of a mailbox whose suspension its owner's change lifts or
 * has lifted; undefined when there is no such change.
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
