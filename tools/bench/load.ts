import { setTimeout as wait } from 'node:timers/promises';
import { seconds } from '@/lib/clock';
import type { Answer } from './client';
import { type Figure, percentile, sum } from './figure';

/** The server declined a request for now: too much work (503), or too many requests (429). */
export interface Refusal {
  readonly retryAfterMs: number;
}

/** The refusal in this response, if it is one. */
export function refusalIn({ status, retryAfter }: Pick<Answer, 'status' | 'retryAfter'>): Refusal | undefined {
  if (status !== 503 && status !== 429) return undefined;
  return { retryAfterMs: seconds(Number(retryAfter) || 1) };
}

/** The result of one closed-loop run: each client sends its next request as soon as it has the response. */
export interface Round {
  /** Without the refused requests. */
  readonly perSecond: number;
  readonly tookMs: readonly number[];
  readonly refused: number;
}

/**
 * Repeats requests until the time is over. After a refusal a client waits as long as it was told to.
 *
 * @param requests one for each connection
 */
export async function loadFor(ms: number, requests: readonly (() => Promise<Refusal | undefined>)[]): Promise<Round> {
  const tookMs: number[] = [];
  let refused = 0;
  const beganAt = performance.now();
  const endAt = beganAt + ms;
  await Promise.all(
    requests.map(async (request) => {
      for (let now = beganAt; now < endAt; now = performance.now()) {
        const refusal = await request();
        if (refusal) {
          refused += 1;
          await wait(Math.max(0, Math.min(refusal.retryAfterMs, endAt - performance.now())));
        } else tookMs.push(performance.now() - now);
      }
    }),
  );
  return { perSecond: (tookMs.length / (performance.now() - beganAt)) * 1_000, tookMs, refused };
}

/** Combines several rounds: the mean rate, and percentiles over all requests that were not refused. */
export function summary(rounds: readonly Round[]) {
  const tookMs = rounds.flatMap((round) => round.tookMs);
  return {
    perSecond: sum(rounds.map((round) => round.perSecond)) / rounds.length,
    p50Ms: percentile(tookMs, 0.5),
    p95Ms: percentile(tookMs, 0.95),
    refused: sum(rounds.map((round) => round.refused)),
  };
}

/** How many requests of a measurement were refused. */
export const refusedFigure = (name: string, count: number): Figure => ({
  name: `${name}.refused`,
  value: count,
  unit: 'count',
});
