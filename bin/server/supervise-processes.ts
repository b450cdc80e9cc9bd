import cluster, { type Worker } from 'node:cluster';
import { setTimeout as wait } from 'node:timers/promises';
import { minutes, seconds } from '@/lib/clock';
import type { Log } from '@/lib/log';
import { StartRefusal } from '@/lib/start-refusal';
import { ReportedEnd } from '../program';

/** The first delay before a restart, which doubles with each early end. */
const RESTART_AFTER_MS = seconds(1);
/** A process that ends sooner is not running well, and its next end counts as one more in a row. */
const LONG_ENOUGH_MS = minutes(1);
const MOST_EARLY_ENDS = 5;
/** Longer than a process gives the requests in progress. */
const STOP_WITHIN_MS = seconds(20);

/**
 * V8 lets a heap grow by a factor that depends on its limit: fourfold by default, on a machine with some memory. The live
 * part of the heap of a process is some 60 MiB. The figures are in docs/decisions/040.
 */
const HEAP_LIMITS = ['--max-old-space-size=1024', '--max-semi-space-size=8'];

/** `/healthz` is answered by the other processes, so it does not show that one of them hangs. */
const ASKED_EVERY_MS = seconds(5);
const MOST_UNANSWERED = 4;

type Message = 'prepared' | 'listen' | 'alive?' | 'alive';

export interface ServerProcesses {
  /** Resolves when all of them listen. The first one alone is started before the others, so that a fault is reported once. */
  start(): Promise<void>;
  /** Rejects when a process ended too often. */
  readonly failed: Promise<never>;
  /** Lets each finish its requests and waits until all have ended. */
  stop(): Promise<void>;
}

/**
 * Runs server processes that share one port (`node:cluster`). A process that ends is restarted.
 *
 * @param options.beforeListening called before each process listens; it frees the port at the first call
 */
export function superviseProcesses(options: {
  count: number;
  port: number;
  log: Log;
  beforeListening(): Promise<void>;
}): ServerProcesses {
  const { count, port, log, beforeListening } = options;
  // Each process accepts connections itself, when its event loop is free. By Node's default the first process hands them out
  // in turn, and never closes one that it has handed to a process that ended before it took it: that client would wait.
  cluster.schedulingPolicy = cluster.SCHED_NONE;
  let isStopping = false;
  const running = new Set<Worker>();
  let fail: (error: Error) => void = () => {};
  const failed = new Promise<never>((_, reject) => {
    fail = reject;
  });
  failed.catch(() => {});

  /** @returns when it listens, and how it ended */
  function startProcess(processNumber: number): { listens: Promise<void>; ended: Promise<string> } {
    cluster.setupPrimary({
      args: [...process.argv.slice(2), '--process', String(processNumber)],
      execArgv: [...HEAP_LIMITS, ...process.execArgv],
    });
    const worker = cluster.fork({ PORT: String(port) });
    running.add(worker);
    // A message to a process that has just ended fails, and the end itself is reported.
    worker.on('error', (error) => log.warn({ err: error, process: processNumber }, 'could not reach a server process'));
    worker.on('message', (message: Message) => {
      if (message === 'prepared') void beforeListening().then(() => tell(worker, 'listen'));
    });
    worker.once('listening', () =>
      killIfItHangs(worker, () => log.error({ process: processNumber }, 'a server process hangs')),
    );
    // `once` of node:events would reject at the event `error`.
    const listens = new Promise<void>((resolve) => worker.once('listening', () => resolve()));
    const ended = new Promise<string>((resolve) => {
      worker.once('exit', (code, signal) => {
        running.delete(worker);
        resolve(signal ?? `exit code ${code}`);
      });
    });
    return { listens, ended };
  }

  /** Starts a process for the first time: the portal does not start without it. */
  async function startFirst(processNumber: number): Promise<void> {
    if (isStopping) return;
    const { listens, ended } = startProcess(processNumber);
    let isUp = false;
    const endsFirst = ended.then((how) => {
      if (isUp || isStopping) return;
      // A program that refuses to start has written the reason and exits with 1.
      throw how === 'exit code 1'
        ? new ReportedEnd()
        : new StartRefusal(`A server process ended at its start (${how}).`);
    });
    const startedAt = performance.now();
    await Promise.race([listens, endsFirst]);
    isUp = true;
    void keepRunning(processNumber, startedAt, ended).catch(fail);
  }

  async function keepRunning(processNumber: number, firstStartedAt: number, first: Promise<string>): Promise<void> {
    let earlyEnds = 0;
    let startedAt = firstStartedAt;
    for (let ended = first; ; { ended } = startProcess(processNumber)) {
      const how = await ended;
      if (isStopping) return;
      earlyEnds = performance.now() - startedAt < LONG_ENOUGH_MS ? earlyEnds + 1 : 1;
      if (earlyEnds >= MOST_EARLY_ENDS) {
        throw new StartRefusal(
          `Server process ${processNumber} ended ${earlyEnds} times in a row within ${LONG_ENOUGH_MS / seconds(1)} s of its start, last by ${how}. The log has the reasons. The portal ends.`,
        );
      }
      const delayMs = RESTART_AFTER_MS * 2 ** (earlyEnds - 1);
      log.error({ process: processNumber, how, earlyEnds }, 'a server process ended and is restarted');
      await wait(delayMs);
      if (isStopping) return;
      startedAt = performance.now();
    }
  }

  return {
    failed,
    start: async () => {
      await startFirst(1);
      await Promise.all(Array.from({ length: count - 1 }, (_, n) => startFirst(n + 2)));
    },
    stop: async () => {
      isStopping = true;
      await Promise.all([...running].map(stopProcess));
    },
  };
}

function tell(worker: Worker, message: Message): void {
  if (worker.isConnected()) worker.send(message, () => {});
}

/** Kills a process whose event loop has been blocked for twenty seconds; it is then restarted. */
function killIfItHangs(worker: Worker, report: () => void): void {
  let unanswered = 0;
  worker.on('message', (message: Message) => {
    if (message === 'alive') unanswered = 0;
  });
  const timer = setInterval(() => {
    if (unanswered >= MOST_UNANSWERED) {
      report();
      worker.process.kill('SIGKILL');
    }
    unanswered += 1;
    tell(worker, 'alive?');
  }, ASKED_EVERY_MS);
  worker.once('exit', () => clearInterval(timer));
}

async function stopProcess(worker: Worker): Promise<void> {
  if (worker.isDead()) return;
  const ended = new Promise((resolve) => worker.once('exit', resolve));
  worker.process.kill('SIGTERM');
  const late = new AbortController();
  const killed = wait(STOP_WITHIN_MS, undefined, { signal: late.signal }).then(
    () => worker.process.kill('SIGKILL'),
    () => {},
  );
  await ended;
  late.abort();
  await killed;
}

/**
 * In a server process: tells the first one that it can serve, and waits until it may listen. From then on it also answers
 * that it is alive.
 */
export async function permissionToListen(): Promise<void> {
  const send = (message: Message) => void process.send?.(message);
  const allowed = new Promise<void>((resolve) => {
    process.on('message', (message: Message) => {
      if (message === 'listen') resolve();
      if (message === 'alive?') send('alive');
    });
  });
  send('prepared');
  await allowed;
}
