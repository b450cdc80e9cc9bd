import type { Connection } from '@/db/connect';
import { maintainPartitions } from '@/db/queries/mail-log-partitions';
import { type CountryFile, countryOf } from '@/lib/client-address/country-of';
import type { Clock } from '@/lib/clock';
import type { Config } from '@/lib/config/config';
import type { Log } from '@/lib/log';
import type { IngestContext } from './ingest-log';
import { dayOf } from './rows/day-of';
import { createLoggedMailboxes } from './rows/logged-mailboxes';
import { createSmtpAttempts } from './rows/smtp-attempts';

/** The services of a process that ingestion uses. */
export interface IngestServices {
  readonly connection: Pick<Connection, 'db'>;
  readonly clock: Clock;
  readonly log: Log;
  readonly config: Pick<Config, 'campus' | 'mailLogs'>;
  readonly countries: () => CountryFile;
}

/** Makes the partitions, and what the ingestion of several logs shares. @throws a database error */
export async function openIngestion(services: IngestServices): Promise<IngestContext> {
  const ctx = createIngestion(services);
  await maintainPartitions(ctx.db, ctx.retention);
  return ctx;
}

/** Makes what the ingestion of several logs shares. A row whose day has no partition would be refused. */
export function createIngestion({ connection, clock, log, config, countries }: IngestServices): IngestContext {
  const { db } = connection;
  const { timeZone } = config.campus;
  const { accessDays, sendingDays } = config.mailLogs;
  const retention = { accessDays, sendingDays };
  const known = new Map<string, string | null>();
  const tools = {
    mailboxes: createLoggedMailboxes(config.campus),
    smtpAttempts: createSmtpAttempts(),
    dayOf: dayOf(timeZone),
    countryOf(address: string | null) {
      if (address === null) return null;
      if (known.size > 100_000) known.clear();
      const remembered = known.get(address);
      if (remembered !== undefined) return remembered;
      const country = countryOf(address, countries());
      known.set(address, country);
      return country;
    },
  };
  return { db, clock, log, tools, retention, timeZone: config.mailLogs.timeZone ?? timeZone };
}
