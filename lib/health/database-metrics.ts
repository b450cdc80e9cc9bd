import { Gauge, type Registry } from 'prom-client';
import type { Connection } from '@/db/connect';
import { countUnsentNotices } from '@/db/queries/notices';
import { countWeakHashes } from '@/db/queries/weak-hashes';
import type { Clock } from '@/lib/clock';
import type { Config } from '@/lib/config/config';
import { countDeliveries } from '@/lib/delivery/list-stuck-deliveries';
import { countWorkers } from './worker-heartbeat';

/** Every process reads the same figure from the database, so one of them is reported and not their sum. */
const aggregator = 'first' as const;

/** Registers what the database tells: deliveries, workers, notices, weak hashes. */
export function watchDatabase(
  registry: Registry,
  of: { connection: Connection; clock: Clock; config: Pick<Config, 'targets'> },
): void {
  const registers = [registry];
  watchDeliveries(registry, of);
  new Gauge({
    name: 'portal_workers_running',
    help: 'workers seen within the last 30 seconds; without one, changes and notices wait',
    registers,
    aggregator,
    async collect() {
      this.set(await countWorkers(of.connection.db));
    },
  });
  new Gauge({
    name: 'portal_notices_unsent',
    help: 'notices: waiting, of these failing (failed and retried), given up (rejected for good)',
    labelNames: ['state'] as const,
    registers,
    aggregator,
    async collect() {
      const { waiting, failing, givenUp } = await countUnsentNotices(of.connection.db);
      this.set({ state: 'waiting' }, waiting);
      this.set({ state: 'failing' }, failing);
      this.set({ state: 'given_up' }, givenUp);
    },
  });
  new Gauge({
    name: 'portal_weak_hashes',
    help: 'mailboxes whose imported password is still stored in a weak way',
    registers,
    aggregator,
    async collect() {
      this.set(await countWeakHashes(of.connection.db));
    },
  });
}

/** One query serves the three gauges: the first one starts it, and each waits for it. */
function watchDeliveries(
  registry: Registry,
  of: { connection: Connection; clock: Clock; config: Pick<Config, 'targets'> },
): void {
  let counting: ReturnType<typeof countDeliveries> | undefined;
  const countOnce = () => {
    counting ??= countDeliveries({ db: of.connection.db, now: of.clock(), config: of.config }).finally(() => {
      counting = undefined;
    });
    return counting;
  };
  const gauge = (
    name: string,
    help: string,
    read: (counted: Awaited<ReturnType<typeof countDeliveries>>[number]) => number,
  ) =>
    new Gauge({
      name,
      help,
      labelNames: ['target'] as const,
      registers: [registry],
      aggregator,
      async collect() {
        const counted = await countOnce();
        this.reset();
        for (const one of counted) this.set({ target: one.target }, read(one));
      },
    });
  gauge('portal_deliveries_waiting', 'changes that have not reached a mail system yet', ({ waiting }) => waiting);
  gauge('portal_deliveries_oldest_seconds', 'waiting time of the oldest waiting change', (one) => one.oldestSeconds);
  gauge(
    'portal_deliveries_stuck',
    'changes that failed to reach a mail system and are retried, or that were not tried for a minute',
    ({ stuck }) => stuck,
  );
}
