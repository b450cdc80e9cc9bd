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
  /** Reports what would be done, and does nothing. */
  readonly dryRun: boolean;
  /** Skips invalid lines. Otherwise one of them stops the import before anything is written. */
  readonly skipBadLines: boolean;
  /** Called for every line when it is done. */
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
  /** False if invalid lines stopped the import; then nothing was written. */
  readonly isDone: boolean;
  readonly counts: ImportCounts;
  /** Every fault; a line may have several. */
  readonly badLines: readonly BadLine[];
}

/**
 * The lines of one transaction. A user who changes a password meanwhile waits for one batch, a fraction of a second.
 */
const LINES_A_BATCH = 1_000;

/**
 * Imports the people and mailboxes of an earlier service, with their custodians and password hashes.
 *
 * Each file is read once and may be a pipe. Both are checked completely before anything is written. Writing happens
 * batch by batch: after an interruption the same call does the rest, and leaves existing rows unchanged.
 *
 * @see docs/import.md for the columns
 */
export async function importAccounts(ctx: Context, request: ImportRequest): Promise<ImportOutcome> {
  const { campus } = ctx.config;
  const targets = await listMailTargets(ctx.db);
  // Concurrently: a process that writes both pipes may wait for either of them to be read.
  const [people, mailboxes] = await Promise.all([
    openImportFile(request.people, peopleForm(campus)),
    openImportFile(request.mailboxes, mailboxesForm({ ...campus, targets, now: ctx.now })),
  ]);
  const files: ImportFiles = { people, mailboxes };
  const counts = zeroCounts();
  const checked = await checkFiles(ctx.db, files);
  const { badLines } = checked;
  if (badLines.some((bad) => isOfFile(bad) || !request.skipBadLines)) return { isDone: false, counts, badLines };

  for (const batch of batchesOf(files.people, checked)) {
    const outcomes = await importPeople(ctx, batch.map(lineValue), request);
    for (const [at, outcome] of outcomes.entries()) {
      counts.people[outcome] += 1;
      const { line = 0, value } = batch[at] ?? {};
      request.report?.({ file: files.people.path, line, subject: value?.number ?? '', outcome });
    }
  }
  for (const batch of batchesOf(files.mailboxes, checked)) {
    const plans = await importMailboxes(ctx, batch.map(lineValue), request);
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

/** The valid lines, in batches. */
function* batchesOf<Line>(file: ImportFile<Line>, { badLines }: CheckedFiles) {
  const bad = new Set(badLines.flatMap((one) => (one.file === file.path ? one.line : [])));
  function* good() {
    for (const read of readRows(file)) if ('value' in read && !bad.has(read.line)) yield read;
  }
  yield* inBatches(good(), LINES_A_BATCH);
}

const lineValue = <Line>({ value }: { value: Line }): Line => value;

/** The batches have their own audit rows. This one, under the same reference, records that the run was completed. */
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
      mailboxesSuspended: mailboxes.suspended,
      passwordsTaken: passwords.set + passwords.replaced,
      passwordsKept: passwords.kept,
      badLines,
    },
  );
}

function zeroCounts(): ImportCounts {
  return {
    people: { added: 0, changed: 0, unchanged: 0, kept: 0 },
    mailboxes: { added: 0, changed: 0, closed: 0, suspended: 0, unchanged: 0 },
    passwords: { set: 0, replaced: 0, kept: 0, unchanged: 0, none: 0 },
  };
}
