import { type ChildProcess, spawn } from 'node:child_process';
import type { Socket } from 'node:net';
import { createInterface } from 'node:readline';
import { setTimeout as wait } from 'node:timers/promises';
import type { SystemUser } from '@/lib/demo/embedded/system-user';
import { StartRefusal } from '@/lib/start-refusal';

const KEPT_LINES = 50;
/** A process may exit before its last line of output was read. */
const LAST_OUTPUT_MS = 100;

/** Excludes our own environment: it may hold secrets, and another locale would change the messages we wait for. */
export const BARE_ENVIRONMENT: NodeJS.ProcessEnv = {
  NODE_ENV: 'production',
  PATH: '/usr/sbin:/usr/bin:/sbin:/bin',
  LC_ALL: 'C',
  TZ: 'UTC',
};

type Command = {
  /** The server's name in messages. */
  name: string;
  program: string;
  args: readonly string[];
  /** The user to run as; undefined for the current one. */
  user: SystemUser | undefined;
  /** A program of ours runs in our own environment and folder. Others get a bare environment. */
  isOurs?: boolean;
  stopSignal: 'SIGINT' | 'SIGTERM';
  /** It is killed if it has not stopped after this time. */
  stopWithinMs: number;
  onLine(line: string): void;
};

export type ServerProcess = {
  readonly pid: number;
  /** Resolves with the signal or exit code when the process has ended. */
  readonly ended: Promise<string>;
  /** Waits for `ready`. Throws StartRefusal if the server ends first, or after the time limit. */
  becomesReady(ready: Promise<void>, withinMs: number): Promise<void>;
  /** Signals the process by its id and waits until it has ended. */
  stop(): Promise<void>;
};

/**
 * Starts a server as a child process that ends with this process, however this process ends.
 *
 * The child leads its own process group. Ctrl-C in a terminal therefore reaches this process only, which then stops its
 * servers in the right order, after the requests in flight.
 *
 * @throws StartRefusal if the program cannot be executed
 */
export async function startServerProcess(command: Command): Promise<ServerProcess> {
  const child = spawn(command.program, command.args, {
    ...command.user,
    ...(command.isOurs ? {} : { cwd: '/', env: BARE_ENVIRONMENT }),
    stdio: ['ignore', 'pipe', 'pipe'],
    detached: true,
  });
  const kept: string[] = [];
  for (const stream of [child.stdout, child.stderr]) {
    createInterface({ input: stream }).on('line', (line) => {
      kept.push(line);
      if (kept.length > KEPT_LINES) kept.shift();
      command.onLine(line);
    });
  }

  const pid = await started(child, command);
  const cancelWatch = endWithUs(pid, command.stopSignal);
  const ended = new Promise<string>((resolve) => {
    child.once('exit', (code, signal) => resolve(signal ?? `exit code ${code}`));
  });
  void ended.then(cancelWatch);

  async function stop(): Promise<void> {
    child.kill(command.stopSignal);
    if (await isOver(ended, command.stopWithinMs)) return;
    child.kill('SIGKILL');
    await isOver(ended, command.stopWithinMs);
  }

  async function becomesReady(ready: Promise<void>, withinMs: number): Promise<void> {
    const endedFirst = ended.then(async (how) => {
      await wait(LAST_OUTPUT_MS);
      throw new StartRefusal(`${command.name} ended (${how}) before it was ready: ${whyOf(kept)}`);
    });
    try {
      if (await isOver(Promise.race([ready, endedFirst]), withinMs)) return;
    } catch (failure) {
      await stop();
      throw failure;
    }
    await stop();
    throw new StartRefusal(`${command.name} was not ready after ${withinMs / 1_000} s: ${whyOf(kept)}`);
  }

  return { pid, ended, becomesReady, stop };
}

/** Returns the line of a log that names the cause, otherwise its last line. */
export function whyOf(lines: readonly string[]): string {
  const nonBlank = lines.map((line) => line.trim()).filter((line) => line !== '');
  return nonBlank.findLast((line) => /\b(fatal|panic|error)\b/i.test(line)) ?? nonBlank.at(-1) ?? 'it printed nothing';
}

function started(child: ChildProcess, command: Command): Promise<number> {
  return new Promise((resolve, reject) => {
    child.once('spawn', () => resolve(child.pid as number));
    child.once('error', (cause) => {
      reject(new StartRefusal(`${command.name} cannot be run: ${cause.message}`, { cause }));
    });
  });
}

/**
 * Sends the signal to the server when this process has ended. An `exit` hook would not run after SIGKILL or a crash. A
 * pipe whose write end only this process holds closes in every case, and the shell at its read end sees end of file.
 *
 * @returns a function that cancels this, since another process may get the server's id after it has ended
 */
function endWithUs(pid: number, signal: 'SIGINT' | 'SIGTERM'): () => void {
  const watch = spawn('/bin/sh', ['-c', 'read -r _; kill -s "$0" "$1"', signal.slice('SIG'.length), String(pid)], {
    cwd: '/',
    stdio: ['pipe', 'ignore', 'ignore'],
    detached: true,
  });
  watch.unref();
  (watch.stdin as Socket).unref();
  return () => watch.kill();
}

async function isOver(event: Promise<unknown>, withinMs: number): Promise<boolean> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<boolean>((resolve) => {
    timer = setTimeout(resolve, withinMs, false);
  });
  try {
    return await Promise.race([event.then(() => true), late]);
  } finally {
    clearTimeout(timer);
  }
}
