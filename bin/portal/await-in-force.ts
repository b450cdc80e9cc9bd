import { setTimeout as wait } from 'node:timers/promises';
import { seconds } from '@/lib/clock';
import { listUnreached } from '@/lib/delivery/list-unreached';
import type { Portal } from './open-portal';

/** Exit code of a command whose change is made, but not yet in force at every mail system. */
export const NOT_REACHED = 3;

const WAIT_AT_MOST_MS = seconds(5);
/** For each mailbox: one delivery follows another. */
const WAIT_MORE_MS = 100;
const LOOK_EVERY_MS = 50;

/**
 * Waits until the newest state of these mailboxes is in force at every mail system. It does not wait where no worker is
 * expected to run.
 *
 * @returns the addresses whose state is not in force at some mail system
 */
export async function awaitInForce({ ctx, isServed }: Portal, addresses: readonly string[]): Promise<Set<string>> {
  const isDelivered = isServed && Object.keys(ctx.config.targets).length > 0;
  const giveUpAt = performance.now() + (isDelivered ? WAIT_AT_MOST_MS + addresses.length * WAIT_MORE_MS : 0);
  for (;;) {
    const unreached = new Set(await listUnreached(ctx, addresses));
    if (unreached.size === 0 || performance.now() >= giveUpAt) return unreached;
    await wait(LOOK_EVERY_MS);
  }
}

export function inForceSentence(inForce: boolean): string {
  return inForce
    ? 'It is in force at the mail server.'
    : 'It is not in force at the mail server yet: the worker delivers it as soon as it runs and reaches the mail server.';
}
