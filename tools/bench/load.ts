import { percentile, sum } from './figure';

/** The result of one closed-loop run: each client sends its next request as soon as it has the response. */
export interface Round {
  readonly perSecond: number;
  readonly tookMs: readonly number[];
}

/** @param requests one for each connection; each is repeated until the time is over */
export async function loadFor(ms: number, requests: readonly (() => Promise<void>)[]): Promise<Round> {
  const tookMs: number[] = [];
  const beganAt = performance.now();
  await Promise.all(
    requests.map(async (request) => {
      for (let now = beganAt; now < beganAt + ms; ) {
        await request();
        const then = now;
        now = performance.now();
        tookMs.push(now - then);
      }
    }),
  );
  return { perSecond: (tookMs.length / (performance.now() - beganAt)) * 1_000, tookMs };
}

/** Combines several rounds: the mean rate, and percentiles over all requests. */
export function summary(rounds: readonly Round[]): { perSecond: number; p50Ms: number; p95Ms: number } {
  const tookMs = rounds.flatMap((round) => round.tookMs);
  return {
    perSecond: sum(rounds.map((round) => round.perSecond)) / rounds.length,
    p50Ms: percentile(tookMs, 0.5),
    p95Ms: percentile(tookMs, 0.95),
  };
}
