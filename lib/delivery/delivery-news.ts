import type { Connection } from '@/db/connect';
import { DELIVERIES_CHANGED, signalOf } from '@/db/queries/delivery-signals';
import { ok, type Result, refuse } from '@/lib/result';

/** What one process bears: each costs a connection of its client, and a few questions to the database a minute. */
const AT_ONCE = 500;
/** Tabs of one session. A browser without HTTP/2 has six connections to us in all, and needs some for pages. */
const AT_ONCE_OF_SESSION = 3;

export interface Watch {
  /** Resolves when there was news since the last call, after `withinMs` in any case, and when the watch has ended. */
  next(withinMs: number): Promise<void>;
  readonly hasEnded: boolean;
  end(): void;
}

/** Tells what happens to deliveries, in whatever process, to everybody in this one who watches. */
export interface DeliveryNews {
  /** @returns `service.busy` when as many watch as may */
  watch(of: { mailboxId: string; sessionId: string }): Promise<Result<Watch, 'service.busy'>>;
  /** Ends every watch, and lets nobody begin another. */
  close(): void;
}

/** One listener serves everybody; it begins with the first who watches. */
export function createDeliveryNews(connection: Connection): DeliveryNews {
  const open = new Set<OpenWatch>();
  let listening: Promise<void> | undefined;
  let isClosed = false;

  function hear(signal: string): void {
    for (const one of open) {
      // Without one the listener was away, and anything may have been missed. A worker of an older version sends the id itself.
      if (signal === '' || one.signal === signal || one.mailboxId === signal) one.ring();
    }
  }

  async function listen(): Promise<void> {
    listening ??= connection.listen(DELIVERIES_CHANGED, hear);
    await listening.catch((error) => {
      listening = undefined;
      throw error;
    });
  }

  return {
    watch: async (of) => {
      const ofSession = [...open].filter(({ sessionId }) => sessionId === of.sessionId).length;
      if (isClosed || open.size >= AT_ONCE || ofSession >= AT_ONCE_OF_SESSION) return refuse('service.busy');
      const watch = createWatch(of, () => open.delete(watch));
      open.add(watch);
      try {
        await listen();
      } catch (error) {
        watch.end();
        throw error;
      }
      return ok(watch);
    },
    close: () => {
      isClosed = true;
      for (const one of open) one.end();
    },
  };
}

interface OpenWatch extends Watch {
  readonly mailboxId: string;
  readonly sessionId: string;
  /** Under which news of its mailbox come, and of a few others. */
  readonly signal: string;
  ring(): void;
}

function createWatch(of: { mailboxId: string; sessionId: string }, onEnd: () => void): OpenWatch {
  let hasNews = false;
  let hasEnded = false;
  let wake = () => {};
  return {
    ...of,
    signal: signalOf(of.mailboxId),
    get hasEnded() {
      return hasEnded;
    },
    ring: () => {
      hasNews = true;
      wake();
    },
    end: () => {
      hasEnded = true;
      onEnd();
      wake();
    },
    next: async (withinMs) => {
      if (!hasNews && !hasEnded) {
        await new Promise<void>((resolve) => {
          const timer = setTimeout(resolve, withinMs);
          wake = () => {
            clearTimeout(timer);
            resolve();
          };
        });
      }
      hasNews = false;
    },
  };
}
