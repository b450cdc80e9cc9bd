import { accessSync, constants, statSync } from 'node:fs';
import { type Command, InvalidArgumentError } from 'commander';
import { z } from 'zod';
import { startOfDay } from '@/lib/campus/start-of-day';
import { systemClock } from '@/lib/clock';
import { campusProfileOf, readEnvironment } from '@/lib/config/config';
import { InputFault } from '@/lib/input-file/input-fault';
import { isSameInput } from '@/lib/input-file/is-same-input';
import { createLog } from '@/lib/log';
import { ingestFiles } from '@/lib/mail-log/ingest-files';
import type { IngestCounts } from '@/lib/mail-log/ingest-log';
import { openIngestion } from '@/lib/mail-log/open-ingestion';
import { type IngestionPreview, type LogInput, previewIngestion } from '@/lib/mail-log/preview-ingestion';
import { type Answer, addAnswering, CommandRefusal, whyOf } from './frame';
import { withPortal } from './open-portal';
import { textTable } from './text-table';

interface IngestOptions {
  dovecot?: string[];
  postfix?: string[];
  from?: string;
  dryRun?: boolean;
  follow?: boolean;
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
    .option('--follow', 'go on reading what is appended, through rotation, until it is stopped')
    .option('--dry-run', 'count what the lines are, and store nothing')
    .addHelpText(
      'after',
      `
A file may hold the lines of both servers, and of others. It may be compressed (gzip), and - is standard input. Each may
have the header of syslog, RFC 3339, RFC 5424, journalctl, docker compose or multilog, or Dovecot's own. Times without a
year are read by the time of the file's last change, times without an offset in the campus's time zone.

A line is an event (a sign-in, a delivery …), noise, which says nothing about a mailbox, or unknown. Of an unknown line only
its form is shown: other words than Dovecot's and Postfix's own are replaced by …, as they may be names or passwords.

The events are stored for the mailboxes that they are about, each line once: the position in each file is stored with them,
and an ingestion that was interrupted goes on where it was. A log brings its rotated predecessors with it (mail.log.1,
mail.log.2.gz, mail.log-20261129.gz); a rotated file that is named itself is read alone. Lines from before the retention
(ACCESS_LOG_DAYS, SENDING_LOG_DAYS) are left out. The last line of a file waits for its line end.

--json: {"lines", "events", "noise", "unknown", "kinds"}: "kinds" counts the events by kind; with --from also "earlier", the
lines from before. Without --dry-run {"lines", "events", "noise", "unknown", "earlier", "rows", "refused"}: "rows" were stored,
"refused" not.`,
    );
  addAnswering(command, ingest);
}

async function ingest(options: IngestOptions): Promise<Answer> {
  const { dovecot = [], postfix = [], from, dryRun, follow } = options;
  const inputs = [
    ...dovecot.map((path) => inputOf(path, 'dovecot')),
    ...postfix.map((path) => inputOf(path, 'postfix')),
  ];
  refuseRepeated(inputs);
  if (dryRun && follow) throw new CommandRefusal('usage', 'A dry run ends: leave out --follow.');
  const { timeZone } = campusProfileOf(readEnvironment());
  const since = from === undefined ? undefined : from.length === 10 ? startOfDay(from, timeZone) : new Date(from);
  return dryRun ? preview(inputs, timeZone, since) : store(inputs, since, follow === true);
}

async function preview(inputs: readonly LogInput[], timeZone: string, from: Date | undefined): Promise<Answer> {
  let reading = '';
  const found = await previewIngestion(inputs, { timeZone, from }, ({ path }) => {
    reading = path;
  }).catch((error: unknown) => {
    throw unusable(reading, error);
  });
  const { lines, events, noise, unknown, kinds, earlier } = found;
  return { json: { lines, events, noise, unknown, kinds, ...(from && { earlier }) }, text: describe(found) };
}

async function store(inputs: readonly LogInput[], from: Date | undefined, follow: boolean): Promise<Answer> {
  for (const { path } of inputs) refuseUnusable(path);
  return withPortal(async ({ ctx }) => {
    const stop = new AbortController();
    if (follow) for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => stop.abort());
    const log = createLog(follow ? ctx.config.logLevel : 'silent', 2);
    const ingestion = await openIngestion({ ...ctx, log });
    const unreadable = (path: string, error: unknown) => {
      if (!follow) throw unusable(path, error);
      log.error({ path, err: error }, 'a compressed log cannot be read');
    };
    const counts = await ingestFiles(ingestion, inputs, {
      from,
      stopped: follow ? stop.signal : undefined,
      unreadable,
    });
    return { json: counts, text: countsSentence(counts) };
  });
}

function countsSentence({ lines, events, noise, unknown, earlier, rows, refused }: IngestCounts): string {
  return [
    `${lines} lines: ${events} events, ${noise} noise, ${unknown} unknown. ${rows} rows were stored.`,
    ...(earlier > 0 ? [`${earlier} lines were from before the retention or the wanted time.`] : []),
    ...(refused > 0 ? [`The database refused ${refused} rows.`] : []),
  ].join(' ');
}

/** A pipe is opened once, by its reader. */
function refuseUnusable(path: string): void {
  if (path === '-') return;
  try {
    if (statSync(path).isDirectory()) throw new InputFault('unreadable', 'it is a folder');
    accessSync(path, constants.R_OK);
  } catch (error) {
    throw unusable(path, error instanceof InputFault ? error : new InputFault('unreadable', whyOf(error)));
  }
}

const unusable = (path: string, error: unknown): unknown =>
  error instanceof InputFault
    ? new CommandRefusal('file.unreadable', `${path} cannot be used: ${error.message}.`)
    : error;

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
