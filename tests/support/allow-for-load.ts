import { availableParallelism, loadavg } from 'node:os';

/**
 * Extends a time limit that holds on an idle machine by the load of this one, so that other programs do not fail the
 * test. An idle machine keeps the limit.
 */
export function allowForLoad(limitMs: number): number {
  const [load = 0] = loadavg();
  return limitMs * Math.max(1, (2 * load) / availableParallelism());
}
