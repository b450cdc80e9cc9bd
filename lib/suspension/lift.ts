import type { Executor } from '@/db/connect';
import { storeState } from '@/db/queries/mailboxes';
import { liftSuspension } from '@/db/queries/suspensions';
import { audit } from '@/lib/audit/audit';
import type { Act } from '@/lib/context';
import { enqueueDeliveries } from '@/lib/delivery/enqueue-deliveries';
import { tellHolder } from '@/lib/notice/tell-holder';

/** Reinstates a suspended mailbox, as a new version for the mail systems. The caller holds the lock of its row. */
export async function lift(on: Executor, act: Act, mailboxId: string): Promise<void> {
  const version = await storeState(on, mailboxId, 'active');
  await liftSuspension(on, mailboxId, { version, now: act.now });
  await enqueueDeliveries(on, act, { mailboxId, version });
  const by = act.actor.kind === 'operator' ? 'operators' : 'change';
  await tellHolder(on, act, { kind: 'reinstated', mailboxId, version, data: { by } });
  await audit(on, act, 'mailbox.reinstated', { mailboxId });
}
