import type { Command } from 'commander';
import { type ImportCounts, type ImportOutcome, importAccounts, type LineReport } from '@/lib/import/import-accounts';
import { type BadLine, countLines } from '@/lib/import/line-faults';
import { isSameInput } from '@/lib/input-file/is-same-input';
import { type Answer, addAnswering, CommandRefusal } from './frame';
import { faultSentence } from './import-sentences';
import { withPortal } from './open-portal';

const FAULTS_SHOWN = 100;

interface ImportOptions {
  dryRun?: boolean;
  skipBadLines?: boolean;
}

export function addImport(command: Command): void {
  command
    .option('--dry-run', 'report line by line what would be done, and do nothing')
    .option(
      '--skip-bad-lines',
      'skip bad lines; without this option one of them stops the import before anything is written',
    )
    .addHelpText(
      'after',
      `
CSV in UTF-8, with commas and a header; the columns may be in any order. Each file is read once, so that it may be a pipe,
as <(…); - is standard input.
  people     number, role (staff, student), name, name_en, condition (as in the campus profile)
  mailboxes  address, kind (personal, unit), holder (the number of its owner, or of a unit's custodian; may be empty)
             and optionally: system, state (active, suspended, closed), hash, changed_at
  hash       {SSHA}, or $argon2id$ $2a$ $2b$ $2y$ $6$ $5$ $1$, with or without a scheme in braces; userPassword:: of LDIF
  changed_at when that password was set, as 2024-05-01 (a day of the campus) or 2024-05-01T12:00:00+08:00
An existing mailbox keeps its state, with two exceptions, which take effect at every mail system: "closed" closes it, and
"suspended" suspends an active one (level emergency). Once it is reopened or reinstated, correct the file before it is
imported again.
docs/import.md has an example, and says what happens to existing rows. An import may be repeated, also after it was
interrupted: it does the rest. A password that was set in the portal is never overwritten.

The exit code is 1 when bad lines stopped it.
--json: {"done", "dryRun", "people", "mailboxes", "passwords", "badLines": [{"file", "line", "column", "code", "message"}]}
with counts by outcome and every fault of each line, and with --dry-run also "lines": [{"file", "line", "subject", "outcome", "password"}].`,
    );
  addAnswering(command, importFiles);
}

async function importFiles(
  people: string,
  mailboxes: string,
  { dryRun = false, skipBadLines = false }: ImportOptions,
): Promise<Answer> {
  if (isSameInput(people, mailboxes)) {
    throw new CommandRefusal(
      'usage',
      `${people} and ${mailboxes} are the same input: name one file of people and one of mailboxes.`,
    );
  }
  return withPortal(async ({ ctx }) => {
    const lines: LineReport[] = [];
    const report = dryRun ? (line: LineReport) => void lines.push(line) : undefined;
    const outcome = await importAccounts(ctx, { people, mailboxes, dryRun, skipBadLines, report });
    const { isDone, counts, badLines } = outcome;
    return {
      json: {
        done: isDone && !dryRun,
        dryRun,
        ...counts,
        badLines: badLines.map((bad) => ({ ...placeOf(bad), code: bad.fault, message: faultSentence(bad) })),
        ...(dryRun && { lines }),
      },
      text: [...lines.map(lineSentence), ...badSentences(badLines), summary(outcome, dryRun)].join('\n'),
      failed: !isDone,
    };
  });
}

const placeOf = ({ file, line, column }: BadLine) => ({ file, line, column });

function lineSentence(one: LineReport): string {
  const password = 'password' in one ? `, password ${one.password}` : '';
  return `${one.file} ${one.line}: ${one.subject} ${one.outcome}${password}`;
}

/** The first faults only: a wrong export is wrong in every line. --json lists all. */
function badSentences(badLines: readonly BadLine[]): string[] {
  const more = badLines.length - FAULTS_SHOWN;
  const shown = badLines.slice(0, FAULTS_SHOWN).map(badSentence);
  return more > 0 ? [...shown, `… and ${more} more; --json lists them.`] : shown;
}

function badSentence(bad: BadLine): string {
  const column = bad.column === null ? '' : `, ${bad.column}`;
  return `${bad.file} ${bad.line}${column}: ${faultSentence(bad)}`;
}

function summary({ isDone, counts, badLines }: ImportOutcome, dryRun: boolean): string {
  const count = countLines(badLines);
  const bad = `${count} bad ${count === 1 ? 'line' : 'lines'}`;
  if (!isDone) return `Nothing was imported: ${bad}. Correct them, or skip them with --skip-bad-lines.`;
  return [
    dryRun ? 'Nothing was done. It would be:' : 'Imported.',
    ...Object.entries(counts).map(([what, figures]) => figureSentence(what as keyof ImportCounts, figures)),
    ...(count > 0 ? [`${bad} skipped.`] : []),
  ].join(' ');
}

function figureSentence(what: keyof ImportCounts, figures: Readonly<Record<string, number>>): string {
  const counted = Object.entries(figures).filter(([, n]) => n > 0);
  return `${what}: ${counted.length > 0 ? counted.map(([outcome, n]) => `${n} ${outcome}`).join(', ') : 'none'}.`;
}
