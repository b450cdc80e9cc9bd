import { setTimeout as wait } from 'node:timers/promises';
import { sql } from 'drizzle-orm';
import { expect, test } from 'vitest';
import { runConcurrently } from '@/db/run-concurrently';
import { ownDatabase } from '../../support/world';

test('A85 concurrent work of one transaction ends with it: nothing of it is written after the rollback', async () => {
  const own = await ownDatabase();
  await own.sql`create table written (word text)`;
  await own.sql`grant all on written to portal_app`;
  const { db } = own.runtime.connection;
  let hasEnded = false;
  const transaction = db.transaction((tx) => {
    const slow = async () => {
      await tx.execute(sql`insert into written values ('first')`);
      await wait(100);
      await tx.execute(sql`insert into written values ('second')`);
    };
    const slowToEnd = () =>
      slow().finally(() => {
        hasEnded = true;
      });
    return runConcurrently([slowToEnd(), tx.execute(sql`select 1 / 0`)]);
  });
  // Not the error of the aborted transaction, which the second insert meets.
  await expect(transaction).rejects.toMatchObject({ cause: { message: 'division by zero' } });
  expect(hasEnded, 'the transaction waits for all of its work').toBe(true);
  expect(await own.sql`select word from written`).toEqual([]);
});

test('concurrent work returns its results in the order given', async () => {
  const own = await ownDatabase();
  const { db } = own.runtime.connection;
  const answers = await db.transaction((tx) =>
    runConcurrently([wait(20, 'late'), tx.execute(sql`select 1 as one`), null]),
  );
  expect(answers).toMatchObject(['late', [{ one: 1 }], null]);
});
