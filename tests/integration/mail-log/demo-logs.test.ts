import { expect, test } from 'vitest';
import { fillDemo } from '@/lib/demo/fill-demo';
import { ingestDemoLogs } from '@/lib/demo/mail-logs/ingest-demo-logs';
import { ownDatabase, systemContext } from '../../support/world';

test('the demo’s pages have seven days of rows, and a second start adds none', async () => {
  const { runtime, sql } = await ownDatabase();
  await fillDemo({ ...(await systemContext(runtime)), hasher: runtime.hasher });
  const count = async () => {
    const [row] = await sql`select
      (select count(*)::int from access_events) as events, (select count(distinct at::date)::int from access_events) as days,
      (select count(distinct mailbox_id)::int from access_events) as mailboxes,
      (select count(distinct country)::int from access_events) as countries,
      (select count(*)::int from access_failures) as failures, (select count(*)::int from mail_messages) as messages,
      (select count(*)::int from mail_messages where expired_at is not null) as expired,
      (select count(distinct status)::int from mail_deliveries) as statuses, (select count(*)::int from mail_refusals) as refusals,
      (select count(*)::int from mailboxes) as all_mailboxes`;
    return row;
  };
  await ingestDemoLogs(runtime);
  const first = await count();
  expect(first?.days).toBeGreaterThanOrEqual(7);
  expect(first?.mailboxes).toBe(first?.all_mailboxes);
  expect(first).toMatchObject({ statuses: 3 });
  for (const some of ['events', 'failures', 'messages', 'expired', 'refusals', 'countries'] as const) {
    expect(first?.[some], some).toBeGreaterThan(0);
  }
  await ingestDemoLogs(runtime);
  expect(await count()).toEqual(first);
});
