import { setTimeout as wait } from 'node:timers/promises';
import { seconds } from '@/lib/clock';
import { listUnreached } from '@/lib/delivery/list-unreached';
import type { Portal } from './open-portal';

/** The exit code of a command that has done what was asked, and whose mail systems have not all learnt it. */
export const NOT_REACHED = 3;

const WAIT_AT_MOST_MS = seconds(5);
/** For each further mailbox: they are told one after the other. */
const WAIT_MORE_MS = 100;
const LOOK_EVERY_MS = 50;

/**
 * Waits, where something runs that tells the mail systems, until they have learnt the newest state of these mailboxes.
 *
 * @returns those of which some mail system has not
 */
export async function awaitInForce({ ctx, isServed }: Portal, addresses: readonly string[]): Promise<Set<string>> {
  const isTold = isServed && Object.keys(ctx.config.targets).length > 0;
  const giveUpAt = performance.now() + (isTold ? WAIT_AT_MOST_MS + addresses.length * WAIT_MORE_MS : 0);
  for (;;) {
    const unreached = new Set(await listUnreached(ctx, addresses));
    if (unreached.size === 0 || performance.now() >= giveUpAt) return unreached;
    await wait(LOOK_EVERY_MS);
  }
}

export function inForceSentence(inForce: boolean): string {
  return inForce
    ? 'It is in force at the mail server.'
    : 'The mail server is not told yet: the worker does that, as soon as it runs and reaches the mail server.';
}
