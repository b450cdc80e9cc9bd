import { setTimeout as wait } from 'node:timers/promises';
import { after } from '@/lib/clock';
import { type Delivered, deliverNext, type TargetWorker } from '@/lib/delivery/deliver-next';
import type { Target } from '@/lib/mail-systems/target';

/**
 * Completes one delivery, when no other is due: the worker's clock is moved on so that the second flush follows at
 * once.
 */
export async function completeDelivery(worker: TargetWorker): Promise<Delivered> {
  const first = await deliverNext(worker);
  if (first.done !== 'flushed_once') return first;
  return deliverNext({ ...worker, clock: () => after(worker.clock(), first.againInMs) });
}

/** Flushes a mail system as the worker does: at once, and again when the sign-ins under way have ended. */
export async function flushTwice(target: Target, address: string): Promise<{ connectionsEnded: number }> {
  const first = await target.flushAndEndSessions(address);
  if (target.signInTakesMs === 0) return first;
  await wait(target.signInTakesMs);
  const second = await target.flushAndEndSessions(address);
  return { connectionsEnded: first.connectionsEnded + second.connectionsEnded };
}
