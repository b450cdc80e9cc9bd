import type { Connection } from '@/db/connect';
import { DELIVERY_IN_FORCE, recordProbe, whenProvable } from '@/db/queries/deliveries';
import { type Clock, seconds } from '@/lib/clock';
import type { Log } from '@/lib/log';
import type { Secret } from '@/lib/secret';
import type { QueuedDelivery } from './enqueue-deliveries';
import type { Targets } from './open-targets';
import type { Target } from './target';

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

export interface ProbeDesk {
  /** Asks for a change to be proved at each mail system, once it is in force there, by signing in with the new password. */
  ask(address: string, deliveries: readonly QueuedDelivery[], password: Secret): Promise<void>;
  close(): Promise<void>;
}

/**
 * Proves changes at the mail server: the process that took a change signs in over IMAP with the new password.
 *
 * The password stays in this process's memory, at most a minute; what is not proved by then, or comes when too much
 * waits, is recorded as not tried. The old password is never tried: a failed sign-in would stand in its owner's log and
 * slow everybody behind our address.
 */
export async function openProbeDesk(desk: {
  connection: Connection;
  targets: Targets;
  clock: Clock;
  log: Log;
}): Promise<ProbeDesk> {
  const { targets } = desk;
  const { db } = desk.connection;
  const waiting = new Map<string, Waiting>();
  let startedThisSecond = 0;
  let closed = false;
  if (targets.size === 0) return { ask: async () => {}, close: async () => {} };

  async function giveUp({ deliveryId }: Waiting): Promise<void> {
    waiting.delete(deliveryId);
    await recordProbe(db, deliveryId, 'not_tried', desk.clock());
  }

  async function consider(one: Waiting): Promise<void> {
    if (desk.clock().getTime() > one.until) return giveUp(one);
    if (startedThisSecond >= AT_MOST_EACH_SECOND) return;
    const when = await whenProvable(db, one.deliveryId);
    // Of a password that was replaced meanwhile a sign-in would fail, and stand in its owner's log.
    if (when === 'never') return giveUp(one);
    if (when === 'later') return;
    // Another notice may have got here while the database was asked, and others have begun.
    if (startedThisSecond >= AT_MOST_EACH_SECOND || !waiting.delete(one.deliveryId)) return;
    startedThisSecond += 1;
    const outcome = await one.target.probe(one.address, one.password);
    if (outcome !== 'accepted' && outcome !== 'not_tried')
      desk.log.error({ delivery: one.deliveryId, outcome }, 'a change was not proved');
    await recordProbe(db, one.deliveryId, outcome, desk.clock());
  }

  function look(only?: string): void {
    for (const one of waiting.values()) {
      if (only && one.deliveryId !== only) continue;
      consider(one).catch((error) => desk.log.error({ err: error }, 'the probe desk met a surprise'));
    }
  }

  await desk.connection.listen(DELIVERY_IN_FORCE, look);
  const timer = setInterval(() => {
    startedThisSecond = 0;
    look();
  }, LOOK_EVERY_MS);
  timer.unref();

  return {
    ask: async (address, deliveries, password) => {
      for (const { id, settings } of deliveries) {
        const target = targets.get(settings);
        if (!target || closed || waiting.size >= WAITING_AT_MOST) {
          // The change is committed: that its proof cannot be written down is no reason to answer otherwise.
          await recordProbe(db, id, 'not_tried', desk.clock()).catch((error) =>
            desk.log.error({ err: error }, 'the probe desk met a surprise'),
          );
          continue;
        }
        const until = desk.clock().getTime() + PASSWORD_KEPT_MS;
        waiting.set(id, { deliveryId: id, target, address, password, until });
        look(id);
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
