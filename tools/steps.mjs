import { spawn } from 'node:child_process';
import { constants } from 'node:os';
import { delimiter, dirname } from 'node:path';

const FIRST_LINES = 12;
const LAST_LINES = 30;
const GRACE_MS = 10_000;
const PARENT_POLL_MS = 500;

/** What stops a program of bin, in one sentence for the human who called it. */
export class StepRefusal extends Error {}

export const say = (text) => process.stdout.write(text);

/** Runs the body of a program: a refusal is printed as its sentence alone, and the exit code is 1. */
export async function runProgram(body) {
  try {
    await body();
  } catch (failure) {
    if (!(failure instanceof StepRefusal)) throw failure;
    process.stderr.write(`${failure.message}\n`);
    process.exitCode = 1;
  }
}

/**
 * Runs a command and says in one line what it is for and how long it took. Its output is shown only when it fails.
 *
 * @param options.minutes after which it is ended
 * @param options.refusal the sentence with which to give up when it fails
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
 * Runs a command to its end. A signal that we get meanwhile is passed on to it, and then ends us too.
 *
 * @param options.minutes after which it is ended; none means that it may run for ever
 * @param options.isShown its output is shown as it comes, instead of being collected
 * @param options.stopSignal what the command understands as "stop, and tidy up", where that is not any signal
 * @returns whether it succeeded, its exit code as a shell counts it, and the output
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

/** The first lines often name the cause, and the last ones what came of it. */
function excerptOf(output) {
  const lines = output.trimEnd().split('\n');
  if (lines.length > FIRST_LINES + LAST_LINES) lines.splice(FIRST_LINES, lines.length - FIRST_LINES - LAST_LINES, '…');
  return `${lines.join('\n')}\n`;
}

/** @returns what tells the time since, as `3.4 s` */
export function startStopwatch() {
  const startedAt = performance.now();
  return () => `${((performance.now() - startedAt) / 1_000).toFixed(1)} s`;
}

function environment(more) {
  // The programs of node_modules are to run on the Node that runs us, whichever comes first in the path.
  const path = [dirname(process.execPath), process.env.PATH].join(delimiter);
  return { ...process.env, PATH: path, NEXT_TELEMETRY_DISABLED: '1', ...more };
}

function forwardSignals(child, stopSignal) {
  const signals = ['SIGINT', 'SIGTERM', 'SIGHUP'];
  const forward = (signal) => {
    // Ctrl-C reaches the command by itself, and a second SIGINT would keep it from tidying up.
    const hasIt = signal === stopSignal && process.stdin.isTTY;
    if (!hasIt) child.kill(stopSignal ?? signal);
    child.once('close', () => process.exit(child.exitCode ?? exitCodeOf(signal)));
  };
  for (const signal of signals) process.on(signal, forward);
  const watch = onceNpmIsGone(() => forward('SIGTERM'));
  return () => {
    clearInterval(watch);
    for (const signal of signals) process.off(signal, forward);
  };
}

/** npm runs us in a shell that passes no signal on: whoever ends npm leaves us behind, and only our parent changes. */
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
  process.stderr.write(`\nThis was not done after ${minutes} minutes and is ended.\n`);
  child.kill(stopSignal ?? 'SIGTERM');
  setTimeout(() => child.kill('SIGKILL'), GRACE_MS).unref();
}

const exitCodeOf = (signal) => 128 + constants.signals[signal];
