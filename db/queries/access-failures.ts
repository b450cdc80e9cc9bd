import { sql } from 'drizzle-orm';
import type { Executor } from '../connect';
import type { accessFailureReason } from '../schema/access-failures';
import type { StoredService } from './mail-log-rows';

export interface FailureRow {
  /** A day of the campus, as 2026-11-30. */
  day: string;
  mailboxId: string;
  service: StoredService | null;
  network: string;
  program: string;
  reason: (typeof accessFailureReason.enumValues)[number];
  passwordDigest: string;
  address: string | null;
  country: string | null;
  firstAt: Date;
  lastAt: Date;
  count: number;
}

interface DayRow {
  day: string;
  mailboxId: string;
  rows: number;
  overflow: number;
}

/**
 * Adds failures to the rows of the same kind, and counts those that would exceed a mailbox's rows of a day.
 *
 * @param most how many rows a mailbox has on a day at most
 * @throws a database error when a row is refused; then nothing is stored
 */
export async function addFailures(on: Executor, failures: readonly FailureRow[], most: number): Promise<void> {
  const groups = byMailboxAndDay(failures);
  const days = await lockDays(
    on,
    [...groups.values()].flatMap(([first]) => first ?? []),
  );
  const kept: FailureRow[] = [];
  const counted: DayRow[] = [];
  for (const [key, rows] of groups) {
    const had = days.get(key)?.rows ?? 0;
    const isRoomy = had + rows.length <= most;
    const known = isRoomy ? rows : await keepKnown(on, rows);
    const fresh = isRoomy ? [] : rows.filter((row) => !known.includes(row));
    const room = Math.max(0, most - had);
    kept.push(...known, ...fresh.slice(0, room));
    const [first] = rows;
    const overflow = fresh.slice(room).reduce((sum, { count }) => sum + count, 0);
    if (first) counted.push({ day: first.day, mailboxId: first.mailboxId, rows: 0, overflow });
  }
  const fresh = await upsert(on, kept);
  for (const day of counted) day.rows = fresh.get(`${day.day} ${day.mailboxId}`) ?? 0;
  await addToDays(on, counted);
}

/** In a fixed order, so that two processes cannot wait for each other. */
async function lockDays(on: Executor, of: readonly FailureRow[]): Promise<Map<string, DayRow>> {
  const rows = await on.execute(sql`
    select d.day::text as day, d.mailbox_id as "mailboxId", d.rows, d.overflow::int8 as overflow
    from access_failure_days d
    join json_to_recordset(${JSON.stringify(of)}::json) as r(day date, "mailboxId" uuid)
      on d.day = r.day and d.mailbox_id = r."mailboxId"
    order by d.day, d.mailbox_id for update of d`);
  return new Map((rows as unknown as DayRow[]).map((row) => [`${row.day} ${row.mailboxId}`, row]));
}

/** Those that already have a row. */
async function keepKnown(on: Executor, rows: readonly FailureRow[]): Promise<FailureRow[]> {
  const [first] = rows;
  if (!first) return [];
  const found = await on.execute<{ n: number }>(sql`
    select r.n from access_failures f
    join json_to_recordset(${JSON.stringify(rows.map((row, n) => ({ ...row, n })))}::json) as r(
      n int, service mail_service, network cidr, program text, reason access_failure_reason, "passwordDigest" text)
      on f.service is not distinct from r.service and f.network = r.network and f.program = r.program
        and f.reason = r.reason and f.password_digest = r."passwordDigest"
    where f.day = ${first.day}::date and f.mailbox_id = ${first.mailboxId}::uuid`);
  return found.flatMap(({ n }) => rows[n] ?? []);
}

/** @returns how many rows are new, by day and mailbox */
async function upsert(on: Executor, rows: readonly FailureRow[]): Promise<Map<string, number>> {
  if (rows.length === 0) return new Map();
  const fresh = await on.execute<{ day: string; mailboxId: string; rows: number }>(sql`
    with stored as (
      insert into access_failures as f
        (day, mailbox_id, service, network, program, reason, password_digest, address, country, first_at, last_at, count)
      select day, "mailboxId", service, network, program, reason, "passwordDigest", address, country, "firstAt", "lastAt", count
      from json_to_recordset(${JSON.stringify(rows)}::json) as r(
        day date, "mailboxId" uuid, service mail_service, network cidr, program text, reason access_failure_reason,
        "passwordDigest" text, address inet, country char(2), "firstAt" timestamptz, "lastAt" timestamptz, count int)
      order by day, "mailboxId", service, network, program, reason, "passwordDigest"
      on conflict (day, mailbox_id, service, network, program, reason, password_digest) do update set
        count = f.count + excluded.count,
        first_at = least(f.first_at, excluded.first_at),
        last_at = greatest(f.last_at, excluded.last_at),
        address = case when excluded.last_at >= f.last_at then excluded.address else f.address end,
        country = case when excluded.last_at >= f.last_at then excluded.country else f.country end
      returning new.day, new.mailbox_id, old.count is null as is_new)
    select day::text as day, mailbox_id as "mailboxId", count(*)::int as rows from stored where is_new group by 1, 2`);
  return new Map(fresh.map((row) => [`${row.day} ${row.mailboxId}`, row.rows]));
}

async function addToDays(on: Executor, days: readonly DayRow[]): Promise<void> {
  const changed = days.filter(({ rows, overflow }) => rows > 0 || overflow > 0);
  if (changed.length === 0) return;
  await on.execute(sql`
    insert into access_failure_days as d (day, mailbox_id, rows, overflow)
    select day, "mailboxId", rows, overflow
    from json_to_recordset(${JSON.stringify(changed)}::json) as r(day date, "mailboxId" uuid, rows int, overflow bigint)
    order by day, "mailboxId"
    on conflict (day, mailbox_id) do update set rows = d.rows + excluded.rows, overflow = d.overflow + excluded.overflow`);
}

function byMailboxAndDay(failures: readonly FailureRow[]): Map<string, FailureRow[]> {
  const groups = new Map<string, FailureRow[]>();
  for (const row of failures) {
    const key = `${row.day} ${row.mailboxId}`;
    const group = groups.get(key);
    if (group) group.push(row);
    else groups.set(key, [row]);
  }
  return groups;
}
