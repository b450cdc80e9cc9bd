import { appendFileSync, mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type postgres from 'postgres';
import { seconds } from '@/lib/clock';
import { ingestFiles, type LogPath } from '@/lib/mail-log/ingest-files';
import type { IngestContext, IngestCounts } from '@/lib/mail-log/ingest-log';
import { openIngestion } from '@/lib/mail-log/open-ingestion';
import type { Runtime } from '@/lib/runtime/runtime';
import { type OwnDatabase, ownDatabase } from './world';

export const AMY = 'amy@mx.nthu.edu.tw';
export const BOB = 'bob@mx.nthu.edu.tw';

/** A database with two mailboxes, and a folder for logs. */
export interface LogStory {
  own: OwnDatabase;
  runtime: Runtime;
  sql: postgres.Sql;
  amy: string;
  bob: string;
  folder: string;
  /** The log of Dovecot, and that of Postfix. */
  dovecot: string;
  postfix: string;
  ingestion: IngestContext;
  ingest(paths?: readonly LogPath[]): Promise<IngestCounts>;
}

export async function logStory(): Promise<LogStory> {
  const own = await ownDatabase();
  const { runtime, sql } = own;
  const [amy, bob] = await Promise.all([AMY, BOB].map((address) => addMailbox(sql, address)));
  const folder = mkdtempSync(join(tmpdir(), 'mail-log-'));
  const dovecot = join(folder, 'dovecot.log');
  const postfix = join(folder, 'mail.log');
  const ingestion = await openIngestion(runtime);
  const dovecotOnly = [{ path: dovecot, source: 'dovecot' }] as const;
  const ingest = async (paths: readonly LogPath[] = dovecotOnly) =>
    ingestFiles(await openIngestion(runtime), paths, {
      unreadable: (path, error) => {
        throw new Error(`${path} cannot be read`, { cause: error });
      },
    });
  return { own, runtime, sql, amy: amy ?? '', bob: bob ?? '', folder, dovecot, postfix, ingestion, ingest };
}

export async function addMailbox(sql: postgres.Sql, address: string): Promise<string> {
  const [row] = await sql`
    insert into mailboxes (address, system, kind, created_at) values (${address}, 'mx', 'personal', now()) returning id`;
  return row?.id;
}

export function append(path: string, ...lines: readonly string[]): void {
  appendFileSync(path, lines.map((line) => `${line}\n`).join(''));
}

let tick = Date.now() - seconds(3_600);
/** A time shortly after the last one, with its offset. */
export const nextTime = (ms = 50): string => {
  tick += ms;
  return new Date(tick).toISOString().replace('Z', '+00:00');
};

export const dovecotLine = (message: string, at = nextTime()): string => `${at} mx1 dovecot: ${message}`;
export const postfixLine = (program: string, message: string, at = nextTime()): string =>
  `${at} mx1 postfix/${program}[4711]: ${message}`;

let sessions = 0;
export const newSession = (): string => {
  sessions += 1;
  return `sess${sessions.toString(36).padStart(8, '0')}`;
};

export const login = (
  user: string,
  { session = newSession(), address = '140.114.64.7', service = 'imap', at = nextTime() } = {},
): string =>
  dovecotLine(
    `${service}-login: Login: user=<${user}>, method=PLAIN, rip=${address}, lip=10.0.0.1, mpid=12, TLS, session=<${session}>`,
    at,
  );

export const act = (user: string, session: string, message: string): string =>
  dovecotLine(`imap(${user})<12><${session}>: ${message}`);
