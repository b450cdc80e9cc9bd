import { listMailTargets } from '@/db/queries/mail-targets';
import { audit } from '@/lib/audit/audit';
import type { Context } from '@/lib/context';
import { type CheckedFiles, checkFiles, type ImportFiles } from './check-files';
import { importMailboxes } from './import-mailboxes';
import { importPeople, type PersonOutcome } from './import-people';
import { inBatches } from './in-batches';
import { type BadLine, countLines, isOfFile } from './line-faults';
import { mailboxesForm } from './mailbox-line';
import { peopleForm } from './person-line';
import type { MailboxPlan, PasswordOutcome } from './plan-mailbox';
import { type ImportFile, openImportFile, readRows } from './read-rows';

export interface ImportRequest {
  readonly people: string;
  readonly mailboxes: string;
  /** Says what would be done, and does nothing. */
  readonly dryRun: boolean;
  /** Leaves bad lines out. Otherwise one of them stops the import before anything is written. */
  readonly skipBadLines: boolean;
  /** Told of every line, when it is done. */
  readonly report?: (line: LineReport) => void;
}

export type LineReport = { readonly file: string; readonly line: number; readonly subject: string } & (
  | { readonly outcome: PersonOutcome }
  | { readonly outcome: MailboxPlan['outcome']; readonly password: PasswordOutcome }
);

export interface ImportCounts {
  people: Record<PersonOutcome, number>;
  mailboxes: Record<MailboxPlan['outcome'], number>;
  passwords: Record<PasswordOutcome, number>;
}

export interface ImportOutcome {
  /** False when bad lines stopped it: then nothing was written. */
  readonly isDone: boolean;
  readonly counts: ImportCounts;
  /** Every fault: a line may have several. */
  readonly badLines: readonly BadLine[];
}

/** A transaction's worth: a person who changes a password meanwhile waits for one batch at most, a fraction of a second. */
const LINES_A_BATCH = 1_000;

/**
 * Takes in the people and the mailboxes of an earlier service, with their custodians and the hashes of their passwords.
 *
 * Each file is read once, so that it may be a pipe, and both are looked at whole before anything is written. What is written, is written batch by batch: after a break
 * the same call does the rest, and what is there already is left as it is.
 *
 * @see docs/import.md for the columns
 */
export async function importAccounts(ctx: Context, request: ImportRequest): Promise<ImportOutcome> {
  const { campus } = ctx.config;
  const targets = await listMailTargets(ctx.db);
  // Together: whatever writes both pipes may wait for either to be read.
  const [people, mailboxes] = await Promise.all([
    openImportFile(request.people, peopleForm(campus)),
    openImportFile(request.mailboxes, mailboxesForm({ ...campus, targets, now: ctx.now })),
  ]);
  const files: ImportFiles = { people, mailboxes };
  const counts = nothingYet();
  const checked = await checkFiles(ctx.db, files);
  const { badLines } = checked;
  if (badLines.some((bad) => isOfFile(bad) || !request.skipBadLines)) return { isDone: false, counts, badLines };

  for (const batch of batchesOf(files.people, checked)) {
    const outcomes = await importPeople(ctx, batch.map(theValue), request);
    for (const [at, outcome] of outcomes.entries()) {
      counts.people[outcome] += 1;
      const { line = 0, value } = batch[at] ?? {};
      request.report?.({ file: files.people.path, line, subject: value?.number ?? '', outcome });
    }
  }
  for (const batch of batchesOf(files.mailboxes, checked)) {
    const plans = await importMailboxes(ctx, batch.map(theValue), request);
    for (const [at, { outcome, password }] of plans.entries()) {
      counts.mailboxes[outcome] += 1;
      counts.passwords[password] += 1;
      const { line = 0, value } = batch[at] ?? {};
      request.report?.({ file: files.mailboxes.path, line, subject: value?.address ?? '', outcome, password });
    }
  }
  if (!request.dryRun) await recordEnd(ctx, counts, countLines(badLines));
  return { isDone: true, counts, badLines };
}

/** The lines that were found good, a batch at a time. */
function* batchesOf<Line>(file: ImportFile<Line>, { badLines }: CheckedFiles) {
  const bad = new Set(badLines.flatMap((one) => (one.file === file.path ? one.line : [])));
  function* good() {
    for (const read of readRows(file)) if ('value' in read && !bad.has(read.line)) yield read;
  }
  yield* inBatches(good(), LINES_A_BATCH);
}

const theValue = <Line>({ value }: { value: Line }): Line => value;

/** The batches have their own rows; this one, under the same reference, says that the run came to its end. */
async function recordEnd(ctx: Context, { people, mailboxes, passwords }: ImportCounts, badLines: number) {
  await audit(
    ctx.db,
    ctx,
    'import.completed',
    {},
    {
      peopleAdded: people.added,
      peopleChanged: people.changed,
      mailboxesAdded: mailboxes.added,
      mailboxesChanged: mailboxes.changed,
      mailboxesClosed: mailboxes.closed,
      passwordsTaken: passwords.set + passwords.replaced,
      passwordsKept: passwords.kept,
      badLines,
    },
  );
}

function nothingYet(): ImportCounts {
  return {
    people: { added: 0, changed: 0, unchanged: 0, kept: 0 },
    mailboxes: { added: 0, changed: 0, closed: 0, unchanged: 0 },
    passwords: { set: 0, replaced: 0, kept: 0, unchanged: 0, none: 0 },
  };
}
