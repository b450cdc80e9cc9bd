import type { Command } from 'commander';
import { listStuckDeliveries, type StuckDelivery } from '@/lib/delivery/list-stuck-deliveries';
import { retryDeliveries } from '@/lib/delivery/retry-deliveries';
import { type Answer, accepted, addAnswering } from './frame';
import { withPortal } from './open-portal';
import { textTable } from './text-table';

/** Monitoring distinguishes it from 1, the exit code of a failed command. */
const SOMETHING_IS_STUCK = 3;

export function addDeliveries(deliveries: Command): void {
  deliveries.addHelpText(
    'after',
    `
A delivery is stuck when it has failed at least once, or when it was not tried for a minute (then no worker runs). It is
retried without end, with pauses of up to five minutes, and at once when its mail system is back.

The exit code is 0 when nothing is stuck, and ${SOMETHING_IS_STUCK} when something is.
--json: [{"id", "address", "target", "targetKey", "version", "createdAt", "attempts", "lastFailure", "failingSince",
"nextAttemptAt"}], the oldest first, a thousand at most; times in UTC (ISO 8601), or null.`,
  );
  addAnswering(deliveries, show);

  const retrying = deliveries
    .command('retry [address]')
    .description('retry failed deliveries now: those of one mailbox, or all')
    .addHelpText(
      'after',
      `
A delivery that is due already is left unchanged. The exit code is 1 when an address is given and nothing of it is stuck.
--json: {"due": how many were made due, "changed"}.`,
    );
  addAnswering(retrying, retry);
}

function show(): Promise<Answer> {
  return withPortal(async ({ ctx }) => {
    const stuck = await listStuckDeliveries(ctx);
    return {
      json: stuck,
      text: stuck.length === 0 ? 'Nothing is stuck.' : textTable(stuck.map(rowOf)),
      exitCode: stuck.length === 0 ? 0 : SOMETHING_IS_STUCK,
    };
  });
}

const rowOf = (one: StuckDelivery): string[] => [
  one.address,
  one.targetKey ?? `${one.target} (of no domain)`,
  one.lastFailure ?? 'not tried',
  `${one.attempts} attempts since ${one.createdAt.toISOString()}`,
  `next ${one.nextAttemptAt.toISOString()}`,
];

function retry(address: string | undefined): Promise<Answer> {
  return withPortal(async ({ ctx }) => {
    const only = address?.toLowerCase();
    const due = accepted(await retryDeliveries(ctx, only));
    const json = { due, changed: due > 0 };
    if (due > 0) return { json, text: `${due} ${due === 1 ? 'delivery is' : 'deliveries are'} retried now.` };
    // The address is probably not the one that the operator meant. Without an address there is nothing to mistake.
    if (only !== undefined && (await listStuckDeliveries(ctx, only)).length === 0)
      return { json, text: `No delivery of ${only} is stuck; nothing was done.`, failed: true };
    return { json, text: 'No failed delivery was waiting, or it is due already; nothing was done.' };
  });
}
