import postgres from 'postgres';
import { connect } from '@/db/connect';
import { openCountryFile } from '@/lib/client-address/country-of';
import { systemClock } from '@/lib/clock';
import { demoConfig, readEnvironment } from '@/lib/config/config';
import { startDemoPlatform } from '@/lib/demo/start-demo-platform';
import { createLog } from '@/lib/log';
import { ingestFiles, type LogPath } from '@/lib/mail-log/ingest-files';
import type { IngestContext } from '@/lib/mail-log/ingest-log';
import { openIngestion } from '@/lib/mail-log/open-ingestion';
import { type Figure, median } from './figure';

const ROUNDS = 3;
/** The people of the plausible logs. */
const PEOPLE = 20_000;

const TABLES = ['access_events', 'access_failures', 'mail_messages', 'mail_deliveries', 'mail_refusals'];
const STATES = ['access_failure_days', 'mail_log_sources', 'mail_log_states', 'mail_queue_ids'];

/**
 * The rows that a whole ingestion stores per second, from the file to the commit, compared with a bare COPY of the same rows
 * into the same tables with their indexes. Both by the clock, in turn.
 */
export async function ingestBesideCopy(paths: readonly LogPath[], dataDir: string): Promise<Figure[]> {
  const demo = await startDemoPlatform({ dataDir, durable: true, withMail: false, log: () => undefined });
  const { platform, postgres: server, secrets } = demo;
  const config = demoConfig(readEnvironment({}), platform);
  const connection = connect(platform.databaseUrl, { most: 8, program: 'bench' });
  const admin = postgres(server.url('postgres', secrets.superuserPassword, 'mail_portal'), {
    max: 1,
    onnotice: () => {},
  });
  try {
    await admin`
      insert into mailboxes (address, system, kind, created_at)
      select 'person' || n || '@mx.nthu.edu.tw', 'mx', 'personal', now() from generate_series(0, ${PEOPLE - 1}) n`;
    const countries = openCountryFile(config.countryFile);
    const services = { connection, clock: systemClock, log: createLog('silent'), config, countries: () => countries };
    const rates = { ingestion: [] as number[], copy: [] as number[] };
    for (let round = 0; round < ROUNDS; round += 1) {
      await admin.unsafe(`truncate ${[...TABLES, ...STATES].join(', ')}`);
      const ctx = await openIngestion(services);
      const begun = performance.now();
      const rows = await ingestOnce(ctx, paths);
      rates.ingestion.push((rows * 1_000) / (performance.now() - begun));
      rates.copy.push(await copyAgain(admin));
    }
    const [ingestion, copy] = [median(rates.ingestion), median(rates.copy)];
    return [
      { name: 'ingest.rows', value: ingestion, unit: 'a second' },
      { name: 'ingest.copy_rows', value: copy, unit: 'a second' },
      { name: 'ingest.rows_to_copy', value: ingestion / copy, unit: 'times', goal: { atLeast: 0.6 } },
    ];
  } finally {
    await connection.close();
    await admin.end();
    await demo.stop();
  }
}

async function ingestOnce(ctx: IngestContext, paths: readonly LogPath[]): Promise<number> {
  const unreadable = (path: string) => {
    throw new Error(`${path} cannot be read`);
  };
  const { rows, refused } = await ingestFiles(ctx, paths, { unreadable });
  if (refused > 0) throw new Error(`${refused} rows were refused`);
  return rows;
}

/** The server reads a file of its own, so that no client is measured. @returns rows per second */
async function copyAgain(admin: postgres.Sql): Promise<number> {
  const [folder] = await admin`select current_setting('data_directory') as path`;
  let rows = 0;
  let tookMs = 0;
  for (const table of TABLES) {
    const file = `${folder?.path}/bench.copy`;
    await admin.unsafe(`copy (select * from ${table}) to '${file}'`);
    await admin.unsafe(`truncate ${table}`);
    const begun = performance.now();
    const { count } = await admin.unsafe(`copy ${table} from '${file}'`);
    tookMs += performance.now() - begun;
    rows += count;
  }
  return (rows * 1_000) / tookMs;
}
