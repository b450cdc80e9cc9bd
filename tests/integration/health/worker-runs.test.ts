import { beforeAll, expect, test } from 'vitest';
import { DATABASE_CHECKS, workerCheck } from '@/bin/portal/doctor-checks';
import { checkReadiness } from '@/lib/health/check-readiness';
import { startHeartbeat } from '@/lib/health/worker-heartbeat';
import type { RequestContext } from '@/lib/runtime/runtime';
import { cast, newPassword } from '../../cast/cast';
import { type OwnDatabase, ownDatabase, systemContext, worldConfig } from '../../support/world';

/** A portal with a mail system, and with only the workers that a test starts. */
let own: OwnDatabase;
let ctx: RequestContext;
beforeAll(async () => {
  const { targets } = worldConfig();
  own = await ownDatabase({ targets });
  ctx = await systemContext(own.runtime);
});

const partsNow = async () => (await checkReadiness({ ...ctx, now: new Date() })).parts;

test('a missing worker is reported by readyz, by a metric and by doctor; it is no outage', async () => {
  expect(await checkReadiness(ctx)).toMatchObject({ ready: true, parts: { worker: 'down' } });
  expect(await own.runtime.metrics.text()).toMatch(/^portal_workers_running 0$/m);
  await expect(workerCheck(true)(ctx)).rejects.toThrow('no worker has reported for 30 seconds');
  // A demo whose server is down is not expected to have a worker.
  expect(await workerCheck(false)(ctx)).toMatch('no demo runs');

  const { connection, log } = own.runtime;
  const stop = await startHeartbeat({ connection, log });
  expect(await partsNow()).toMatchObject({ worker: 'up' });
  expect(await own.runtime.metrics.text()).toMatch(/^portal_workers_running 1$/m);
  expect(await workerCheck(true)(ctx)).toBe('1 runs');
  await stop();
  expect(await partsNow(), 'one that ends as it should is off the list at once').toMatchObject({ worker: 'down' });
});

test('a killed worker counts as running for half a minute', async () => {
  await own.sql`insert into worker_heartbeats (id, seen_at) values (gen_random_uuid(), now() - interval '29 seconds')`;
  expect(await partsNow()).toMatchObject({ worker: 'up' });
  await own.sql`update worker_heartbeats set seen_at = now() - interval '31 seconds'`;
  expect(await partsNow()).toMatchObject({ worker: 'down' });
});

test('deliveries not tried for a minute are reported by readyz, by a metric and by doctor', async () => {
  const { linXia } = await cast(own.runtime);
  await linXia.sets(newPassword());
  const check = async () => DATABASE_CHECKS.deliveries?.({ ...ctx, now: new Date() });
  expect(await partsNow()).toMatchObject({ deliveries: 'up' });
  expect(await check()).toBe('none is stuck');

  await own.sql`update deliveries set created_at = created_at - interval '61 seconds'`;
  expect(await partsNow()).toMatchObject({ deliveries: 'stuck' });
  const figures = await own.runtime.metrics.text();
  expect(figures).toMatch(/^portal_deliveries_stuck\{target="dovecot-sql"\} 1$/m);
  expect(figures).toMatch(/^portal_deliveries_waiting\{target="dovecot-sql"\} 1$/m);
  expect(figures).toMatch(/^portal_deliveries_oldest_seconds\{target="dovecot-sql"\} [1-9]/m);
  await expect(check()).rejects.toThrow('1 was not tried for a minute');
});
