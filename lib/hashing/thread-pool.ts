import pLimit from 'p-limit';
import { Piscina } from 'piscina';
import { seconds } from '@/lib/clock';

const TICK_MS = 50;
/** For a thread to start: it loads its modules and dictionaries. */
const START_LIMIT_MS = seconds(30);

/** Computations on threads of their own, so that the event loop goes on meanwhile. A pool does one kind of work. */
export interface ThreadPool<Question, Answer> {
  /**
   * @param question goes to a thread as a message and nowhere else: no log, no argument, no environment
   * @returns the answer; or 'busy' when too many wait already, or when it took so long that the thread was ended
   * @throws Error when the computation failed or its thread ended. It does not carry the thread's own error, which may
   *   quote a password
   */
  ask(question: Question): Promise<Answer | 'busy'>;
  /** Ends the threads; computations that wait or run fail. */
  close(): Promise<void>;
}

export interface ThreadPoolOptions {
  readonly threads?: number;
  /** Questions beyond those being worked on. */
  readonly maxWaiting?: number;
  /** For one question, not counting its wait and the start of its thread. */
  readonly limitMs?: number;
  /** The module that a thread runs: its default export answers one question. It is first called with undefined. */
  readonly body: URL;
}

/** Makes a pool. Its threads start with the first question, and hold the process only while they start or work. */
export function createThreadPool<Question, Answer>({
  body,
  threads = 1,
  maxWaiting = 64,
  limitMs = seconds(30),
}: ThreadPoolOptions): ThreadPool<Question, Answer> {
  // The queue is here and not the pool's own, so that the limit counts from the start of the work.
  const limit = pLimit(threads);
  let isClosed = false;
  let pool: Piscina | undefined;
  let started: Promise<void>;

  function open(): Piscina {
    const opened = new Piscina({
      filename: body.href,
      minThreads: threads,
      maxThreads: threads,
      idleTimeout: Number.POSITIVE_INFINITY,
      execArgv: [],
    });
    // A thread that cannot start would be replaced by another without end.
    opened.on('error', () => void opened.destroy());
    started = start(opened);
    return opened;
  }

  /** Gives each thread something to load its modules for; whether it can answer that is no matter. */
  async function start(opened: Piscina): Promise<void> {
    const signal = AbortSignal.timeout(START_LIMIT_MS);
    await Promise.allSettled(Array.from({ length: threads }, () => opened.run(undefined, { signal })));
  }

  async function compute(question: Question): Promise<Answer | 'busy'> {
    if (isClosed) throw new Error('The pool was closed');
    pool ??= open();
    await started;
    const tooLong = new AbortController();
    const cancel = afterTicks(limitMs, () => tooLong.abort());
    try {
      return await pool.run(question, { signal: tooLong.signal });
    } catch {
      // Another thread takes the place of the one that was ended.
      started = start(pool);
      if (tooLong.signal.aborted) return 'busy';
      throw new Error('A computation failed, or its thread could not start');
    } finally {
      cancel();
    }
  }

  return {
    async ask(question) {
      if (isClosed) throw new Error('The pool is closed');
      return limit.pendingCount >= maxWaiting ? 'busy' : limit(() => compute(question));
    },

    async close() {
      isClosed = true;
      // Threads that end do not keep the process alive: without the timer it could end in the middle of what it does here.
      const alive = setInterval(() => {}, TICK_MS);
      try {
        await pool?.destroy();
      } finally {
        clearInterval(alive);
      }
    },
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
