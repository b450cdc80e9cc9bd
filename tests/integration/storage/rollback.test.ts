import { setTimeout as wait } from 'node:timers/promises';
import { expect, test } from 'vitest';
import { DEMO_ANNOUNCEMENT } from '@/lib/demo/demo-announcement';
import { changePassword } from '@/lib/password/change-password';
import { enterByCampusLink } from '@/lib/sign-in/campus-link/enter-by-campus-link';
import { makePortalKey } from '@/lib/sign-in/campus-link/make-portal-key';
import { revokePortalKey } from '@/lib/sign-in/campus-link/revoke-portal-key';
import { rotatePortalKeys } from '@/lib/sign-in/campus-link/rotate-portal-keys';
import { signOut } from '@/lib/sign-in/session/sign-out';
import { publish } from '@/lib/suspension/announcement/publish';
import { reinstate } from '@/lib/suspension/reinstate';
import { suspend } from '@/lib/suspension/suspend';
import { cast, needed, newPassword } from '../../cast/cast';
import { readableLog } from '../../support/readable-log';
import { anonymousContext, ownDatabase, systemContext } from '../../support/world';

/** Every row of every table, as text. */
async function everythingIn(sql: Awaited<ReturnType<typeof ownDatabase>>['sql']): Promise<Record<string, string[]>> {
  const tables = await sql<{ name: string }[]>`
    select tablename as name from pg_tables where schemaname = 'public' order by tablename`;
  const found: Record<string, string[]> = {};
  for (const { name } of tables) {
    const rows = await sql<{ row: string }[]>`select t::text as row from ${sql(name)} t order by 1`;
    found[name] = rows.map(({ row }) => row);
  }
  return found;
}

test('A91 an act whose audit row cannot be written is rolled back, whichever act it is', async () => {
  const { runtime, sql } = await ownDatabase();
  const operator = await systemContext(runtime);
  const kid = await makePortalKey(runtime.connection.db, operator);
  const { linXia, chenXiaoAn } = await cast(runtime);
  const { token } = await linXia.link();
  needed(await suspend(operator, { address: chenXiaoAn.address, level: 'warning', announcementId: null }));
  const member = await linXia.at();
  const client = await anonymousContext({ runtime });
  await sql`revoke insert on audit_log from portal_app`;
  const before = await everythingIn(sql);

  const acts: Record<string, () => Promise<unknown>> = {
    'a change': () => changePassword(member, linXia.wants(newPassword())),
    'an arrival': () => enterByCampusLink(client, { token, visit: 'visit', formerSessionId: member.session.id }),
    'a sign-out': () => signOut(client, member.session.id),
    'a suspension': () => suspend(operator, { address: linXia.address, level: 'warning', announcementId: null }),
    'a reinstatement': () => reinstate(operator, chenXiaoAn.address),
    'an announcement': () => publish(operator, DEMO_ANNOUNCEMENT),
    'a rotation of keys': () => rotatePortalKeys(operator),
    'a revocation of a key': () => revokePortalKey(operator, kid),
  };
  for (const [what, act] of Object.entries(acts)) {
    await expect(act(), what).rejects.toThrow();
    expect(await everythingIn(sql), what).toEqual(before);
  }

  // Only the audit row failed: with the privilege restored, the same link and the same form succeed.
  await sql`grant insert on audit_log to portal_app`;
  needed(await enterByCampusLink(client, { token, visit: 'visit', formerSessionId: undefined }));
  needed(await changePassword(member, linXia.wants(newPassword())));
});

test('A85 a change that fails at its last step leaves nothing of its first ones', async () => {
  const { runtime, sql } = await ownDatabase();
  const { linXia } = await cast(runtime);
  const member = await linXia.at();
  await sql`create function fail() returns trigger language plpgsql as $$ begin raise 'the disk is full'; end $$`;
  await sql`create constraint trigger fail after insert on deliveries deferrable initially deferred
    for each row execute function fail()`;
  const before = await everythingIn(sql);
  await expect(changePassword(member, linXia.wants(newPassword()))).rejects.toThrow();
  expect(await everythingIn(sql)).toEqual(before);
});

test('A85 the concurrent writes of a change are rolled back whichever of them fails', async () => {
  const { runtime, sql } = await ownDatabase();
  const { linXia } = await cast(runtime);
  const member = await linXia.at();
  const before = await everythingIn(sql);
  for (const table of ['password_changes', 'deliveries', 'sessions', 'notices', 'audit_log']) {
    await sql`revoke insert on ${sql(table)} from portal_app`;
    await expect(changePassword(member, linXia.wants(newPassword())), table).rejects.toThrow(/Failed query: .*insert/s);
    // A write still pending when the transaction ends would run outside it, a moment later.
    await wait(50);
    expect(await everythingIn(sql), table).toEqual(before);
    await sql`grant insert on ${sql(table)} to portal_app`;
  }
  needed(await changePassword(member, linXia.wants(newPassword())));
});

test('A80 a database error is logged without the values of its statement', async () => {
  const own = await ownDatabase();
  const { linXia } = await cast(own.runtime);
  const member = await linXia.at();
  await own.sql`create function fail() returns trigger language plpgsql as $$ begin raise 'the disk is full'; end $$`;
  await own.sql`create trigger fail before update on mailboxes for each row execute function fail()`;
  const error = await changePassword(member, linXia.wants(newPassword())).catch((thrown: Error) => thrown);
  const { log, lines } = readableLog();
  log.error({ err: error, reference: member.requestId }, 'unhandled error');
  expect(lines.join('')).toContain('the disk is full');
  expect(lines.join('')).not.toContain('argon2id');
});
