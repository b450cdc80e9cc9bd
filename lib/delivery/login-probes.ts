import type { Connection } from '@/db/connect';
import { DELIVERY_IN_FORCE, signalOf } from '@/db/queries/delivery-signals';
import { recordProbe, whenProvable } from '@/db/queries/login-probes';
import { type Clock, seconds } from '@/lib/clock';
import type { Log } from '@/lib/log';
import type { Targets } from '@/lib/mail-systems/open-targets';
import type { Target } from '@/lib/mail-systems/target';
import type { Secret } from '@/lib/secret';
import type { QueuedDelivery } from './enqueue-deliveries';

/** No plain password outlives its request by more than this. */
export const PASSWORD_KEPT_MS = seconds(60);
/**
 * Dovecot verifies 30 to 40 logins a second, which its users share, and starts two processes for each. On a day when
 * everybody changes, five proofs a second would cost as much as the changes.
 */
const AT_MOST_EACH_SECOND = 2;
const WAITING_AT_MOST = 50;
const LOOK_EVERY_MS = seconds(1);

interface Waiting {
  deliveryId: string;
  target: Target;
  address: string;
  password: Secret;
  until: number;
}

export interface LoginProbes {
  /** Asks for a change to be proved at each mail system, once it is in force there, by signing in with the new password. */
  ask(address: string, deliveries: readonly QueuedDelivery[], password: Secret): void;
  close(): Promise<void>;
}

/**
 * Proves changes at the mail server: the process that took a change signs in over IMAP with the new password.
 *
 * The password stays in this process's memory, at most a minute; what is not proved by then, or comes when too much
 * waits, is recorded as not tried. The old password is never tried: a failed sign-in would stand in its owner's log and
 * slow everybody behind our address.
 */
export async function openLoginProbes(desk: {
  connection: Connection;
  targets: Targets;
  clock: Clock;
  log: Log;
}): Promise<LoginProbes> {
  const { targets } = desk;
  const { db } = desk.connection;
  const waiting = new Map<string, Waiting>();
  let startedThisSecond = 0;
  let closed = false;
  if (targets.size === 0) return { ask: () => {}, close: async () => {} };

  async function giveUp({ deliveryId }: Waiting): Promise<void> {
    waiting.delete(deliveryId);
    await recordProbe(db, deliveryId, 'not_tried', desk.clock());
  }

  async function prove({ deliveryId, target, address, password }: Waiting): Promise<void> {
    waiting.delete(deliveryId);
    startedThisSecond += 1;
    const outcome = await target.probe(address, password);
    if (outcome !== 'accepted' && outcome !== 'not_tried')
      desk.log.error({ delivery: deliveryId, outcome }, 'a change was not proved');
    await recordProbe(db, deliveryId, outcome, desk.clock());
  }

  /** Asks the database once for all of them. */
  async function proveWhatMayBe(some: readonly Waiting[]): Promise<void> {
    const when = await whenProvable(
      db,
      some.map(({ deliveryId }) => deliveryId),
    );
    for (const one of some) {
      // Another notice may have got here while the database was asked.
      if (!waiting.has(one.deliveryId)) continue;
      const answer = when(one.deliveryId);
      // Of a password that was replaced meanwhile a sign-in would fail, and stand in its owner's log.
      if (answer === 'never') watched(giveUp(one));
      if (answer === 'now' && startedThisSecond < AT_MOST_EACH_SECOND) watched(prove(one));
    }
  }

  /** @param only a delivery that has come into force; all when none is named: a notice may have been missed */
  function look(only?: string): void {
    // A worker of an older version sends the id itself.
    const looked = [...waiting.values()].filter(
      ({ deliveryId }) => !only || signalOf(deliveryId) === only || deliveryId === only,
    );
    const isOver = ({ until }: Waiting) => desk.clock().getTime() > until;
    for (const one of looked.filter(isOver)) watched(giveUp(one));
    const left = looked.filter((one) => !isOver(one));
    if (left.length > 0 && startedThisSecond < AT_MOST_EACH_SECOND) watched(proveWhatMayBe(left));
  }

  function watched(work: Promise<void>): void {
    work.catch((error) => desk.log.error({ err: error }, 'unexpected error of the login probes'));
  }

  await desk.connection.listen(DELIVERY_IN_FORCE, look);
  const timer = setInterval(() => {
    startedThisSecond = 0;
    look();
  }, LOOK_EVERY_MS);
  timer.unref();

  return {
    ask: (address, deliveries, password) => {
      for (const { id, targetKey } of deliveries) {
        const target = targets.get(targetKey);
        if (!target || closed || waiting.size >= WAITING_AT_MOST) {
          // The change is committed: that its proof cannot be written down is no reason to answer otherwise.
          watched(recordProbe(db, id, 'not_tried', desk.clock()));
          continue;
        }
        const until = desk.clock().getTime() + PASSWORD_KEPT_MS;
        // Looked at when it comes into force: of that a notice tells, and whoever missed it looks once a second.
        waiting.set(id, { deliveryId: id, target, address, password, until });
      }
    },
    close: async () => {
      closed = true;
      clearInterval(timer);
      const left = [...waiting.keys()];
      waiting.clear();
      await Promise.all(left.map((id) => recordProbe(db, id, 'not_tried', desk.clock())));
    },
  };
}
