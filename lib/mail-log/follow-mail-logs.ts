import { setTimeout as wait } from 'node:timers/promises';
import { maintainPartitions } from '@/db/queries/mail-log-partitions';
import { seconds } from '@/lib/clock';
import { ingestFiles } from './ingest-files';
import { type IngestContext, ingestLog } from './ingest-log';
import { createIngestion, type IngestServices } from './open-ingestion';
import { streamSource } from './stream-source';
import { receiveSyslog } from './syslog-lines';

const TRY_AGAIN_MS = seconds(2);

/**
 * Follows the logs of the settings until it is stopped: it waits for files that are missing and for a database that is
 * away.
 *
 * @returns how to stop it
 * @throws when the port of syslog is in use
 */
export async function followMailLogs(services: IngestServices): Promise<() => Promise<void>> {
  const { clock, log } = services;
  const { dovecot, postfix, syslogPort } = services.config.mailLogs;
  const ctx = createIngestion(services);
  const stop = new AbortController();
  const stopped = stop.signal;
  const paths = [
    ...dovecot.map((path) => ({ path, source: 'dovecot' }) as const),
    ...postfix.filter((path) => !dovecot.includes(path)).map((path) => ({ path, source: 'postfix' }) as const),
  ];
  const unreadable = (path: string, error: unknown) =>
    log.error({ path, err: error }, 'a compressed log cannot be read');
  const arePartitionsMade = awaitPartitions(ctx, stopped);
  const work: Promise<unknown>[] = [arePartitionsMade.then(() => ingestFiles(ctx, paths, { stopped, unreadable }))];
  const syslog = syslogPort === undefined ? undefined : await receiveSyslog(syslogPort, log);
  if (syslog) {
    const lines = streamSource('syslog', syslog.batches, clock);
    work.push(arePartitionsMade.then(() => ingestLog(ctx, { lines, source: 'postfix', stopped })));
  }
  return async () => {
    stop.abort();
    await syslog?.close();
    await Promise.allSettled(work);
  };
}

/** Waits for a database that is away: a row whose day has no partition would be refused. */
async function awaitPartitions({ db, retention, log }: IngestContext, stopped: AbortSignal): Promise<void> {
  for (let attempt = 0; !stopped.aborted; attempt += 1) {
    try {
      await maintainPartitions(db, retention);
      return;
    } catch (error) {
      if (attempt === 0) log.error({ err: error }, 'the mail logs wait: their partitions cannot be made');
      await wait(TRY_AGAIN_MS, undefined, { signal: stopped }).catch(() => {});
    }
  }
}
