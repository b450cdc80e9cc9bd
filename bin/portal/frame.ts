import { type Command, CommanderError } from 'commander';
import { BadConfiguration } from '@/lib/config/bad-configuration';
import type { Result } from '@/lib/result';
import { StartRefusal } from '@/lib/start-refusal';
import { type OperatorCode, refusalSentence } from './refusal-sentence';

/** What a command has to say. */
export interface Answer {
  /** For programs, with --json. */
  json: unknown;
  /** For people. */
  text: string;
  /** The answer is that something is not well: exit code 1. */
  failed?: boolean;
  /** In place of 1 or 0, for a command whose exit code is a part of its answer. */
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

/** Adds a command that answers in words or, with --json, in one JSON document. */
export function addAnswering<Given extends unknown[]>(
  command: Command,
  act: (...given: Given) => Promise<Answer>,
): Command {
  return command
    .option('--json', 'answer with one JSON document on stdout, and nothing else there')
    .action(async (...given) => {
      const { json, text, failed, exitCode } = await act(...(given as Given));
      process.stdout.write(wantsJson(command) ? asDocument(json) : `${text}\n`);
      if (failed || exitCode) process.exitCode = exitCode ?? 1;
    });
}

/**
 * `portal … | head` closes the pipe before everything is written: the rest is for nobody, and no fault. What cannot be
 * written for another reason, as on a full disk, is one, and is said in a sentence.
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

/** Runs one command. Whatever goes wrong ends as a sentence on stderr and the exit code 1. */
export async function runCommandLine(portal: Command, argv: readonly string[]): Promise<void> {
  for (const command of everyCommandOf(portal)) command.exitOverride();
  try {
    await portal.parseAsync(argv);
  } catch (error) {
    if (error instanceof CommanderError && error.exitCode === 0) return;
    const { code, sentence } = explain(error);
    // What commander refuses it has written to stderr itself.
    if (!(error instanceof CommanderError)) process.stderr.write(`${sentence}\n`);
    if (argv.includes('--json')) process.stdout.write(asDocument({ error: { code, message: sentence } }));
    process.exitCode = 1;
  }
}

/** Where a command has commands of its own, `--json` after one of those is taken by the upper one. */
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

/** Where no command is named, commander prints the help and has no sentence of its own. */
function usageSentence({ code, message }: CommanderError): string {
  return code === 'commander.help' ? 'Name a command: --help lists them.' : message.replace(/^error: /, '');
}

/**
 * What an error says, without what a query was given: the message of a failed query names its values, and one of them
 * may be a hash. Its cause says what was wrong.
 */
export function whyOf(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  if (error.cause instanceof Error && error.message.startsWith('Failed query')) return whyOf(error.cause);
  if (error instanceof AggregateError && error.errors.length > 0) return whyOf(error.errors[0]);
  return error.message || error.name;
}
