import { drizzle } from 'drizzle-orm/postgres-js';
import { expect, test } from 'vitest';
import {
  countFailuresByDay,
  countSignInsByDay,
  listAccessEvents,
  listAccessFailures,
  listSignInSources,
} from '@/db/queries/access-log';
import { maintainPartitions } from '@/db/queries/mail-log-partitions';
import * as schema from '@/db/schema';
import { addDays, dayOf } from '@/lib/campus/day-of';
import { startOfDay } from '@/lib/campus/start-of-day';
import { ownDatabase, sqlAs } from '../../support/world';

const ZONE = 'Asia/Taipei';
const MAILBOXES = 40;

interface Plan {
  'Node Type': string;
  'Relation Name'?: string;
  'Actual Loops'?: number;
  'Actual Rows'?: number;
  'Rows Removed by Filter'?: number;
  Plans?: Plan[];
}

const nodesOf = (plan: Plan): Plan[] => [plan, ...(plan.Plans ?? []).flatMap(nodesOf)];

/** Plans of all statements that a query sends, with what they have read. */
async function setUp() {
  const { runtime, sql } = await ownDatabase();
  await maintainPartitions(runtime.connection.db, { accessDays: 30, sendingDays: 30 });
  await sql`
    insert into access_events (at, mailbox_id, kind, service, address, country)
    select now() - make_interval(hours => h), md5(m::text)::uuid,
      (case (h + n) % 4 when 0 then 'logout' when 1 then 'messages_expunged' else 'login' end)::access_event_kind, 'imap',
      '203.0.113.0'::inet + (h % 200), 'AU'
    from generate_series(0, ${MAILBOXES - 1}) as m, generate_series(0, 27 * 24) as h, generate_series(1, 2) as n`;
  await sql`
    insert into access_failures (day, mailbox_id, service, network, program, reason, password_digest, first_at, last_at, count)
    select (now() at time zone ${ZONE})::date - d, md5(m::text)::uuid, 'imap', set_masklen('198.0.0.0'::inet + n * 256, 24)::cidr, '',
      'auth_failed', '', now() - make_interval(days => d), now() - make_interval(days => d), 3
    from generate_series(0, 28) as d, generate_series(0, ${MAILBOXES - 1}) as m, generate_series(1, 30) as n`;
  await sql`analyze`;
  const [mailbox] = await sql<{ id: string }[]>`select md5('7')::uuid as id`;
  const client = sqlAs(runtime.config.databaseUrl);
  const sent: { query: string; params: unknown[] }[] = [];
  const logQuery = (query: string, params: unknown[]) => sent.push({ query, params });
  const db = drizzle(client, { schema, casing: 'snake_case', logger: { logQuery } });
  return {
    db,
    mailboxId: mailbox?.id ?? '',
    plansOf: async (query: () => Promise<unknown>): Promise<Plan[]> => {
      sent.length = 0;
      await query();
      expect(sent.length).toBeGreaterThan(0);
      const plans: Plan[] = [];
      for (const { query: text, params } of sent) {
        const [row] = await client.unsafe(`explain (analyze, format json) ${text}`, params as never[]);
        const [explained] = (row?.['QUERY PLAN'] ?? []) as { Plan: Plan }[];
        if (explained) plans.push(...nodesOf(explained.Plan));
      }
      return plans;
    },
  };
}

const today = dayOf(new Date(), ZONE);
const daysOf = (count: number) => {
  const from = addDays(today, -2 - count + 1);
  const to = addDays(today, -2);
  return { from, to, start: startOfDay(from, ZONE), end: startOfDay(addDays(to, 1), ZONE) };
};

/** A table that was read without its index, unless it is empty. */
const readWhole = (plan: Plan[]) =>
  plan.filter((node) => node['Node Type'] === 'Seq Scan' && (node['Actual Rows'] || node['Rows Removed by Filter']));

const partitionsIn = (plan: Plan[]) => new Set(plan.flatMap((node) => node['Relation Name'] ?? []));

test('each query of the log reads one mailbox by an index, in the partitions of its days alone', async () => {
  const { db, mailboxId, plansOf } = await setUp();
  const page = { before: null, most: 51 };
  const queries: [string, (days: ReturnType<typeof daysOf>) => Promise<unknown>][] = [
    ['events', (days) => listAccessEvents(db, { mailboxId, ...days, kinds: null, network: null }, page)],
    [
      'later pages of events',
      (days) =>
        listAccessEvents(
          db,
          { mailboxId, ...days, kinds: null, network: null },
          { before: { at: days.end, id: 7 }, most: 51 },
        ),
    ],
    [
      'events of one type from one address',
      (days) =>
        listAccessEvents(db, { mailboxId, ...days, kinds: [{ kinds: ['login'] }], network: '203.0.113.7/32' }, page),
    ],
    ['failures', (days) => listAccessFailures(db, { mailboxId, ...days, network: null }, page)],
    ['failures by day', (days) => countFailuresByDay(db, { mailboxId, ...days })],
    ['sign-ins by day', (days) => countSignInsByDay(db, { mailboxId, ...days }, ZONE)],
    ['sources', (days) => listSignInSources(db, { mailboxId, ...days })],
  ];
  for (const [name, query] of queries) {
    const ofDay = await plansOf(() => query(daysOf(1)));
    expect(readWhole(ofDay), name).toEqual([]);
    // A day on campus begins within one day of UTC and ends within the next.
    const partitions = [...partitionsIn(ofDay)].filter((table) => /_\d{8}$/.test(table));
    expect(partitions.length, `${name}: ${partitions}`).toBeGreaterThan(0);
    expect(partitions.filter((table) => table.startsWith('access_events')).length, name).toBeLessThanOrEqual(2);
    expect(partitions.filter((table) => table.startsWith('access_failures')).length, name).toBeLessThanOrEqual(1);
    expect(readWhole(await plansOf(() => query(daysOf(26)))), name).toEqual([]);
  }
});
