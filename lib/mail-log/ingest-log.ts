import { randomUUID } from 'node:crypto';
import { setTimeout as wait } from 'node:timers/promises';
import type { Database } from '@/db/connect';
import type { Retention } from '@/db/queries/mail-log-partitions';
import { type Clock, hours, minutes, seconds } from '@/lib/clock';
import type { Log } from '@/lib/log';
import type { LineChunk, LineSource } from './line-source';
import type { ReadLine } from './mail-log-event';
import { createLogClock, type LogClock } from './parse/log-clock';
import { readLine } from './parse/read-line';
import { countRows } from './rows/collected-rows';
import { createLineRows, loadProgress } from './rows/line-rows';
import type { RowTools } from './rows/row-tools';
import { StaleLogState, storeRows } from './store-rows';
import { retentionWindow, withinRetention } from './within-retention';

const POLL_MS = 250;
const LONGEST_PAUSE_MS = seconds(30);
/** The year of a line is read by a time that is at most so old. */
const SAME_CLOCK_MS = hours(12);
const REPORT_UNKNOWN_EVERY_MS = minutes(10);

export interface IngestContext {
  readonly db: Database;
  readonly clock: Clock;
  readonly log: Log;
  readonly tools: RowTools;
  /** The zone in which the servers write times without an offset. */
  readonly timeZone: string;
  readonly retention: Retention;
}

export interface IngestRequest {
  readonly lines: LineSource;
  /** The server whose log it is said to be. */
  readonly source: 'dovecot' | 'postfix';
  /** Lines from before are left out. */
  readonly from?: Date;
  /** Given when the ingestion waits for a database that is away, or full, until it is stopped. */
  readonly stopped?: AbortSignal;
}

export interface IngestCounts {
  lines: number;
  events: number;
  noise: number;
  unknown: number;
  /** Lines from before the wanted time, or the retention. */
  earlier: number;
  rows: number;
  /** Rows that the database refused. */
  refused: number;
}

/**
 * Reads a mail log and stores its events as rows of the mailboxes. Each line counts exactly once: the position is stored
 * with the rows.
 *
 * @returns when there are no more lines, or when it was stopped
 * @throws a database error, unless it waits for the database
 */
export async function ingestLog(ctx: IngestContext, request: IngestRequest): Promise<IngestCounts> {
  const counts = { lines: 0, events: 0, noise: 0, unknown: 0, earlier: 0, rows: 0, refused: 0 };
  const { stopped, lines } = request;
  let failures = 0;
  const succeeded = () => {
    if (failures > 0) ctx.log.info({ mailLog: lines.log }, 'the mail log is read again');
    failures = 0;
  };
  try {
    for (;;) {
      try {
        await readOn(ctx, request, counts, succeeded);
        return counts;
      } catch (error) {
        if (error instanceof StaleLogState) continue;
        if (!stopped) throw error;
        if (failures === 0)
          ctx.log.error({ err: error, mailLog: lines.log }, 'the mail log waits: its rows cannot be stored');
        failures += 1;
        await pause(Math.min(LONGEST_PAUSE_MS, POLL_MS * 2 ** failures), stopped);
        if (stopped.aborted) return counts;
      }
    }
  } finally {
    await lines.close();
  }
}

/** Reads from the stored position on. After an error all that is in memory is given up, and read again. */
async function readOn(
  ctx: IngestContext,
  request: IngestRequest,
  counts: IngestCounts,
  succeeded: () => void,
): Promise<void> {
  const { lines, stopped } = request;
  const progress = await loadProgress(ctx.db, lines.log);
  await lines.reset(ctx.db, progress.state.batch);
  const rows = createLineRows(progress, ctx.tools);
  const parse = lineParser(ctx, request);
  let { generation } = progress;
  /** The batch that is being stored while the next one is parsed. */
  let storing: Promise<void> = Promise.resolve();
  let lastReadAt = performance.now();

  async function store(chunk: LineChunk | undefined): Promise<void> {
    const batch = randomUUID();
    if (chunk) lines.storing(chunk, batch);
    const now = ctx.clock();
    const taken = rows.take();
    const kept = withinRetention(taken.rows, retentionWindow(ctx.retention, now));
    const { positionId, refused } = await storeRows(ctx.db, {
      log: lines.log,
      generation,
      state: { ...taken.state, batch },
      queue: taken.queue,
      rows: kept,
      position: chunk?.position ?? null,
      now,
    });
    generation += 1;
    counts.rows += countRows(kept) - refused;
    counts.refused += refused;
    if (refused > 0) ctx.log.error({ mailLog: lines.log, refused }, 'rows of the mail log were refused');
    if (chunk) lines.stored(chunk, positionId);
    succeeded();
  }

  try {
    await readUntilOver();
  } finally {
    // The next attempt begins with what is stored.
    await storing.catch(() => undefined);
  }

  async function readUntilOver(): Promise<void> {
    for (;;) {
      const chunk = await lines.next();
      if (chunk) {
        const read = parse(chunk, counts);
        await storing;
        await rows.load(ctx.db, read, ctx.clock());
        rows.add(read);
        rows.settle(0);
        storing = store(chunk);
        // Awaited above or below: until then an error must not count as unhandled.
        storing.catch(() => undefined);
        lastReadAt = performance.now();
        if (!stopped?.aborted) continue;
      }
      await storing;
      const isOver = stopped?.aborted || lines.isOver();
      rows.settle(isOver && !stopped ? hours(1) : performance.now() - lastReadAt);
      if (rows.hasRows()) await store(undefined);
      if (isOver) return;
      await pause(POLL_MS, stopped);
    }
  }
}

/** @returns a function that parses the lines of a chunk and counts them */
function lineParser(ctx: IngestContext, { source, from, lines }: IngestRequest) {
  let clock: LogClock | undefined;
  let reference = new Date(0);
  let reportedAt = Number.NEGATIVE_INFINITY;

  return (chunk: LineChunk, counts: IngestCounts): ReadLine[] => {
    if (!clock || Math.abs(chunk.changedAt.getTime() - reference.getTime()) > SAME_CLOCK_MS) {
      reference = chunk.changedAt;
      clock = createLogClock({ reference, timeZone: ctx.timeZone });
    }
    const window = retentionWindow(ctx.retention, ctx.clock());
    const kept = Math.min(window.accessFrom.getTime(), window.sendingFrom.getTime());
    const since = new Date(Math.max(kept, from?.getTime() ?? kept));
    const events: ReadLine[] = [];
    for (const text of chunk.lines) {
      const read = readLine(text, { clock, source });
      if (read.header?.at && read.header.at < since) {
        counts.earlier += 1;
        continue;
      }
      counts.lines += 1;
      if (read.is === 'event') counts.events += 1;
      else counts[read.is] += 1;
      if (read.is === 'event') events.push(read);
      if (read.is === 'unknown' && performance.now() - reportedAt > REPORT_UNKNOWN_EVERY_MS) {
        reportedAt = performance.now();
        ctx.log.warn({ mailLog: lines.log, sample: read.sample }, 'a line of the mail log is unknown');
      }
    }
    return events;
  };
}

async function pause(ms: number, stopped: AbortSignal | undefined): Promise<void> {
  await wait(ms, undefined, { signal: stopped }).catch(() => undefined);
}
