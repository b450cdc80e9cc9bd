import { Worker } from 'node:worker_threads';
import { seconds } from '@/lib/clock';

const TICK_MS = 50;

/** A pool of worker threads for one kind of computation, so that the event loop stays free. */
export type ThreadPool<Question, Answer> = {
  /**
   * @param question is sent to a thread as a message and appears nowhere else: no log, no argument, no environment
   * @returns the answer; or 'busy' if too many questions wait, or if the time limit ended the thread
   * @throws Error if the thread died over the question; a new thread replaces it
   */
  ask(question: Question): Promise<Answer | 'busy'>;
  /** Ends the threads. Waiting questions are rejected with an error. */
  close(): Promise<void>;
};

export type ThreadPoolOptions = {
  readonly threads?: number;
  /** The most questions that may wait, besides those in progress. */
  readonly maxWaiting?: number;
  /** The time limit of a question, without its waiting time. */
  readonly limitMs?: number;
  /** The time limit for a thread to start. */
  readonly startLimitMs?: number;
  /** The thread's script. It posts 'ready' once, then answers each question with one message. */
  readonly body: URL;
};

type Call<Question, Answer> = {
  question: Question;
  answer: (answer: Answer | 'busy') => void;
  fail: (error: Error) => void;
};

/** Creates a pool. Its threads start at once, and keep the process alive only while they start or work. */
export function createThreadPool<Question, Answer>({
  body,
  threads: wanted = 1,
  maxWaiting = 64,
  limitMs = seconds(30),
  startLimitMs = seconds(30),
}: ThreadPoolOptions): ThreadPool<Question, Answer> {
  type Thread = PoolThread<Question, Answer>;
  const threads = new Set<Thread>();
  const waiting: Call<Question, Answer>[] = [];
  let closed = false;

  function startMissingThreads(): void {
    while (threads.size < wanted) addThread();
  }

  function addThread(): void {
    const thread: Thread = startThread(body, {
      limitMs,
      startLimitMs,
      onIdle: dispatch,
      onEnd(wasReady, error) {
        threads.delete(thread);
        if (closed) return;
        // A thread that fails to start would fail again at once. The next question retries, not a loop here.
        if (wasReady) startMissingThreads();
        else if (threads.size === 0) failAll(error);
      },
    });
    threads.add(thread);
  }

  function dispatch(): void {
    for (const thread of threads) {
      const call = thread.isIdle() ? waiting.shift() : undefined;
      if (call) thread.take(call);
    }
  }

  function failAll(error: Error): void {
    for (const call of waiting.splice(0)) call.fail(error);
  }

  startMissingThreads();

  return {
    async ask(question) {
      if (closed) throw new Error('The thread pool is closed');
      if (waiting.length >= maxWaiting) return 'busy';
      startMissingThreads();
      return new Promise<Answer | 'busy'>((answer, fail) => {
        waiting.push({ question, answer, fail });
        dispatch();
      });
    },

    async close() {
      closed = true;
      failAll(new Error('The thread pool was closed'));
      await Promise.all([...threads].map((thread) => thread.terminate()));
    },
  };
}

type PoolThread<Question, Answer> = {
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

/** Starts one thread, which works on one question at a time. */
function startThread<Question, Answer>(
  body: URL,
  { limitMs, startLimitMs, onIdle, onEnd }: ThreadOptions,
): PoolThread<Question, Answer> {
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
    // After its start the thread has received passwords. Its errors may quote one, so they are not passed on.
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
  // Last, because adding a message listener refs the worker again.
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
 * Calls back after this much time in which the event loop was free. While it is blocked, an answer may have arrived and
 * not been read yet.
 *
 * @returns a function that cancels the timer
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
