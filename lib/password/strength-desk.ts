import { Worker } from 'node:worker_threads';
import { seconds } from '@/lib/clock';
import type { Strength } from '@/lib/password/strength';

/** Goes to the thread as a message and nowhere else: no log, no argument, no environment. */
export type StrengthQuestion = { readonly password: string; readonly words: readonly string[] };

export type StrengthDesk = {
  /**
   * @param password in the form that `normalisePassword` gives
   * @param words    see `ownerWords`
   * @returns the strength, or 'busy' when too many wait already, or when this took so long that the thread was ended
   * @throws Error when the thread died over this password; another takes its place
   */
  measure(password: string, words: readonly string[]): Promise<Strength | 'busy'>;
  /** Ends the threads; who still waits is answered with an error. */
  close(): Promise<void>;
};

export type StrengthDeskOptions = {
  readonly threads?: number;
  /** Calls beyond those being measured. */
  readonly maxWaiting?: number;
  /** For one password, not counting its wait. */
  readonly limitMs?: number;
  /** For a thread to load its dictionaries. */
  readonly startLimitMs?: number;
  /** What a thread runs: posts 'ready' once, then answers each `StrengthQuestion` with a `Strength`. */
  readonly body?: URL;
};

type Call = {
  question: StrengthQuestion;
  answer: (strength: Strength | 'busy') => void;
  fail: (error: Error) => void;
};

const TICK_MS = 50;

/**
 * Measures passwords on threads of their own, so that no password, however hostile, stops the server from answering
 * others. It holds the process only while a thread starts or measures.
 */
export function createStrengthDesk({
  threads: wanted = 1,
  maxWaiting = 64,
  // Forty times what the worst password takes: on a machine with much else to do a thread waits for its turn.
  limitMs = seconds(3),
  startLimitMs = seconds(30),
  body = new URL('./strength-thread.mjs', import.meta.url),
}: StrengthDeskOptions = {}): StrengthDesk {
  const threads = new Set<StrengthThread>();
  const waiting: Call[] = [];
  let closed = false;

  function fillSeats(): void {
    while (threads.size < wanted) seatThread();
  }

  function seatThread(): void {
    const thread = startThread(body, {
      limitMs,
      startLimitMs,
      onIdle: handOut,
      onEnd(wasReady, error) {
        threads.delete(thread);
        if (closed) return;
        // One that could not even start would fail again at once: the next call tries, not a loop.
        if (wasReady) fillSeats();
        else if (threads.size === 0) failAll(error);
      },
    });
    threads.add(thread);
  }

  function handOut(): void {
    for (const thread of threads) {
      const call = thread.isIdle() ? waiting.shift() : undefined;
      if (call) thread.take(call);
    }
  }

  function failAll(error: Error): void {
    for (const call of waiting.splice(0)) call.fail(error);
  }

  fillSeats();

  return {
    async measure(password, words) {
      if (closed) throw new Error('The strength desk is closed');
      if (waiting.length >= maxWaiting) return 'busy';
      fillSeats();
      return new Promise<Strength | 'busy'>((answer, fail) => {
        waiting.push({ question: { password, words }, answer, fail });
        handOut();
      });
    },

    async close() {
      closed = true;
      failAll(new Error('The strength desk was closed'));
      await Promise.all([...threads].map((thread) => thread.terminate()));
    },
  };
}

type StrengthThread = { isIdle(): boolean; take(call: Call): void; terminate(): Promise<unknown> };

type ThreadOptions = {
  readonly limitMs: number;
  readonly startLimitMs: number;
  readonly onIdle: () => void;
  readonly onEnd: (wasReady: boolean, error: Error) => void;
};

/** One thread and the one call it works on. */
function startThread(body: URL, { limitMs, startLimitMs, onIdle, onEnd }: ThreadOptions): StrengthThread {
  const worker = new Worker(body, { execArgv: [] });
  let ready = false;
  let ending = false;
  let current: Call | undefined;
  let startFailure: unknown;
  let cancelLimit = afterTicks(startLimitMs, terminate);

  function giveUp(): void {
    current?.answer('busy');
    current = undefined;
    void terminate();
  }

  function terminate(): Promise<unknown> {
    ending = true;
    return worker.terminate();
  }

  worker.on('message', (message: 'ready' | Strength) => {
    cancelLimit();
    ready = true;
    if (message !== 'ready') current?.answer(message);
    current = undefined;
    onIdle();
  });
  worker.on('error', (error) => {
    // Once passwords have gone to the thread its errors may quote one, so they stay here.
    if (!ready) startFailure = error;
  });
  worker.on('exit', () => {
    cancelLimit();
    const error = ready
      ? new Error('The strength thread ended before it had answered')
      : new Error('The strength thread did not start', { cause: startFailure });
    current?.fail(error);
    onEnd(ready, error);
  });
  // Last, since listening for messages holds the process again.
  worker.unref();

  return {
    isIdle: () => ready && !current && !ending,
    take(call) {
      current = call;
      cancelLimit = afterTicks(limitMs, giveUp);
      worker.postMessage(call.question);
    },
    terminate,
  };
}

/**
 * Calls back when the event loop has been free for so long: while it is not, the answer may have come and not been read.
 *
 * @returns what cancels it
 */
function afterTicks(ms: number, act: () => void): () => void {
  let left = Math.ceil(ms / TICK_MS);
  const timer = setInterval(() => {
    left -= 1;
    if (left > 0) return;
    clearInterval(timer);
    act();
  }, TICK_MS);
  return () => clearInterval(timer);
}
