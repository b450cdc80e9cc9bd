import { format, stripVTControlCharacters } from 'node:util';
import { BadConfiguration } from '@/lib/config/bad-configuration';
import { createLog, type Log } from '@/lib/log';
import { withSourceLines } from '@/lib/source-lines';
import { StartRefusal } from '@/lib/start-refusal';

/** Longest text of a library that a record keeps. A client may choose such a text. */
const MOST_CHARACTERS = 8_192;

const CONSOLE_METHODS = {
  log: 'info',
  info: 'info',
  debug: 'info',
  dir: 'info',
  warn: 'warn',
  error: 'warn',
  trace: 'warn',
} as const;

const write = { stdout: process.stdout.write.bind(process.stdout), stderr: process.stderr.write.bind(process.stderr) };

/** Independent of LOG_LEVEL: a line that code writes past the log is always recorded. */
const outputLog = createLog('info');

/**
 * Turns all output of this process to stdout and stderr into one JSON record a line: the console, both streams, and
 * Node's warnings and deprecations. Call it before the framework is loaded.
 *
 * Output of libraries gets level 40 at most: only the portal knows which error is one of its own.
 */
export function captureOutput(log: Log = outputLog): void {
  for (const [method, level] of Object.entries(CONSOLE_METHODS)) {
    const record = (...values: unknown[]) => {
      // An error of the database holds the values of its query; the serializer of the log leaves them out.
      const err = values.find((value) => value instanceof Error);
      const msg = textOf(format(...values.filter((value) => value !== err)));
      log[level]({ output: 'console', ...(err ? { err } : {}) }, msg);
    };
    Object.assign(console, { [method]: record });
  }
  captureStream('stdout', (text) => log.info({ output: 'stdout' }, text));
  captureStream('stderr', (text) => log.warn({ output: 'stderr' }, text));
  process.removeAllListeners('warning');
  process.on('warning', (warning) => log.warn({ output: 'warning', err: warning }, textOf(warning.message)));
}

function captureStream(name: 'stdout' | 'stderr', record: (text: string) => void): void {
  process[name].write = (chunk: string | Uint8Array, ...rest: unknown[]) => {
    const encoding = typeof rest[0] === 'string' ? (rest[0] as BufferEncoding) : 'utf8';
    const text = textOf(typeof chunk === 'string' ? chunk : Buffer.from(chunk).toString(encoding));
    if (text !== '') record(text);
    const callback = rest.find((one) => typeof one === 'function');
    if (callback) process.nextTick(callback as () => void);
    return true;
  };
}

const textOf = (text: string): string => stripVTControlCharacters(text).trimEnd().slice(0, MOST_CHARACTERS);

/**
 * Prints a text for the person who started a demo. A terminal gets it unchanged, as the only output on stdout that is no
 * record; elsewhere each line becomes a record.
 */
export function printForPerson(text: string, isTerminal = process.stdout.isTTY): void {
  if (isTerminal) write.stdout(`${text}\n`);
  else for (const line of text.split('\n').filter(Boolean)) outputLog.info({ output: 'welcome' }, line);
}

/** Writes a line of another program of the portal. A line that is no record, such as one of a crash of Node, becomes one. */
export function forwardLine(line: string): void {
  if (isRecord(line)) write.stdout(`${line}\n`);
  else if (textOf(line) !== '') outputLog.warn({ output: 'child' }, textOf(line));
}

function isRecord(line: string): boolean {
  try {
    const record: unknown = JSON.parse(line);
    return typeof record === 'object' && record !== null && 'level' in record && 'time' in record;
  } catch {
    return false;
  }
}

/**
 * Writes to stderr why this program ends: sentences on a terminal, elsewhere one record of level 60. A refusal to start
 * has no stack, because it is meant for the operator.
 */
export function reportEnd(error: unknown): void {
  const isRefusal = error instanceof StartRefusal || error instanceof BadConfiguration;
  if (process.stderr.isTTY) {
    write.stderr(
      `${isRefusal ? error.message : error instanceof Error ? withSourceLines(error.stack ?? error.message) : String(error)}\n`,
    );
    return;
  }
  const log = createLog('info', 2);
  if (isRefusal) log.fatal(error.message);
  else log.fatal({ err: error }, 'unhandled error: the program ends');
}
