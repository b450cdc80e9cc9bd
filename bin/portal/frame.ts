import { type Command, CommanderError } from 'commander';
import { BadConfiguration } from '@/lib/config/bad-configuration';
import type { Result } from '@/lib/result';
import { StartRefusal } from '@/lib/start-refusal';
import { type OperatorCode, refusalSentence } from './refusal-sentence';

/** The answer of a command. */
export interface Answer {
  /** For programs, with --json. */
  json: unknown;
  /** For people. */
  text: string;
  /** The command answers that something is wrong: exit code 1. */
  failed?: boolean;
  /** Replaces 0 or 1, for a command whose exit code is a part of its answer. */
  exitCode?: number;
}

/** Why a command did nothing, in one sentence for the operator. */
export class CommandRefusal extends Error {
  constructor(
    readonly code: string,
    sentence: string,
  ) {
    super(sentence);
  }
}

/** @throws CommandRefusal with the sentence of the refusal */
export function accepted<T>(outcome: Result<T, OperatorCode>): T {
  if (outcome.ok) return outcome.value;
  throw new CommandRefusal(outcome.code, refusalSentence(outcome.code, outcome.detail));
}

/** Makes a command answer with text or, with --json, with one JSON document. */
export function addAnswering<Given extends unknown[]>(
  command: Command,
  act: (...given: Given) => Promise<Answer>,
): Command {
  return command.option('--json', 'print one JSON document as the only output on stdout').action(async (...given) => {
    const { json, text, failed, exitCode } = await act(...(given as Given));
    process.stdout.write(wantsJson(command) ? asDocument(json) : `${text}\n`);
    if (failed || exitCode) process.exitCode = exitCode ?? 1;
  });
}

/**
 * Handles errors of stdout and stderr. `portal … | head` closes the pipe early, which is no fault. Another error, such as a
 * full disk, is reported in a sentence and sets the exit code 1.
 */
export function watchOutput(): void {
  for (const stream of [process.stdout, process.stderr]) {
    stream.on('error', (error: NodeJS.ErrnoException) => {
      if (error.code === 'EPIPE') return;
      process.exitCode = 1;
      if (stream === process.stdout) process.stderr.write(`The answer could not be written: ${error.message}\n`);
    });
  }
}

/** Runs one command. Every error becomes a sentence on stderr and the exit code 1. */
export async function runCommandLine(portal: Command, argv: readonly string[]): Promise<void> {
  for (const command of everyCommandOf(portal)) command.exitOverride();
  try {
    await portal.parseAsync(argv);
  } catch (error) {
    if (error instanceof CommanderError && error.exitCode === 0) return;
    const { code, sentence } = explain(error);
    // Commander has written its own errors to stderr.
    if (!(error instanceof CommanderError)) process.stderr.write(`${sentence}\n`);
    if (argv.includes('--json')) process.stdout.write(asDocument({ error: { code, message: sentence } }));
    process.exitCode = 1;
  }
}

/** Where a command has subcommands, commander assigns `--json` after a subcommand to the parent. */
const wantsJson = (command: Command): boolean => command.optsWithGlobals().json === true;

const asDocument = (json: unknown): string => `${JSON.stringify(json, null, 2)}\n`;

function everyCommandOf(command: Command): Command[] {
  return [command, ...command.commands.flatMap(everyCommandOf)];
}

function explain(error: unknown): { code: string; sentence: string } {
  if (error instanceof CommandRefusal) return { code: error.code, sentence: error.message };
  if (error instanceof CommanderError) return { code: 'usage', sentence: usageSentence(error) };
  if (error instanceof BadConfiguration) return { code: 'configuration', sentence: error.message };
  if (error instanceof StartRefusal) return { code: 'start', sentence: error.message };
  return { code: 'failed', sentence: `The command failed: ${whyOf(error)}` };
}

/** Without a command, commander prints the help and has no message. */
function usageSentence({ code, message }: CommanderError): string {
  return code === 'commander.help' ? 'Name a command: --help lists them.' : message.replace(/^error: /, '');
}

/**
 * The message of an error without the values of a query. The message of a failed query contains its values, and one of them
 * may be a hash; its cause says what was wrong.
 */
export function whyOf(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  if (error.cause instanceof Error && error.message.startsWith('Failed query')) return whyOf(error.cause);
  if (error instanceof AggregateError && error.errors.length > 0) return whyOf(error.errors[0]);
  return error.message || error.name;
}
