import { once } from 'node:events';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { availableParallelism } from 'node:os';
import { setTimeout as wait } from 'node:timers/promises';
import pLimit from 'p-limit';

/** Every core has a password to compute while one more request is read or stored. */
const INSIDE = availableParallelism() + 1;
/** As many as are let in within some twenty seconds: a browser waits longer than that, and so does a proxy. */
const WAITING = 256;
const LOOK_EVERY_MS = 10;

/** What computes passwords keeps a core busy many times as long as a page does. */
const COSTLY = [/^\/mailboxes\/[^/]+\/password$/, /^\/(login|api\/auth\/callback\/mailbox-password)$/];

export interface Door {
  /**
   * Waits for a request's turn. It leaves when its response is closed.
   *
   * @returns 'busy' at once when too many wait already; 'gone' when its client did not wait
   */
  enter(request: IncomingMessage, response: ServerResponse): Promise<'entered' | 'busy' | 'gone'>;
}

/**
 * Doors by which costly requests come in, a few at a time: passwords are changed through one, signed in with through
 * another. On a day when everybody has to change, that costs those who change a little time, and nobody else a page.
 *
 * @returns which door a request has to pass; none for all that costs little
 */
export function createCostlyDoors(size: { inside?: number; waiting?: number } = {}) {
  const doors = COSTLY.map((path) => ({ path, door: createDoor(size) }));
  return ({ method, url = '' }: IncomingMessage): Door | undefined => {
    if (method !== 'POST') return undefined;
    const [path = ''] = url.split('?', 1);
    return doors.find((one) => one.path.test(path))?.door;
  };
}

function createDoor({ inside = INSIDE, waiting = WAITING }: { inside?: number; waiting?: number }): Door {
  const limit = pLimit(inside);
  return {
    async enter(request, response) {
      // Who sends slowly would stand in the door: nobody is let in before the whole of a request is here.
      while (!request.complete && !request.destroyed) await wait(LOOK_EVERY_MS);
      if (limit.activeCount + limit.pendingCount >= inside + waiting) return 'busy';
      return new Promise((resolve) => {
        void limit(async () => {
          if (request.destroyed || response.destroyed) return resolve('gone');
          resolve('entered');
          await once(response, 'close');
        });
      });
    },
  };
}
