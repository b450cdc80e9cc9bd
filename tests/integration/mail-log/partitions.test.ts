import { afterEach, expect, test } from 'vitest';
import { maintainPartitions } from '@/db/queries/mail-log-partitions';
import { closeEverything, ownDatabase } from '../../support/world';

afterEach(closeEverything);

const partitionsOf = (table: string) => `
  select c.relname as name from pg_inherits i join pg_class c on c.oid = i.inhrelid
  where i.inhparent = '${table}'::regclass order by 1`;

test('there is a partition for each day of the retention and a week ahead, and none by default', async () => {
  const { runtime, sql } = await ownDatabase();
  await maintainPartitions(runtime.connection.db, { accessDays: 7, sendingDays: 30 });
  expect(await sql.unsafe(partitionsOf('access_events'))).toHaveLength(15);
  expect(await sql.unsafe(partitionsOf('access_failures'))).toHaveLength(15);
  expect(await sql.unsafe(partitionsOf('mail_deliveries'))).toHaveLength(38);
  expect(await sql`select 1 from pg_partitioned_table where partdefid <> 0`).toEqual([]);
  expect(await maintainPartitions(runtime.connection.db, { accessDays: 7, sendingDays: 30 })).toBe(0);
});

test('a shorter retention drops the partitions of older days, and no other table', async () => {
  const { runtime, sql } = await ownDatabase();
  const { db } = runtime.connection;
  await maintainPartitions(db, { accessDays: 30, sendingDays: 30 });
  const other = await sql`select count(*)::int as n from pg_class where relkind = 'r' and not relispartition`;
  await maintainPartitions(db, { accessDays: 1, sendingDays: 30 });
  expect(await sql.unsafe(partitionsOf('access_events'))).toHaveLength(9);
  expect(await sql.unsafe(partitionsOf('mail_messages'))).toHaveLength(38);
  expect(await sql`select count(*)::int as n from pg_class where relkind = 'r' and not relispartition`).toEqual(other);
});

test('the application’s role can neither drop a partition itself nor ask for a retention of no days', async () => {
  const { runtime, sql } = await ownDatabase();
  const { db } = runtime.connection;
  await maintainPartitions(db, { accessDays: 2, sendingDays: 2 });
  const [first] = await sql.unsafe(partitionsOf('access_events'));
  await expect(db.execute(`drop table ${first?.name}`)).rejects.toThrow();
  await expect(maintainPartitions(db, { accessDays: 0, sendingDays: 2 })).rejects.toThrow();
  expect(await sql.unsafe(partitionsOf('access_events'))).toHaveLength(10);
});
