import { randomUUID } from 'node:crypto';
import { minutes } from '@/lib/clock';

/** Whoever has not come back for so long after their time has given their turn up. */
export const TURN_KEPT_MS = minutes(2);
/** Turns cost nothing to ask for: that many are kept, and who comes beyond has to be lucky. */
const MOST = 2_000;

/** A number as one draws it at a counter. */
export interface Turn {
  /** Brought back by whoever holds it; nobody can guess that of somebody else. */
  readonly id: string;
  readonly number: number;
}

/** Turns of those who were sent away and are expected back: they come in before those who come later. */
export interface Turns {
  /** The turn that somebody brings, or a new one behind all others. */
  of(id: string | undefined): Turn;
  /** How many with an earlier turn are expected back. */
  before(turn: Turn): number;
  /** Whoever holds it is expected back after this time. */
  keep(turn: Turn, comesInMs: number): void;
  /** Whoever held it has come in. */
  use(turn: Turn): void;
}

/** @param now milliseconds of a clock that never goes back */
export function createTurns(now = () => performance.now()): Turns {
  const kept = new Map<string, { number: number; until: number }>();
  let drawn = 0;
  return {
    of(id) {
      const found = id === undefined ? undefined : kept.get(id);
      if (id !== undefined && found) return { id, number: found.number };
      drawn += 1;
      return { id: randomUUID(), number: drawn };
    },
    before(turn) {
      let before = 0;
      for (const [id, { number, until }] of kept) {
        if (until < now()) kept.delete(id);
        else if (number < turn.number) before += 1;
      }
      return before;
    },
    keep({ id, number }, comesInMs) {
      if (kept.size < MOST || kept.has(id)) kept.set(id, { number, until: now() + comesInMs + TURN_KEPT_MS });
    },
    use: ({ id }) => void kept.delete(id),
  };
}
