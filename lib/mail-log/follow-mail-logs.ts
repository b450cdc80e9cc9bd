import { ingestFiles } from './ingest-files';
import { ingestLog } from './ingest-log';
import { type IngestServices, openIngestion } from './open-ingestion';
import { streamSource } from './stream-source';
import { receiveSyslog } from './syslog-lines';

/**
 * Follows the logs of the settings until it is stopped: it waits for files that are missing and for a database that is
 * away.
 *
 * @returns how to stop it
 * @throws when the port of syslog is in use, or the database cannot be reached at the start
 */
export async function followMailLogs(services: IngestServices): Promise<() => Promise<void>> {
  const { clock, log } = services;
  const { dovecot, postfix, syslogPort } = services.config.mailLogs;
  const ctx = await openIngestion(services);
  const stop = new AbortController();
  const stopped = stop.signal;
  const paths = [
    ...dovecot.map((path) => ({ path, source: 'dovecot' }) as const),
    ...postfix.filter((path) => !dovecot.includes(path)).map((path) => ({ path, source: 'postfix' }) as const),
  ];
  const unreadable = (path: string, error: unknown) =>
    log.error({ path, err: error }, 'a compressed log cannot be read');
  const work: Promise<unknown>[] = [ingestFiles(ctx, paths, { stopped, unreadable })];
  const syslog = syslogPort === undefined ? undefined : await receiveSyslog(syslogPort, log);
  if (syslog) {
    const lines = streamSource('syslog', syslog.batches, clock);
    work.push(ingestLog(ctx, { lines, source: 'postfix', stopped }));
  }
  return async () => {
    stop.abort();
    await syslog?.close();
    await Promise.allSettled(work);
  };
}
