import { spawn } from 'node:child_process';
import { constants } from 'node:os';
import { delimiter, dirname } from 'node:path';

const FIRST_LINES = 12;
const LAST_LINES = 30;
const GRACE_MS = 10_000;
const PARENT_POLL_MS = 500;

/** Ends a tool with one sentence for the developer who called it, without a stack. */
export class StepRefusal extends Error {}

/** Writes to stdout, and quietly drops the text when the reader has closed the pipe. */
export const say = (text) => write(process.stdout, text);

/**
 * The reader of a pipe may close it early, as `head` does: the rest of the output is then dropped, and the exit code
 * stays that of the tool. (Node ignores SIGPIPE and reports EPIPE as an error of the stream.)
 */
function write(stream, text) {
  if (!stream.listeners('error').includes(ignoreClosedPipe)) stream.on('error', ignoreClosedPipe);
  stream.write(text);
}

function ignoreClosedPipe(error) {
  if (error.code !== 'EPIPE') throw error;
}

/** Runs the body of a tool. A `StepRefusal` is printed to stderr as its sentence alone, and the exit code is 1. */
export async function runProgram(body) {
  try {
    await body();
  } catch (failure) {
    if (!(failure instanceof StepRefusal)) throw failure;
    write(process.stderr, `${failure.message}\n`);
    process.exitCode = 1;
  }
}

/**
 * Runs a command and prints its purpose and duration on one line. Its output is shown only when it fails.
 *
 * @param options.minutes the time limit
 * @param options.refusal the sentence of the `StepRefusal` when it fails
 * @throws StepRefusal when the command fails
 */
export async function runStep(what, command, { minutes, refusal, env }) {
  const stopwatch = startStopwatch();
  say(`${what} … `);
  const { ok, output } = await run(command, { minutes, env });
  say(`${stopwatch()}\n`);
  if (ok) return;
  say(excerptOf(output));
  throw new StepRefusal(refusal);
}

/**
 * Runs a command to its end. A signal that this process receives meanwhile is forwarded to it, and then ends both.
 *
 * @param options.minutes the time limit; without it the command may run for ever
 * @param options.isShown the command inherits stdout and stderr, instead of having its output collected
 * @param options.stopSignal the one signal on which the command shuts down cleanly, if it does not on every signal
 * @returns whether it succeeded, its exit code as a shell reports it (128 + n for signal n), and the collected output
 */
export function run([program, ...args], { minutes, isShown = false, stopSignal, env = {} }) {
  const out = isShown ? 'inherit' : 'pipe';
  const child = spawn(program, args, { stdio: ['ignore', out, out], env: environment(env) });
  const stopForwarding = forwardSignals(child, stopSignal);
  const timer = minutes && setTimeout(() => endLate(child, stopSignal, minutes), minutes * 60_000);
  let output = '';
  for (const stream of [child.stdout, child.stderr]) {
    stream?.setEncoding('utf8').on('data', (text) => {
      output += text;
    });
  }
  return new Promise((resolve) => {
    const end = (code) => {
      clearTimeout(timer);
      stopForwarding();
      resolve({ ok: code === 0, code, output });
    };
    child.once('error', (error) => {
      output += `${error.message}\n`;
      end(127);
    });
    child.once('close', (code, signal) => end(code ?? exitCodeOf(signal)));
  });
}

/** Keeps the first lines, which often name the cause, and the last lines, which name its consequence. */
function excerptOf(output) {
  const lines = output.trimEnd().split('\n');
  if (lines.length > FIRST_LINES + LAST_LINES) lines.splice(FIRST_LINES, lines.length - FIRST_LINES - LAST_LINES, '…');
  return `${lines.join('\n')}\n`;
}

/** @returns a function that returns the time elapsed since this call, such as `3.4 s` */
export function startStopwatch() {
  const startedAt = performance.now();
  return () => `${((performance.now() - startedAt) / 1_000).toFixed(1)} s`;
}

function environment(more) {
  // Programs in node_modules must run on the same Node as this process, whatever node is first on PATH.
  const path = [dirname(process.execPath), process.env.PATH].join(delimiter);
  return { ...process.env, PATH: path, NEXT_TELEMETRY_DISABLED: '1', ...more };
}

function forwardSignals(child, stopSignal) {
  const signals = ['SIGINT', 'SIGTERM', 'SIGHUP'];
  const forward = (signal) => {
    // The terminal sends Ctrl-C to the command too, and a second SIGINT would interrupt its shutdown.
    const hasReceivedIt = signal === stopSignal && process.stdin.isTTY;
    if (!hasReceivedIt) child.kill(stopSignal ?? signal);
    child.once('close', () => process.exit(child.exitCode ?? exitCodeOf(signal)));
  };
  for (const signal of signals) process.on(signal, forward);
  const watch = onceNpmIsGone(() => forward('SIGTERM'));
  return () => {
    clearInterval(watch);
    for (const signal of signals) process.off(signal, forward);
  };
}

/**
 * npm runs this process in a shell that forwards no signals. When npm is killed, this process gets no signal; only its
 * parent process id changes.
 */
function onceNpmIsGone(stop) {
  if (!process.env.npm_lifecycle_event) return undefined;
  const shell = process.ppid;
  const watch = setInterval(() => {
    if (process.ppid === shell) return;
    clearInterval(watch);
    stop();
  }, PARENT_POLL_MS);
  return watch;
}

function endLate(child, stopSignal, minutes) {
  write(process.stderr, `\nTime limit of ${minutes} minutes exceeded; stopping.\n`);
  child.kill(stopSignal ?? 'SIGTERM');
  setTimeout(() => child.kill('SIGKILL'), GRACE_MS).unref();
}

const exitCodeOf = (signal) => 128 + constants.signals[signal];
