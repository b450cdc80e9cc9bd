import type { Database, Executor } from '@/db/connect';
import { addFailures } from '@/db/queries/access-failures';
import {
  type OpenQueueId,
  removeQueueIds,
  replaceLogState,
  type SourcePosition,
  saveOpenQueueIds,
  savePosition,
} from '@/db/queries/mail-log-positions';
import {
  addAccessEvents,
  addDeliveries,
  addMessages,
  addPrograms,
  addRefusals,
  updateMessages,
} from '@/db/queries/mail-log-rows';
import { runConcurrently } from '@/db/run-concurrently';
import { before, days } from '@/lib/clock';
import type { CollectedRows } from './rows/collected-rows';

/** Rows of failures of one mailbox on one day. A botnet makes more, and nobody would read them. */
const MOST_FAILURES_A_DAY = 10_000;
/** A program is named within the session, which was opened at most so long ago. */
const LONGEST_SESSION_MS = days(7);

export interface LogBatch {
  readonly log: string;
  /** The generation of the state that the lines were read with. */
  readonly generation: number;
  readonly state: unknown;
  readonly queue: { readonly save: readonly OpenQueueId[]; readonly remove: readonly OpenQueueId[] };
  readonly rows: CollectedRows;
  /** Null for a batch without lines, and for a source without a position. */
  readonly position: SourcePosition | null;
  readonly now: Date;
}

/** Another process has read the log since, or this batch is stored already. */
export class StaleLogState extends Error {
  override readonly name = 'StaleLogState';
}

export interface StoredBatch {
  /** The id of the position's row. */
  positionId: number | null;
  /** Rows that the database refused. The others are stored. */
  refused: number;
}

/**
 * Stores rows, state and position in one transaction: each line counts exactly once, whatever happens to the process.
 *
 * @throws StaleLogState when the state is not the one that the lines were read with; then nothing is stored
 * @throws a database error that is not about a row
 */
export async function storeRows(db: Database, batch: LogBatch): Promise<StoredBatch> {
  try {
    return { positionId: await storeAtOnce(db, batch), refused: 0 };
  } catch (error) {
    if (!isAboutRow(error)) throw error;
    return storeOneByOne(db, batch);
  }
}

/** All statements are sent together. */
async function storeAtOnce(db: Database, batch: LogBatch): Promise<number | null> {
  return db.transaction(async (tx) => {
    const work = insertsOf(batch).map(({ rows, add }) => add(tx, rows));
    const [positionId] = await runConcurrently([saveProgress(tx, batch), ...work]);
    return positionId;
  });
}

/** A refused row costs itself alone: halves of the batch are tried until it is found. */
async function storeOneByOne(db: Database, batch: LogBatch): Promise<StoredBatch> {
  return db.transaction(async (tx) => {
    const positionId = await saveProgress(tx, batch);
    let refused = 0;
    for (const { rows, add } of insertsOf(batch)) refused += await addSurviving(tx, rows, add);
    return { positionId, refused };
  });
}

async function saveProgress(tx: Executor, { log, generation, state, queue, position, now }: LogBatch) {
  if (!(await replaceLogState(tx, log, generation, state))) throw new StaleLogState(log);
  const [positionId] = await runConcurrently([
    position && savePosition(tx, position, now),
    saveOpenQueueIds(tx, log, queue.save),
    removeQueueIds(tx, log, queue.remove),
  ]);
  return positionId;
}

interface Insert {
  readonly rows: readonly object[];
  add(on: Executor, rows: readonly object[]): Promise<void>;
}

function insertsOf({ rows, now }: LogBatch): Insert[] {
  const since = before(now, LONGEST_SESSION_MS);
  const all = [
    insertOf(rows.events, addAccessEvents),
    insertOf([...rows.failures.values()], (on, failures) => addFailures(on, failures, MOST_FAILURES_A_DAY)),
    insertOf([...rows.messages.values()], addMessages),
    insertOf([...rows.changedMessages.values()], updateMessages),
    insertOf(rows.deliveries, addDeliveries),
    insertOf(rows.refusals, addRefusals),
    // After the events: the sign-in may be among them.
    insertOf(rows.programs, (on, programs) => addPrograms(on, programs, since)),
  ];
  return all.filter((insert) => insert.rows.length > 0);
}

function insertOf<Row extends object>(
  rows: readonly Row[],
  add: (on: Executor, rows: readonly Row[]) => Promise<void>,
): Insert {
  return { rows, add: (on, some) => add(on, some as readonly Row[]) };
}

/** @returns how many rows were refused */
async function addSurviving(tx: Executor, rows: readonly object[], add: Insert['add']): Promise<number> {
  try {
    await tx.transaction((within) => add(within, rows));
    return 0;
  } catch (error) {
    if (!isAboutRow(error)) throw error;
    if (rows.length === 1) return 1;
    const half = rows.length >> 1;
    return (await addSurviving(tx, rows.slice(0, half), add)) + (await addSurviving(tx, rows.slice(half), add));
  }
}

/** Classes 22 (data) and 23 (constraints). @see PostgreSQL's appendix A */
function isAboutRow(error: unknown): boolean {
  const code = codeOf(error);
  return code?.startsWith('22') === true || code?.startsWith('23') === true;
}

function codeOf(error: unknown): string | undefined {
  if (!(error instanceof Error)) return undefined;
  if (error.cause instanceof Error) return codeOf(error.cause);
  return 'code' in error && typeof error.code === 'string' ? error.code : undefined;
}
