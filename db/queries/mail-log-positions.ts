import { and, eq, sql } from 'drizzle-orm';
import type { Executor } from '../connect';
import { mailLogSources, mailLogStates } from '../schema/mail-log-sources';
import { mailQueueIds } from '../schema/mail-messages';

export interface SourcePosition {
  /** Null for a file of which nothing is stored yet. */
  id: number | null;
  log: string;
  fingerprint: string;
  fingerprintBytes: number;
  device: string | null;
  inode: string | null;
  position: number;
  lastLineAt: Date | null;
}

/** Lists how far the files of a log have been read. */
export async function listPositions(on: Executor, log: string): Promise<SourcePosition[]> {
  const t = mailLogSources;
  return on
    .select({
      id: t.id,
      log: t.log,
      fingerprint: t.fingerprint,
      fingerprintBytes: t.fingerprintBytes,
      device: t.device,
      inode: t.inode,
      position: t.position,
      lastLineAt: t.lastLineAt,
    })
    .from(t)
    .where(eq(t.log, log));
}

/** @returns the id of the position's row */
export async function savePosition(on: Executor, source: SourcePosition, now: Date): Promise<number> {
  const { id, ...columns } = source;
  const t = mailLogSources;
  const values = { ...columns, updatedAt: now };
  const { log: _, fingerprint: __, ...changed } = values;
  const [row] =
    id === null
      ? await on
          .insert(t)
          .values(values)
          .onConflictDoUpdate({ target: [t.log, t.fingerprint], set: changed })
          .returning({ id: t.id })
      : await on.update(t).set(values).where(eq(t.id, id)).returning({ id: t.id });
  if (!row) throw new Error(`the position in ${source.log} could not be stored`);
  return row.id;
}

export interface LogState {
  generation: number;
  state: unknown;
}

export async function findLogState(on: Executor, log: string): Promise<LogState | undefined> {
  const [row] = await on
    .select({ generation: mailLogStates.generation, state: mailLogStates.state })
    .from(mailLogStates)
    .where(eq(mailLogStates.log, log));
  return row;
}

/**
 * Replaces the state of a log, and locks it until the transaction ends.
 *
 * @param read the generation that was read; 0 when there was none
 * @returns whether it was still the stored one: if not, another process has read the log since
 */
export async function replaceLogState(on: Executor, log: string, read: number, state: unknown): Promise<boolean> {
  const next = { generation: read + 1, state };
  const rows =
    read === 0
      ? await on
          .insert(mailLogStates)
          .values({ log, ...next })
          .onConflictDoNothing()
          .returning({ log: mailLogStates.log })
      : await on
          .update(mailLogStates)
          .set(next)
          .where(and(eq(mailLogStates.log, log), eq(mailLogStates.generation, read)))
          .returning({ log: mailLogStates.log });
  return rows.length > 0;
}

export interface OpenQueueId {
  host: string;
  queueId: string;
  lastSeenAt: Date;
  state: unknown;
}

export async function listOpenQueueIds(on: Executor, log: string): Promise<OpenQueueId[]> {
  const t = mailQueueIds;
  return on
    .select({ host: t.host, queueId: t.queueId, lastSeenAt: t.lastSeenAt, state: t.state })
    .from(t)
    .where(eq(t.log, log));
}

export async function saveOpenQueueIds(on: Executor, log: string, open: readonly OpenQueueId[]): Promise<void> {
  if (open.length === 0) return;
  await on.execute(sql`
    insert into mail_queue_ids (log, host, queue_id, last_seen_at, state)
    select ${log}::text, host, "queueId", "lastSeenAt", state
    from json_to_recordset(${JSON.stringify(open)}::json) as r(host text, "queueId" text, "lastSeenAt" timestamptz, state jsonb)
    on conflict (log, host, queue_id) do update set last_seen_at = excluded.last_seen_at, state = excluded.state`);
}

export async function removeQueueIds(
  on: Executor,
  log: string,
  ended: readonly { host: string; queueId: string }[],
): Promise<void> {
  if (ended.length === 0) return;
  await on.execute(sql`
    delete from mail_queue_ids q
    using json_to_recordset(${JSON.stringify(ended)}::json) as r(host text, "queueId" text)
    where q.log = ${log}::text and q.host = r.host and q.queue_id = r."queueId"`);
}
