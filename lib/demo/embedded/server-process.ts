import { type ChildProcess, spawn } from 'node:child_process';
import type { Socket } from 'node:net';
import { createInterface } from 'node:readline';
import { setTimeout as wait } from 'node:timers/promises';
import type { SystemUser } from '@/lib/demo/embedded/system-user';
import { StartRefusal } from '@/lib/start-refusal';

const KEPT_LINES = 50;
/** A server's end is known before its last line is read. */
const LAST_WORDS_MS = 100;

/** Nothing of our own environment: it may hold secrets, and a foreign locale would change the words we wait for. */
export const BARE_ENVIRONMENT: NodeJS.ProcessEnv = {
  NODE_ENV: 'production',
  PATH: '/usr/sbin:/usr/bin:/sbin:/bin',
  LC_ALL: 'C',
  TZ: 'UTC',
};

type Command = {
  /** How the server is called in a sentence. */
  name: string;
  program: string;
  args: readonly string[];
  /** Whom it runs as; undefined means as ourselves. */
  user: SystemUser | undefined;
  /** For a program of ours: our own environment and folder. A foreign one gets a bare environment. */
  isOurs?: boolean;
  stopSignal: 'SIGINT' | 'SIGTERM';
  /** How long it may take to stop before it is killed. */
  stopWithinMs: number;
  onLine(line: string): void;
};

export type ServerProcess = {
  readonly pid: number;
  /** Resolves when it is gone, with its signal or exit code. */
  readonly ended: Promise<string>;
  /** Waits until `ready` holds. Refuses with a StartRefusal when the server ends first, or when the time is over. */
  becomesReady(ready: Promise<void>, withinMs: number): Promise<void>;
  /** Ends it by its own number and waits until it is gone. */
  stop(): Promise<void>;
};

/**
 * Starts a server as a child that ends with this process, however this process ends.
 *
 * The child leads its own process group: Ctrl-C in a terminal reaches this process alone, which then stops its servers
 * in the right order, after the requests in flight.
 *
 * @throws StartRefusal when the program cannot be run at all
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
  const forget = endWithUs(pid, command.stopSignal);
  const ended = new Promise<string>((resolve) => {
    child.once('exit', (code, signal) => resolve(signal ?? `exit code ${code}`));
  });
  void ended.then(forget);

  async function stop(): Promise<void> {
    child.kill(command.stopSignal);
    if (await isOver(ended, command.stopWithinMs)) return;
    child.kill('SIGKILL');
    await isOver(ended, command.stopWithinMs);
  }

  async function becomesReady(ready: Promise<void>, withinMs: number): Promise<void> {
    const endedFirst = ended.then(async (how) => {
      await wait(LAST_WORDS_MS);
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

/** The line that names the cause, or else the last one. */
export function whyOf(lines: readonly string[]): string {
  const said = lines.map((line) => line.trim()).filter((line) => line !== '');
  return said.findLast((line) => /\b(fatal|panic|error)\b/i.test(line)) ?? said.at(-1) ?? 'it said nothing';
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
 * Sends the signal when this process is gone. An `exit` hook would not run after SIGKILL or a crash; a pipe of which
 * only we hold the one end closes in every case, and the shell at its other end reads that as the end of its input.
 *
 * @returns how to call it off, for when the server has ended and its number may be given to another process
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
