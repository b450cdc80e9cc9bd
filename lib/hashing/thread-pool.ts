import { Worker } from 'node:worker_threads';
import { seconds } from '@/lib/clock';

const TICK_MS = 50;

/** Work that is done on threads of its own, so that the event loop goes on meanwhile. A desk is one kind of work. */
export type ThreadPool<Question, Answer> = {
  /**
   * @param question goes to a thread as a message and nowhere else: no log, no argument, no environment
   * @returns the answer; or 'busy' when too many wait already, or when it took so long that the thread was ended
   * @throws Error when the thread died over it; another takes its place
   */
  ask(question: Question): Promise<Answer | 'busy'>;
  /** Ends the threads; who still waits is answered with an error. */
  close(): Promise<void>;
};

export type ThreadPoolOptions = {
  readonly threads?: number;
  /** Questions beyond those being worked on. */
  readonly maxWaiting?: number;
  /** For one question, not counting its wait. */
  readonly limitMs?: number;
  /** For a thread to get ready. */
  readonly startLimitMs?: number;
  /** What a thread runs: posts 'ready' once, then answers each question with one message. */
  readonly body: URL;
};

type Call<Question, Answer> = {
  question: Question;
  answer: (answer: Answer | 'busy') => void;
  fail: (error: Error) => void;
};

/** Opens a desk. Its threads start at once, and hold the process only while they start or work. */
export function createThreadPool<Question, Answer>({
  body,
  threads: wanted = 1,
  maxWaiting = 64,
  limitMs = seconds(30),
  startLimitMs = seconds(30),
}: ThreadPoolOptions): ThreadPool<Question, Answer> {
  type Thread = DeskThread<Question, Answer>;
  const threads = new Set<Thread>();
  const waiting: Call<Question, Answer>[] = [];
  let closed = false;

  function fillSeats(): void {
    while (threads.size < wanted) seatThread();
  }

  function seatThread(): void {
    const thread: Thread = startThread(body, {
      limitMs,
      startLimitMs,
      onIdle: handOut,
      onEnd(wasReady, error) {
        threads.delete(thread);
        if (closed) return;
        // One that could not even start would fail again at once: the next question tries, not a loop.
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
    async ask(question) {
      if (closed) throw new Error('The desk is closed');
      if (waiting.length >= maxWaiting) return 'busy';
      fillSeats();
      return new Promise<Answer | 'busy'>((answer, fail) => {
        waiting.push({ question, answer, fail });
        handOut();
      });
    },

    async close() {
      closed = true;
      failAll(new Error('The desk was closed'));
      await Promise.all([...threads].map((thread) => thread.terminate()));
    },
  };
}

type DeskThread<Question, Answer> = {
  isIdle(): boolean;
  take(call: Call<Question, Answer>): void;
  terminate(): Promise<unknown>;
};

type ThreadOptions = {
  readonly limitMs: number;
  readonly startLimitMs: number;
  readonly onIdle: () => void;
  readonly onEnd: (wasReady: boolean, error: Error) => void;
};

/** One thread and the one question it works on. */
function startThread<Question, Answer>(
  body: URL,
  { limitMs, startLimitMs, onIdle, onEnd }: ThreadOptions,
): DeskThread<Question, Answer> {
  const worker = new Worker(body, { execArgv: [] });
  let ready = false;
  let ending = false;
  let current: Call<Question, Answer> | undefined;
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

  worker.on('message', (message: 'ready' | Answer) => {
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
      ? new Error('The thread ended before it had answered')
      : new Error('The thread did not start', { cause: startFailure });
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
