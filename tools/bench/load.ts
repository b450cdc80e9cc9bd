import { percentile, sum } from './figure';

/** How one closed loop went: so many at once, each beginning anew as soon as it has its answer. */
export interface Round {
  readonly perSecond: number;
  readonly tookMs: readonly number[];
}

/** @param visits one for each connection; each is repeated until the time is over */
export async function loadFor(ms: number, visits: readonly (() => Promise<void>)[]): Promise<Round> {
  const tookMs: number[] = [];
  const beganAt = performance.now();
  await Promise.all(
    visits.map(async (visit) => {
      for (let now = beganAt; now < beganAt + ms; ) {
        await visit();
        const then = now;
        now = performance.now();
        tookMs.push(now - then);
      }
    }),
  );
  return { perSecond: (tookMs.length / (performance.now() - beganAt)) * 1_000, tookMs };
}

/** Several rounds as one. */
export function summary(rounds: readonly Round[]): { perSecond: number; p50Ms: number; p95Ms: number } {
  const tookMs = rounds.flatMap((round) => round.tookMs);
  return {
    perSecond: sum(rounds.map((round) => round.perSecond)) / rounds.length,
    p50Ms: percentile(tookMs, 0.5),
    p95Ms: percentile(tookMs, 0.95),
  };
}
