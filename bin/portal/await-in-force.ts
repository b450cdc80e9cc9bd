import { setTimeout as wait } from 'node:timers/promises';
import { listDeliveries } from '@/db/queries/deliveries';
import { findMailbox } from '@/db/queries/mailboxes';
import { seconds } from '@/lib/clock';
import type { Portal } from './open-portal';

const WAIT_AT_MOST_MS = seconds(5);
const LOOK_EVERY_MS = 50;

/** Whether the mail server has learnt a mailbox's newest state. Waits for it where something runs that tells it. */
export async function awaitInForce({ ctx, isServed }: Portal, address: string): Promise<boolean> {
  const mailbox = await findMailbox(ctx.db, address);
  if (!mailbox) return false;
  const giveUpAt = performance.now() + (isServed && ctx.config.mailServer ? WAIT_AT_MOST_MS : 0);
  for (;;) {
    const deliveries = await listDeliveries(ctx.db, { mailboxId: mailbox.id, version: mailbox.version });
    if (deliveries.every((delivery) => delivery.effectiveAt !== null)) return true;
    if (performance.now() >= giveUpAt) return false;
    await wait(LOOK_EVERY_MS);
  }
}

export function inForceSentence(inForce: boolean): string {
  return inForce
    ? 'It is in force at the mail server.'
    : 'The mail server is not told yet: the worker does that, as soon as it runs and reaches the mail server.';
}
