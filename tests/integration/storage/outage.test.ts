import { setTimeout as wait } from 'node:timers/promises';
import { expect, test } from 'vitest';
import { listDeliveries } from '@/db/queries/delivery-progress';
import { recordInstallation } from '@/db/queries/installation';
import { findSession } from '@/db/queries/sessions';
import { minutes } from '@/lib/clock';
import { startDeliveryWorker } from '@/lib/delivery/delivery-worker';
import { changePassword } from '@/lib/password/change-password';
import { checkCampusLink } from '@/lib/sign-in/campus-link/check-campus-link';
import { enterByCampusLink } from '@/lib/sign-in/campus-link/enter-by-campus-link';
import { findMember } from '@/lib/sign-in/session/find-member';
import { reinstateNext } from '@/lib/suspension/reinstate-next';
import { cast, newPassword } from '../../cast/cast';
import { startWorkerProcess } from '../../support/production-process';
import { until } from '../../support/until';
import { anonymousContext, atTheEnd, ownDatabase, runtimeWithoutDatabase, worldConfig } from '../../support/world';

const OUTAGE = { code: 'ECONNREFUSED' };

async function failureOf(asked: Promise<unknown>): Promise<unknown> {
  const error = await asked.then(
    (value) => expect.fail(`it answered ${JSON.stringify(value)}`),
    (thrown: Error) => thrown,
  );
  return error.cause ?? error;
}

test('A89 no session, sign-in or change succeeds without the database: each fails, and reveals nothing', async () => {
  const { linXia } = await cast();
  const member = await linXia.at();
  const { token } = await linXia.link();
  const runtime = await runtimeWithoutDatabase();
  const ctx = await anonymousContext({ runtime });
  const away = { ...member, ...ctx, actor: member.actor, address: member.address };

  expect(await failureOf(findMember(ctx, member.session.id))).toMatchObject(OUTAGE);
  expect(await failureOf(checkCampusLink(ctx, token, undefined))).toMatchObject(OUTAGE);
  const arrival = { token, visit: 'visit', formerSessionId: undefined };
  expect(await failureOf(enterByCampusLink(ctx, arrival))).toMatchObject(OUTAGE);
  expect(await failureOf(changePassword(away, linXia.wants(newPassword())))).toMatchObject(OUTAGE);

  // The link was not spent, and the session not lost.
  const back = await anonymousContext();
  expect((await enterByCampusLink(back, arrival)).ok).toBe(true);
  expect((await findSession(back.db, member.session.id))?.session.endedAt).toBeNull();
});

test('A89 the next request is answered when the database is back, and the worker delivers again', async () => {
  const { mailServer, targets } = worldConfig();
  const { runtime, sql, name } = await ownDatabase({ mailServer, targets });
  const worker = await startDeliveryWorker({ ...runtime, afterInForce: reinstateNext });
  atTheEnd(() => worker.stop());
  const { linXia } = await cast(runtime);
  const ctx = await linXia.signedIn();

  // As when PostgreSQL is restarted, but without an effect on its other users.
  await sql`select pg_terminate_backend(pid) from pg_stat_activity
    where datname = ${name} and pid <> pg_backend_pid()`;
  await until('queries are answered again', () =>
    findMember(ctx, ctx.session.id).then(
      (found) => found.ok,
      () => false,
    ),
  );
  const { change } = await linXia.sets(newPassword());
  await until(
    'the worker delivers again',
    async () => (await listDeliveries(runtime.connection.db, change))[0]?.effectiveAt != null,
    minutes(0.5),
  );
});

test('A89 a worker process survives the loss of its connections, however often and whenever', async () => {
  const own = await ownDatabase();
  await recordInstallation(own.runtime.connection.db, false, new Date());
  const { linXia } = await cast(own.runtime);
  const worker = startWorkerProcess(own);
  const inForce = async (change: { mailboxId: string; version: number }) =>
    (await listDeliveries(own.runtime.connection.db, change))[0]?.effectiveAt != null;
  const { change: first } = await linXia.sets(newPassword());
  await until('the worker is up', () => inForce(first), 20_000);

  for (let time = 0; time < 20; time += 1) {
    await own.sql`select pg_terminate_backend(pid) from pg_stat_activity
      where datname = ${own.name} and application_name = 'mail-portal worker'`;
    await wait(time * 40);
  }
  const { change: last } = await linXia.sets(newPassword());
  await until('the worker delivers again, or has ended', async () => !worker.isRunning() || inForce(last), 20_000);
  expect(worker.isRunning(), worker.output()).toBe(true);
});
