import type { Executor } from '@/db/connect';
import { listKnownPeople } from '@/db/queries/imports';
import { inBatches } from './in-batches';
import type { BadLine, LineFault } from './line-faults';
import type { MailboxLine } from './mailbox-line';
import type { PersonLine } from './person-line';
import { type ImportFile, readRows } from './read-rows';

export interface ImportFiles {
  readonly people: ImportFile<PersonLine>;
  readonly mailboxes: ImportFile<MailboxLine>;
}

export interface CheckedFiles {
  readonly badLines: readonly BadLine[];
  /** Who is in the file of people, and can be named as a holder before they are in the database. */
  readonly numbers: ReadonlySet<string>;
}

const ASKED_AT_ONCE = 1_000;

/** Looks at every line of both files before anything is written: what is wrong, and with which line. */
export async function checkFiles(on: Executor, files: ImportFiles): Promise<CheckedFiles> {
  const badLines: BadLine[] = [];
  const numbers = checkPeople(files.people, badLines);
  await checkMailboxes(on, files.mailboxes, { numbers, badLines });
  return { badLines, numbers };
}

function checkPeople(file: ImportFile<PersonLine>, badLines: BadLine[]): Set<string> {
  const firstAt = new Map<string, number>();
  for (const read of readRows(file)) {
    if ('bad' in read) badLines.push(...read.bad);
    else noteOnce(firstAt, { key: read.value.number, file, column: 'number', line: read.line }, badLines);
  }
  return new Set(firstAt.keys());
}

async function checkMailboxes(
  on: Executor,
  file: ImportFile<MailboxLine>,
  { numbers, badLines }: { numbers: ReadonlySet<string>; badLines: BadLine[] },
): Promise<void> {
  const firstAt = new Map<string, number>();
  for (const batch of inBatches(readRows(file), ASKED_AT_ONCE)) {
    const holders = batch.flatMap((read) => ('value' in read && read.value.holder ? [read.value.holder] : []));
    const unheard = [...new Set(holders.filter((number) => !numbers.has(number)))];
    const known = new Set((unheard.length > 0 ? await listKnownPeople(on, unheard) : []).map(({ number }) => number));
    for (const read of batch) {
      if ('bad' in read) {
        badLines.push(...read.bad);
        continue;
      }
      const { line, value } = read;
      const { holder } = value;
      if (holder && !numbers.has(holder) && !known.has(holder)) {
        badLines.push(badLine(file, line, 'holder', 'holder.unknown', holder));
      } else noteOnce(firstAt, { key: value.address, file, column: 'address', line }, badLines);
    }
  }
}

function noteOnce(
  firstAt: Map<string, number>,
  { key, file, column, line }: { key: string; file: ImportFile<unknown>; column: string; line: number },
  badLines: BadLine[],
): void {
  const first = firstAt.get(key);
  if (first === undefined) firstAt.set(key, line);
  else badLines.push(badLine(file, line, column, 'line.twice', `${first}`));
}

function badLine(
  { path }: ImportFile<unknown>,
  line: number,
  column: string,
  fault: LineFault,
  detail: string,
): BadLine {
  return { file: path, line, column, fault, detail };
}
