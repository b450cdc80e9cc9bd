import type { Connection } from '@/db/connect';
import { DELIVERIES_CHANGED, signalOf } from '@/db/queries/delivery-signals';
import { shareOf } from '@/lib/process-share';
import { ok, type Result, refuse } from '@/lib/result';

/** On one machine: each watch costs a client connection and a few queries a minute. */
const AT_ONCE = 500;
/** Tabs of one session. A browser without HTTP/2 opens six connections to a host and needs some for pages. */
const AT_ONCE_OF_SESSION = 3;

export interface Watch {
  /** Resolves when there was news since the last call, after `withinMs`, or when the watch has ended. */
  next(withinMs: number): Promise<void>;
  readonly hasEnded: boolean;
  end(): void;
}

/** Reports changes of deliveries, by any process, to the watches in this process. */
export interface DeliveryNews {
  /** @returns `service.busy` if the maximum number of watches is open */
  watch(of: { mailboxId: string; sessionId: string }): Promise<Result<Watch, 'service.busy'>>;
  /** Ends every watch and refuses new ones. */
  close(): void;
}

/**
 * Creates the news of deliveries. One database listener serves all watches; the first watch starts it.
 *
 * @param processes how many server processes share the limits of this machine. A page that is refused polls instead
 */
export function createDeliveryNews(connection: Connection, processes = 1): DeliveryNews {
  const atOnce = shareOf(AT_ONCE, processes);
  const atOnceOfSession = shareOf(AT_ONCE_OF_SESSION, processes);
  const open = new Set<OpenWatch>();
  let listening: Promise<void> | undefined;
  let isClosed = false;

  function onNotification(signal: string): void {
    for (const one of open) {
      // An empty signal follows a reconnect: notifications may have been missed. Workers of an older version send the
      // id.
      if (signal === '' || one.signal === signal || one.mailboxId === signal) one.notify();
    }
  }

  async function listen(): Promise<void> {
    listening ??= connection.listen(DELIVERIES_CHANGED, onNotification);
    await listening.catch((error) => {
      listening = undefined;
      throw error;
    });
  }

  return {
    watch: async (of) => {
      const ofSession = [...open].filter(({ sessionId }) => sessionId === of.sessionId).length;
      if (isClosed || open.size >= atOnce || ofSession >= atOnceOfSession) return refuse('service.busy');
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
  /** The notification payload of its mailbox, shared with a few other mailboxes. */
  readonly signal: string;
  notify(): void;
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
    notify: () => {
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
