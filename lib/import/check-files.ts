import type { Executor } from '@/db/connect';
import { listKnownPeople } from '@/db/queries/imports';
import { inBatches } from './in-batches';
import type { BadLine, LineFault } from './line-faults';
import type { MailboxLine } from './mailbox-line';
import type { PersonLine } from './person-line';
import { type ImportFile, type Read, readRows } from './read-rows';

export interface ImportFiles {
  readonly people: ImportFile<PersonLine>;
  readonly mailboxes: ImportFile<MailboxLine>;
}

export interface CheckedFiles {
  readonly badLines: readonly BadLine[];
  /** The numbers in the file of people. They may be named as holders before they are in the database. */
  readonly numbers: ReadonlySet<string>;
}

const LOOKUPS_PER_QUERY = 1_000;

/** Checks every line of both files before anything is written. @returns all faults with their lines */
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
    const { number } = lineOf(read);
    badLines.push(...noteOnce(firstAt, { key: number, file, column: 'number', read }));
  }
  return new Set(firstAt.keys());
}

async function checkMailboxes(
  on: Executor,
  file: ImportFile<MailboxLine>,
  { numbers, badLines }: { numbers: ReadonlySet<string>; badLines: BadLine[] },
): Promise<void> {
  const firstAt = new Map<string, number>();
  for (const batch of inBatches(readRows(file), LOOKUPS_PER_QUERY)) {
    const holders = batch.flatMap((read) => lineOf(read).holder ?? []);
    const notInFile = [...new Set(holders.filter((number) => !numbers.has(number)))];
    const known = new Set(
      (notInFile.length > 0 ? await listKnownPeople(on, notInFile) : []).map(({ number }) => number),
    );
    for (const read of batch) {
      const { address, holder } = lineOf(read);
      const faults = 'bad' in read ? [...read.bad] : [];
      if (holder && !numbers.has(holder) && !known.has(holder)) {
        faults.push(badLine(file, read.line, 'holder', 'holder.unknown', holder));
      }
      const isGood = faults.length === 0;
      faults.push(...noteOnce(firstAt, { key: address, file, column: 'address', read, isGood }));
      badLines.push(...faults);
    }
  }
}

/** The valid fields of a line. */
const lineOf = <Line>(read: Read<Line>): Partial<Line> => ('value' in read ? read.value : read.partial);

/** Only a valid line counts as the first with its key: an invalid one that is skipped must not exclude another. */
function noteOnce<Line>(
  firstAt: Map<string, number>,
  {
    key,
    file,
    column,
    read,
    isGood = 'value' in read,
  }: { key: string | undefined; file: ImportFile<Line>; column: string; read: Read<Line>; isGood?: boolean },
): BadLine[] {
  if (key === undefined) return [];
  const first = firstAt.get(key);
  if (first !== undefined) return [badLine(file, read.line, column, 'line.twice', `${first}`)];
  if (isGood) firstAt.set(key, read.line);
  return [];
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
