import type { Connection } from '@/db/connect';
import { forgetSpentLinks } from '@/lib/campus-link/forget-spent-links';
import { type Clock, hours } from '@/lib/clock';
import type { Log } from '@/lib/log';
import type { Stop } from './program';

const EVERY_MS = hours(1);

/** The housekeeping of a worker, and of a demo's server, which is its own worker. @returns how to end it */
export async function forgetSpentLinksHourly(of: { connection: Connection; clock: Clock; log: Log }): Promise<Stop> {
  const forget = () =>
    forgetSpentLinks(of.connection.db, of.clock()).catch((error) =>
      of.log.error({ err: error }, 'spent links were not forgotten'),
    );
  await forget();
  const timer = setInterval(forget, EVERY_MS);
  return () => clearInterval(timer);
}
