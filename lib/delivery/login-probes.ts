import type { Connection } from '@/db/connect';
import { DELIVERY_IN_FORCE, signalOf } from '@/db/queries/delivery-signals';
import { recordProbe, whenProvable } from '@/db/queries/login-probes';
import { type Clock, seconds } from '@/lib/clock';
import type { Log } from '@/lib/log';
import type { Targets } from '@/lib/mail-systems/open-targets';
import type { Target } from '@/lib/mail-systems/target';
import { shareOf } from '@/lib/process-share';
import type { Secret } from '@/lib/secret';
import type { QueuedDelivery } from './enqueue-deliveries';
import { createProbeBudget, type ProbeBudget } from './probe-budget';

/** The longest time that a plain password stays in memory after its request. */
export const PASSWORD_KEPT_MS = seconds(60);
/** On a busy machine a change in force waits this long for its probe. The result page shows that it waits. */
const PATIENCE_MS = seconds(10);
const MOST_WAITING = 50;
const LOOK_EVERY_MS = seconds(1);

interface Waiting {
  deliveryId: string;
  target: Target;
  address: string;
  password: Secret;
  until: number;
  /** When it was first found to be in force, without a probe left in the budget. */
  delayedSince?: number;
}

export interface LoginProbes {
  /** Requests a sign-in with the new password at each mail system once the change is in force there. */
  ask(address: string, deliveries: readonly QueuedDelivery[], password: Secret): void;
  close(): Promise<void>;
}

/**
 * Verifies changes at the mail server: the process that accepted a change signs in over IMAP with the new password.
 *
 * The password stays in this process's memory for at most a minute. A change that is not verified by then, or that
 * comes when too many are waiting, is recorded as not tried. So is one that has waited ten seconds on a busy machine,
 * where probes use a small share of the processor only (`createProbeBudget`). The old password is never tried: the failed sign-in would
 * appear in the owner's log and slow down every user behind our address.
 */
export async function openLoginProbes(context: {
  connection: Connection;
  targets: Targets;
  clock: Clock;
  log: Log;
  /** How many server processes share the limits of this machine. */
  processes?: number;
  budget?: ProbeBudget;
}): Promise<LoginProbes> {
  const { targets, connection, clock, log, processes = 1 } = context;
  const { budget = createProbeBudget({ processes }) } = context;
  const mostWaiting = shareOf(MOST_WAITING, processes);
  const { db } = connection;
  const waiting = new Map<string, Waiting>();
  let closed = false;
  if (targets.size === 0) return { ask: () => {}, close: async () => {} };

  async function giveUp({ deliveryId }: Waiting): Promise<void> {
    waiting.delete(deliveryId);
    await recordProbe(db, deliveryId, 'not_tried', clock());
  }

  async function prove({ deliveryId, target, address, password }: Waiting): Promise<void> {
    waiting.delete(deliveryId);
    const outcome = await target.probe(address, password);
    if (outcome !== 'accepted' && outcome !== 'not_tried')
      log.error({ delivery: deliveryId, outcome }, 'login probe failed');
    await recordProbe(db, deliveryId, outcome, clock());
  }

  /** Queries the database once for all of them. */
  async function probeWhereInForce(some: readonly Waiting[]): Promise<void> {
    const when = await whenProvable(
      db,
      some.map(({ deliveryId }) => deliveryId),
    );
    for (const one of some) {
      // Another call may have taken the delivery during the query.
      if (!waiting.has(one.deliveryId)) continue;
      const answer = when(one.deliveryId);
      // A sign-in with a password that was replaced meanwhile would fail and appear in the owner's log.
      if (answer === 'never') logErrors(giveUp(one));
      if (answer === 'now') logErrors(budget.take() ? prove(one) : delay(one));
    }
  }

  async function delay(one: Waiting): Promise<void> {
    const now = clock().getTime();
    one.delayedSince ??= now;
    if (budget.isBusy() && now - one.delayedSince > PATIENCE_MS) await giveUp(one);
  }

  /** @param only a delivery that has come into force; all if undefined, since notifications may have been missed */
  function look(only?: string): void {
    // Workers of an older version send the id itself.
    const looked = [...waiting.values()].filter(
      ({ deliveryId }) => !only || signalOf(deliveryId) === only || deliveryId === only,
    );
    const isOver = ({ until }: Waiting) => clock().getTime() > until;
    for (const one of looked.filter(isOver)) logErrors(giveUp(one));
    const left = looked.filter((one) => !isOver(one));
    if (left.length > 0) logErrors(probeWhereInForce(left));
  }

  function logErrors(work: Promise<void>): void {
    work.catch((error) => log.error({ err: error }, 'unexpected error of the login probes'));
  }

  await connection.listen(DELIVERY_IN_FORCE, look);
  const timer = setInterval(() => {
    budget.renew();
    look();
  }, LOOK_EVERY_MS);
  timer.unref();

  return {
    ask: (address, deliveries, password) => {
      for (const { id, targetKey } of deliveries) {
        const target = targets.get(targetKey);
        if (!target || closed || waiting.size >= mostWaiting) {
          // The change is committed, so the response must not fail if the probe cannot be recorded.
          logErrors(recordProbe(db, id, 'not_tried', clock()));
          continue;
        }
        const until = clock().getTime() + PASSWORD_KEPT_MS;
        // A notification reports when it comes into force. A check every second covers missed notifications.
        waiting.set(id, { deliveryId: id, target, address, password, until });
      }
    },
    close: async () => {
      closed = true;
      clearInterval(timer);
      const left = [...waiting.keys()];
      waiting.clear();
      await Promise.all(left.map((id) => recordProbe(db, id, 'not_tried', clock())));
    },
  };
}
