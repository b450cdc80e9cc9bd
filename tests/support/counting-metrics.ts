import { createMetrics, type Metrics } from '@/lib/health/metrics';

/** The product's own counters, without what it would ask a database for. */
export function countingMetrics(): Metrics {
  return createMetrics({} as Parameters<typeof createMetrics>[0]);
}
