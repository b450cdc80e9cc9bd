import { hours } from '@/lib/clock';
import { notifyBusySenders } from '@/lib/mail-log/sending/notify-busy-senders';
import type { OpenWorker } from '@/lib/runtime/open-worker';
import type { Stop } from './program';

const EVERY_MS = hours(1);

/**
 * Looks every hour for mailboxes that sent unusually much yesterday: a log that was read late, or a worker that was down at
 * midnight, delays a notice and loses none. @returns how to end it
 */
export async function notifyBusySendersHourly(
  of: Pick<OpenWorker, 'connection' | 'clock' | 'log' | 'config'>,
): Promise<Stop> {
  const { campus, registeredSenders } = of.config;
  const notify = async () => {
    const options = { now: of.clock(), timeZone: campus.timeZone, exempt: registeredSenders };
    await notifyBusySenders(of.connection.db, options).catch((error) =>
      of.log.error({ err: error }, 'could not look for busy senders'),
    );
  };
  await notify();
  const timer = setInterval(notify, EVERY_MS);
  return () => clearInterval(timer);
}
