import { createMetrics, type Metrics } from '@/lib/health/metrics';

/** The product's own counters, without the gauges that query a database. */
export function countingMetrics(): Metrics {
  return createMetrics({} as Parameters<typeof createMetrics>[0]);
}
