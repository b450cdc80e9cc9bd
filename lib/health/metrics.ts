import { Counter, collectDefaultMetrics, Gauge, Registry } from 'prom-client';
import type { Connection } from '@/db/connect';
import { countStuckDeliveries } from '@/db/queries/deliveries';
import type { Hasher } from '@/lib/password/hashing';

/** A try had to wait, or came to a closed door. */
type ThrottleKind = 'wait' | 'closed';

export interface Metrics {
  /** In Prometheus' text format. @see https://prometheus.io/docs/instrumenting/exposition_formats/ */
  text(): Promise<string>;
  countThrottled(kind: ThrottleKind): void;
}

/** What an operator watches: the process itself, the hashes it computes, the changes that do not get through. */
export function createMetrics({ connection, hasher }: { connection: Connection; hasher: Hasher }): Metrics {
  const registry = new Registry();
  collectDefaultMetrics({ register: registry, prefix: 'portal_' });
  new Counter({
    name: 'portal_argon2id_computations_total',
    help: 'argon2id computations that this process has completed',
    registers: [registry],
    collect() {
      this.reset();
      this.inc(hasher.completed);
    },
  });
  new Gauge({
    name: 'portal_deliveries_stuck',
    help: 'changes that have failed to reach a mail system at least once and are tried again',
    registers: [registry],
    async collect() {
      this.set(await countStuckDeliveries(connection.db));
    },
  });
  const throttled = new Counter({
    name: 'portal_throttle_refusals_total',
    help: 'tries of a password that had to wait, or that came to a closed account',
    labelNames: ['kind'] as const,
    registers: [registry],
  });
  return {
    text: () => registry.metrics(),
    countThrottled: (kind) => throttled.inc({ kind }),
  };
}
