import { Counter, collectDefaultMetrics, Gauge, Registry } from 'prom-client';
import type { Connection } from '@/db/connect';
import type { Admission, AdmissionFigures, AdmissionQueue } from '@/lib/admission-queue';
import type { Clock } from '@/lib/clock';
import type { Config } from '@/lib/config/config';
import type { RefusalCounters } from '@/lib/context';
import type { Hasher } from '@/lib/hashing/hashing';
import { SECURITY_EVENTS } from '@/lib/security-events';
import { watchDatabase } from './database-metrics';
import { shareMetrics } from './process-metrics';

export interface Metrics extends RefusalCounters {
  /** In Prometheus' text format. @see https://prometheus.io/docs/instrumenting/exposition_formats/ */
  text(): Promise<string>;
}

/**
 * Creates the metrics for operators: the process itself, the hashes it computes, and deliveries that do not get
 * through. Several server processes are reported as one, by whichever is asked. Figures of a process then have its number
 * as the label `process`: a sum of counters would fall when one of them is restarted, and a rate would count it twice.
 */
export function createMetrics(of: {
  connection: Connection;
  admission: Admission;
  hasher: Hasher;
  clock: Clock;
  config: Pick<Config, 'targets'>;
  /** The number of this process, when it is one of several that serve requests. */
  processNumber?: number;
}): Metrics {
  const { admission, hasher, processNumber } = of;
  const registry = new Registry();
  collectDefaultMetrics({ register: registry, prefix: 'portal_' });
  const ofDatabase = new Registry();
  watchDatabase(ofDatabase, of);
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
  const ofThisProcess = () => Registry.merge([registry, ofDatabase]).metrics();
  return {
    text: processNumber === undefined ? ofThisProcess : ofAllProcesses([registry, ofDatabase], processNumber),
    countThrottled: (kind) => throttled.inc({ kind }),
    countSecurityEvent: (event, reason) => events.inc({ event, reason }),
  };
}

/** When the first process does not answer, the figures of this one are reported. */
function ofAllProcesses([registry, ofDatabase]: [Registry, Registry], processNumber: number): () => Promise<string> {
  registry.setDefaultLabels({ process: String(processNumber) });
  // The library leaves it out for processes that it sums up.
  Object.assign(registry.getSingleMetric('portal_process_start_time_seconds') ?? {}, { aggregator: 'first' });
  const ask = shareMetrics([registry, ofDatabase]);
  return async () => (await ask()) ?? (await registry.metrics());
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
