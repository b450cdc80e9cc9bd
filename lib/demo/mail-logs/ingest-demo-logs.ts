import { findLogState } from '@/db/queries/mail-log-positions';
import { ingestLog } from '@/lib/mail-log/ingest-log';
import { type IngestServices, openIngestion } from '@/lib/mail-log/open-ingestion';
import { streamSource } from '@/lib/mail-log/stream-source';
import { textOf } from './demo-log';
import { demoSendings } from './demo-sendings';
import { demoSignIns } from './demo-sign-ins';

/** Ingests seven days of invented logs of the demo's people, once, so that its pages are not empty. */
export async function ingestDemoLogs(services: IngestServices): Promise<void> {
  const { db } = services.connection;
  const ctx = await openIngestion(services);
  const now = services.clock();
  for (const [source, lines] of [
    ['dovecot', demoSignIns(now)],
    ['postfix', demoSendings(now)],
  ] as const) {
    const log = `demo of ${source}`;
    if (await findLogState(db, log)) continue;
    // One batch is one transaction: a worker that is killed meanwhile has stored nothing.
    await ingestLog(ctx, { lines: streamSource(log, oneBatch(textOf(lines, now)), services.clock), source });
  }
}

async function* oneBatch(lines: readonly string[]): AsyncGenerator<readonly string[]> {
  yield lines;
}
