import { expect, test } from 'vitest';
import { createAdmission } from '@/lib/admission-queue';
import { changePassword } from '@/lib/password/change-password';
import type { MailboxRequest } from '@/lib/runtime/runtime';
import { cast, newPassword } from '../../cast/cast';
import { until } from '../../support/until';
import { type OwnDatabase, ownDatabase } from '../../support/world';

/** Starts changes that all reach the same point inside their transactions before any of them continues. */
async function allAtOnce<T>({ name, sql }: OwnDatabase, changes: readonly (() => Promise<T>)[]) {
  const running = await sql.begin(async (holder) => {
    await holder`lock table sessions in access exclusive mode`;
    const started = Promise.allSettled(changes.map((change) => change()));
    await until('all changes wait', async () => {
      const waiting = await sql`
        select 1 from pg_stat_activity where datname = ${name} and wait_event_type = 'Lock'`;
      return waiting.length === changes.length;
    });
    return { started };
  });
  return running.started;
}

/** Each change runs on a server of its own: one server admits as many at once as it has cores. */
const atOwnServer = (ctx: MailboxRequest): MailboxRequest => ({ ...ctx, admission: createAdmission() });

test('two mailboxes of one person, changed at once from two browsers, cause no deadlock', async () => {
  const own = await ownDatabase();
  for (let round = 0; round < 5; round += 1) {
    const { chouTzuYuan } = await cast(own.runtime);
    const contexts = await Promise.all(chouTzuYuan.addresses.map((address) => chouTzuYuan.at(address)));
    const outcomes = await allAtOnce(
      own,
      contexts.map((ctx) => () => changePassword(atOwnServer(ctx), chouTzuYuan.wants(newPassword()))),
    );
    expect(outcomes.filter((outcome) => outcome.status === 'rejected')).toEqual([]);
  }
});

test('one password cannot be set for two mailboxes of a person, also when both requests race', async () => {
  const own = await ownDatabase();
  const { chouTzuYuan } = await cast(own.runtime);
  const [mine, , club] = chouTzuYuan.addresses as [string, string, string];
  const contexts = [await chouTzuYuan.at(mine), await chouTzuYuan.at(club)];
  const both = newPassword();
  const outcomes = await allAtOnce(
    own,
    contexts.map((ctx) => () => changePassword(atOwnServer(ctx), chouTzuYuan.wants(both))),
  );
  expect(outcomes.filter((outcome) => outcome.status === 'rejected')).toEqual([]);
  const changed = outcomes.filter((outcome) => outcome.status === 'fulfilled' && outcome.value.ok);
  expect(changed).toHaveLength(1);
});
