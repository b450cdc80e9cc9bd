import type { IncomingMessage, ServerResponse } from 'node:http';
import { availableParallelism } from 'node:os';
import { setTimeout as wait } from 'node:timers/promises';
import pLimit from 'p-limit';
import { minutes, seconds } from '@/lib/clock';
import { createTurns, type Turn } from './turns';

/** Every core has a password to compute while one more request is read or stored. */
const INSIDE = availableParallelism() + 1;
/** While somebody reads pages: the thread that renders them has one change in hand, and not several before them. */
const INSIDE_BESIDE_PAGES = 1;
/** For so long after a page another one is expected. */
const READING_MS = 1_000;
/** Ten seconds of work even one at a time, on a slow machine. */
const WAITING = 48;
/** Longer nobody waits, however slowly those before them get on: browsers, proxies and people give up soon after. */
const WAITING_AT_MOST_MS = seconds(20);
const LOOK_EVERY_MS = 10;
/** Sooner nobody is asked to come again, nor later: what is before them is an estimate. */
const COME_AGAIN_MS = { least: seconds(5), most: minutes(2) };
/** How long one takes, before anybody has been seen to. */
const FIRST_PACE_MS = 200;
/** How much the latest one counts of that. */
const LATEST = 0.1;

/** Where a browser keeps its turn. */
export const TURN_COOKIE = 'portal_turn';

/** What computes passwords keeps a core busy many times as long as a page does. */
const COSTLY = [/^\/mailboxes\/[^/]+\/password$/, /^\/(login|api\/auth\/callback\/mailbox-password)$/];

/** How a request is let in: it leaves when its response is closed. */
export interface Door {
  /** @returns `busy` at once when too many wait already, or after a while in vain; `gone` when its client did not wait */
  enter(request: IncomingMessage, response: ServerResponse): Promise<Entry>;
}

export type Entry = { outcome: 'entered' | 'gone' } | ({ outcome: 'busy' } & SentAway);

/** Who was not let in has a turn, and when they come again they are let in before those who come later. */
export interface SentAway {
  /** To be brought back as TURN_COOKIE. */
  turn: string;
  /** How many are before them. */
  ahead: number;
  comeAgainInMs: number;
}

export interface DoorSize {
  inside?: number;
  waiting?: number;
  waitingMs?: number;
}

/**
 * Doors by which costly requests come in, a few at a time: passwords are changed through one, signed in with through
 * another. On a day when everybody has to change, that costs those who change a little time, and nobody else a page:
 * while pages are asked for, one goes in after the other.
 *
 * @returns which door a request has to pass. All that costs little has a door that is open
 */
export function createCostlyDoors(size: DoorSize = {}): (request: IncomingMessage) => Door {
  const readers = createReaders();
  const doors = COSTLY.map((path) => ({ path, door: createDoor(size, readers.areThere) }));
  return ({ method, url = '' }) => {
    const [path = ''] = url.split('?', 1);
    const costly = method === 'POST' ? doors.find((one) => one.path.test(path)) : undefined;
    return costly?.door ?? readers.door;
  };
}

function createDoor(size: DoorSize, areReadersThere: () => boolean): Door {
  const { inside = INSIDE, waiting = WAITING, waitingMs = WAITING_AT_MOST_MS } = size;
  const limit = pLimit(inside);
  const turns = createTurns();
  let paceMs = FIRST_PACE_MS;
  const taken = () => limit.activeCount + limit.pendingCount;
  const sendAway = (turn: Turn): Entry => {
    const ahead = taken() + turns.before(turn);
    // They come back to a room that is half empty, so that it is never quite.
    const wanted = (ahead - waiting / 2) * paceMs;
    const comeAgainInMs = Math.min(Math.max(wanted, COME_AGAIN_MS.least), COME_AGAIN_MS.most);
    turns.keep(turn, comeAgainInMs);
    return { outcome: 'busy', turn: turn.id, ahead, comeAgainInMs };
  };
  const adjust = () => {
    limit.concurrency = areReadersThere() ? Math.min(inside, INSIDE_BESIDE_PAGES) : inside;
  };
  return {
    async enter(request, response) {
      // Who sends slowly would stand in the door: nobody is let in before the whole of a request is here.
      while (!request.complete && !request.destroyed) await wait(LOOK_EVERY_MS);
      const turn = turns.of(turnBroughtBy(request));
      // Half of the places is for whoever comes; of the others so many are kept as are expected back before them.
      const kept = Math.min(turns.before(turn), waiting / 2);
      if (inside + waiting - taken() <= kept) return sendAway(turn);
      turns.use(turn);
      adjust();
      return new Promise((resolve) => {
        let hasWaitedInVain = false;
        const patience = setTimeout(() => {
          hasWaitedInVain = true;
          resolve(sendAway(turn));
        }, waitingMs);
        void limit(async () => {
          clearTimeout(patience);
          if (hasWaitedInVain) return;
          if (request.destroyed || response.destroyed) return resolve({ outcome: 'gone' });
          resolve({ outcome: 'entered' });
          const enteredAt = performance.now();
          // Whatever becomes of it, it closes.
          await new Promise<void>((left) => response.once('close', left));
          paceMs += LATEST * ((performance.now() - enteredAt) / limit.concurrency - paceMs);
          adjust();
        });
      });
    },
  };
}

function turnBroughtBy({ headers: { cookie = '' } }: IncomingMessage): string | undefined {
  return new RegExp(`(?:^|; )${TURN_COOKIE}=([0-9a-f-]+)`).exec(cookie)?.[1];
}

/** Counts who is being shown something. A stream of events waits for minutes, and is nobody who reads. */
function createReaders() {
  let now = 0;
  let lastAt = Number.NEGATIVE_INFINITY;
  const door: Door = {
    async enter(request, response) {
      if (request.headers.accept === 'text/event-stream') return { outcome: 'entered' };
      now += 1;
      response.once('close', () => {
        now -= 1;
        lastAt = performance.now();
      });
      return { outcome: 'entered' };
    },
  };
  return { door, areThere: () => now > 0 || performance.now() - lastAt < READING_MS };
}
