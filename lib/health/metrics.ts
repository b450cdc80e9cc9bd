import { Counter, collectDefaultMetrics, Gauge, Registry } from 'prom-client';
import type { Connection } from '@/db/connect';
import { countUnsentNotices } from '@/db/queries/notices';
import { countWeakHashes } from '@/db/queries/weak-hashes';
import type { Admission, AdmissionFigures, AdmissionQueue } from '@/lib/admission-queue';
import type { Clock } from '@/lib/clock';
import type { Config } from '@/lib/config/config';
import type { RefusalCounters } from '@/lib/context';
import { countDeliveries } from '@/lib/delivery/list-stuck-deliveries';
import type { Hasher } from '@/lib/hashing/hashing';
import { SECURITY_EVENTS } from '@/lib/security-events';
import { countWorkers } from './worker-heartbeat';

export interface Metrics extends RefusalCounters {
  /** In Prometheus' text format. @see https://prometheus.io/docs/instrumenting/exposition_formats/ */
  text(): Promise<string>;
}

/**
 * Creates the metrics for operators: the process itself, the hashes it computes, and deliveries that do not get
 * through.
 */
export function createMetrics(of: {
  connection: Connection;
  admission: Admission;
  hasher: Hasher;
  clock: Clock;
  config: Pick<Config, 'targets'>;
}): Metrics {
  const { connection, admission, hasher, clock, config } = of;
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
  watchAdmission(registry, admission);
  const byTarget = ['target'] as const;
  const waiting = new Gauge({
    name: 'portal_deliveries_waiting',
    help: 'changes that have not reached a mail system yet',
    labelNames: byTarget,
    registers: [],
  });
  const oldest = new Gauge({
    name: 'portal_deliveries_oldest_seconds',
    help: 'waiting time of the oldest waiting change',
    labelNames: byTarget,
    registers: [],
  });
  // One query serves all three gauges; the first one that is collected runs it.
  const stuck = new Gauge({
    name: 'portal_deliveries_stuck',
    help: 'changes that failed to reach a mail system and are retried, or that were not tried for a minute',
    labelNames: byTarget,
    registers: [registry],
    async collect() {
      for (const gauge of [stuck, waiting, oldest]) gauge.reset();
      for (const one of await countDeliveries({ db: connection.db, now: clock(), config })) {
        stuck.set({ target: one.target }, one.stuck);
        waiting.set({ target: one.target }, one.waiting);
        oldest.set({ target: one.target }, one.oldestSeconds);
      }
    },
  });
  registry.registerMetric(waiting);
  registry.registerMetric(oldest);
  new Gauge({
    name: 'portal_workers_running',
    help: 'workers seen within the last 30 seconds; without one, changes and notices wait',
    registers: [registry],
    async collect() {
      this.set(await countWorkers(connection.db));
    },
  });
  new Gauge({
    name: 'portal_notices_unsent',
    help: 'notices: waiting, of these failing (failed and retried), given up (rejected for good)',
    labelNames: ['state'] as const,
    registers: [registry],
    async collect() {
      const { waiting, failing, givenUp } = await countUnsentNotices(connection.db);
      this.set({ state: 'waiting' }, waiting);
      this.set({ state: 'failing' }, failing);
      this.set({ state: 'given_up' }, givenUp);
    },
  });
  new Gauge({
    name: 'portal_weak_hashes',
    help: 'mailboxes whose imported password is still stored in a weak way',
    registers: [registry],
    async collect() {
      this.set(await countWeakHashes(connection.db));
    },
  });
  const throttled = new Counter({
    name: 'portal_throttle_refusals_total',
    help: 'password attempts that had to wait, or that came to a closed account',
    labelNames: ['kind'] as const,
    registers: [registry],
  });
  const events = new Counter({
    name: 'portal_security_events_total',
    help: 'refused attempts, by the event and reason in the log',
    labelNames: ['event', 'reason'] as const,
    registers: [registry],
  });
  // Counters that exist from the start, at zero, have a rate at their first event.
  for (const [event, reasons] of Object.entries(SECURITY_EVENTS)) {
    for (const reason of reasons) events.inc({ event, reason }, 0);
  }
  return {
    text: () => registry.metrics(),
    countThrottled: (kind) => throttled.inc({ kind }),
    countSecurityEvent: (event, reason) => events.inc({ event, reason }),
  };
}

/** Registers the figures of each queue under its name: `change`, `signInByDatabase`, `signInByDirectory`. */
function watchAdmission(registry: Registry, admission: Admission): void {
  const labelNames = ['queue'] as const;
  const queues = () => Object.entries(admission) as [string, AdmissionQueue][];
  const gauge = (name: string, help: string, read: (figures: AdmissionFigures) => number) =>
    new Gauge({
      name,
      help,
      labelNames,
      registers: [registry],
      collect() {
        for (const [queue, one] of queues()) this.set({ queue }, read(one.figures()));
      },
    });
  const counter = (name: string, help: string, read: (figures: AdmissionFigures) => number) =>
    new Counter({
      name,
      help,
      labelNames,
      registers: [registry],
      collect() {
        this.reset();
        for (const [queue, one] of queues()) this.inc({ queue }, read(one.figures()));
      },
    });
  gauge('portal_admission_running', 'changes and sign-ins in progress', ({ running }) => running);
  gauge('portal_admission_waiting', 'changes and sign-ins that wait in the queue', ({ waiting }) => waiting);
  counter('portal_admission_admitted_total', 'changes and sign-ins admitted', ({ admitted }) => admitted);
  counter(
    'portal_admission_refused_total',
    'changes and sign-ins refused because the queue was full',
    ({ refused }) => refused,
  );
  counter(
    'portal_admission_wait_seconds_total',
    'total waiting time of admitted changes and sign-ins',
    (one) => one.waitedMs / 1_000,
  );
}
