import { statSync } from 'node:fs';
import { type Command, InvalidArgumentError } from 'commander';
import { z } from 'zod';
import { startOfDay } from '@/lib/campus/start-of-day';
import { systemClock } from '@/lib/clock';
import { campusProfileOf, readEnvironment } from '@/lib/config/config';
import { InputFault } from '@/lib/input-file/input-fault';
import { isSameInput } from '@/lib/input-file/is-same-input';
import { type IngestionPreview, type LogInput, previewIngestion } from '@/lib/mail-log/preview-ingestion';
import { type Answer, addAnswering, CommandRefusal } from './frame';
import { textTable } from './text-table';

interface IngestOptions {
  dovecot?: string[];
  postfix?: string[];
  from?: string;
  dryRun?: boolean;
}

export function addIngest(command: Command): void {
  command
    .option('--dovecot <file...>', 'logs of Dovecot')
    .option('--postfix <file...>', 'logs of Postfix')
    .option(
      '--from <date>',
      'leave out lines from before: 2026-11-30 (a day of the campus) or a time with its offset',
      readFrom,
    )
    .option('--dry-run', 'count what the lines are, and store nothing')
    .addHelpText(
      'after',
      `
A file may hold the lines of both servers, and of others. It may be compressed (gzip), and - is standard input. Each may
have the header of syslog, RFC 3339, RFC 5424, journalctl, docker compose or multilog, or Dovecot's own. Times without a
year are read by the time of the file's last change, times without an offset in the campus's time zone.

A line is an event (a sign-in, a delivery …), noise, which says nothing about a mailbox, or unknown. Of an unknown line only
its form is shown: other words than Dovecot's and Postfix's own are replaced by …, as they may be names or passwords.

--json: {"lines", "events", "noise", "unknown", "kinds"}: "kinds" counts the events by kind; with --from also "earlier", the
lines from before.`,
    );
  addAnswering(command, ingest);
}

async function ingest({ dovecot = [], postfix = [], from, dryRun }: IngestOptions): Promise<Answer> {
  const inputs = [
    ...dovecot.map((path) => inputOf(path, 'dovecot')),
    ...postfix.map((path) => inputOf(path, 'postfix')),
  ];
  refuseRepeated(inputs);
  if (!dryRun) throw new CommandRefusal('usage', 'Only --dry-run is possible yet.');
  const { timeZone } = campusProfileOf(readEnvironment());
  const since = from === undefined ? undefined : from.length === 10 ? startOfDay(from, timeZone) : new Date(from);
  let reading = '';
  const preview = await previewIngestion(inputs, { timeZone, from: since }, ({ path }) => {
    reading = path;
  }).catch((error: unknown) => {
    throw error instanceof InputFault
      ? new CommandRefusal('file.unreadable', `${reading} cannot be used: ${error.message}.`)
      : error;
  });
  const { lines, events, noise, unknown, kinds, earlier } = preview;
  return { json: { lines, events, noise, unknown, kinds, ...(since && { earlier }) }, text: describe(preview) };
}

/** A file named twice, or standard input for both options, would be counted twice. */
function refuseRepeated(inputs: readonly LogInput[]): void {
  if (inputs.length === 0) throw new CommandRefusal('usage', 'Name a log with --dovecot or --postfix.');
  for (const [index, one] of inputs.entries()) {
    const same = inputs.slice(0, index).find(({ path }) => isSameInput(path, one.path));
    if (same) throw new CommandRefusal('usage', `${same.path} and ${one.path} are the same input: name it once.`);
  }
}

/** The last change of a file is shortly after its last line. */
function inputOf(path: string, source: LogInput['source']): LogInput {
  const found = path === '-' ? undefined : statSync(path, { throwIfNoEntry: false });
  return { path, source, reference: found?.isFile() ? found.mtime : systemClock() };
}

function readFrom(text: string): string {
  const isValid = z.iso.date().safeParse(text).success || z.iso.datetime({ offset: true }).safeParse(text).success;
  if (!isValid)
    throw new InvalidArgumentError('It is no date like 2026-11-30, nor a time like 2026-11-30T12:00:00+08:00.');
  return text;
}

function describe({ lines, events, noise, unknown, kinds, noiseNames, samples }: IngestionPreview): string {
  const rows = (of: Readonly<Record<string, number>>, what: string) =>
    Object.entries(of).map(([name, count]) => [what, name, String(count)]);
  return [
    `${lines} lines: ${events} events, ${noise} noise, ${unknown} unknown. Nothing was stored.`,
    textTable([['', 'kind', 'lines'], ...rows(kinds, 'event'), ...rows(noiseNames, 'noise')]),
    ...samples.map(({ path, line, sample }) => `${path} ${line}: ${sample}`),
    ...(unknown > samples.length ? [`… and ${unknown - samples.length} more unknown lines.`] : []),
  ].join('\n');
}
