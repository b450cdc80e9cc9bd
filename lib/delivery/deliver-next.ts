import type { Connection } from '@/db/connect';
import {
  type DueDelivery,
  recordFailure,
  recordInForce,
  supersedeOlder,
  takeDueDelivery,
} from '@/db/queries/deliveries';
import { after, type Clock, minutes, seconds } from '@/lib/clock';
import type { MailServerConfig } from '@/lib/config/config';
import type { Log } from '@/lib/log';
import { DeliveryFailed } from './failure-reasons';
import { dovecotSql } from './targets/dovecot-sql';

const FIRST_RETRY_MS = seconds(1);
const LONGEST_RETRY_MS = minutes(5);

interface Worker {
  connection: Connection;
  mailServer: MailServerConfig;
  clock: Clock;
  log: Log;
}

/**
 * Takes one due delivery to its mail system. Other workers pass the row by while it is held, and a crash gives it back.
 *
 * @returns whether there was one
 */
export async function deliverNext(worker: Worker): Promise<boolean> {
  return worker.connection.db.transaction(async (tx) => {
    const delivery = await takeDueDelivery(tx, worker.clock());
    if (!delivery) return false;
    // What the mail server reads is the newest version in any case: the older ones are done with it.
    await supersedeOlder(tx, delivery, worker.clock());
    try {
      const { connectionsEnded } = await dovecotSql.flushAndEndSessions(worker.mailServer, delivery.address);
      const done = worker.clock();
      await recordInForce(tx, delivery.id, { flushedAt: done, connectionsEndedAt: done, connectionsEnded });
    } catch (error) {
      if (!(error instanceof DeliveryFailed)) throw error;
      worker.log.warn(
        { delivery: delivery.id, attempt: delivery.attempts + 1, reason: error.reason },
        'delivery failed',
      );
      await recordFailure(tx, delivery.id, {
        reason: error.reason,
        nextAttemptAt: after(worker.clock(), retryDelayMs(delivery)),
      });
    }
    return true;
  });
}

/** Doubles with each attempt up to a ceiling, for ever; the jitter keeps many from coming back at one moment. */
function retryDelayMs({ attempts }: DueDelivery): number {
  const delay = Math.min(FIRST_RETRY_MS * 2 ** Math.min(attempts, 16), LONGEST_RETRY_MS);
  return delay * (0.75 + Math.random() / 2);
}
