import { expect, inject, test } from 'vitest';
import { connect } from '@/db/connect';
import { migrate } from '@/db/migrate';
import { purgePseudonym } from '@/db/queries/audit';
import { findMailbox } from '@/db/queries/mailboxes';
import { findPersonByNumber } from '@/db/queries/people';
import { findOwnMailbox } from '@/lib/mailbox/find-own-mailbox';
import { cast, newPassword } from '../../cast/cast';
import { onDatabase } from '../../support/on-database';
import { OTHERS_HASHES, REFUSED_HASHES } from '../../support/stored-hashes';
import { atTheEnd, ownDatabase, sqlAs, superuser, testRuntime } from '../../support/world';

let app: ReturnType<typeof sqlAs> | undefined;
/** One connection for all tests of this file, since there are many. */
const asApp = () => {
  app ??= sqlAs(inject('world').platform.databaseUrl);
  return app;
};

test('the migrations bring an empty database up to date, and change nothing the second time', async () => {
  const own = await ownDatabase();
  const shape = () => own.sql`
    select table_name, column_name, data_type, is_nullable from information_schema.columns
    where table_schema = 'public' order by 1, 2`;
  const before = await shape();
  const done = await own.sql`select * from drizzle.__drizzle_migrations`;
  expect(before.length).toBeGreaterThan(50);
  expect(done.length).toBeGreaterThan(0);

  await migrate(own.runtime.config.databaseOwnerUrl ?? '');
  expect(await shape()).toEqual(before);
  expect(await own.sql`select * from drizzle.__drizzle_migrations`).toEqual(done);
});

test('a database of another version of the portal is refused before any change to it', async () => {
  const own = await ownDatabase();
  await own.sql`insert into drizzle.__drizzle_migrations (hash, created_at) values ('a step of another version', 1)`;
  const done = await own.sql`select * from drizzle.__drizzle_migrations`;
  await expect(migrate(own.runtime.config.databaseOwnerUrl ?? '')).rejects.toThrow('another version of the portal');
  expect(await own.sql`select * from drizzle.__drizzle_migrations`).toEqual(done);
});

test('the application’s role owns nothing, and is a member of no other role', async () => {
  const sql = superuser();
  const owned =
    await sql`select relname from pg_class where relowner = 'portal_app'::regrole or relowner = 'dovecot'::regrole`;
  expect(owned).toEqual([]);
  const roles = await sql`
    select rolname, rolsuper, rolcreaterole, rolcreatedb, rolbypassrls from pg_roles
    where rolname in ('portal_owner', 'portal_app', 'dovecot')`;
  expect(roles).toHaveLength(3);
  for (const role of roles) {
    expect(role).toMatchObject({ rolsuper: false, rolcreaterole: false, rolcreatedb: false, rolbypassrls: false });
  }
  expect(await sql`select 1 from pg_auth_members where member in ('portal_app'::regrole, 'dovecot'::regrole)`).toEqual(
    [],
  );
});

test('the application inserts into the audit log and reads it, and can update or delete nothing in it', async () => {
  const app = asApp();
  await app`select 1 from audit_log limit 1`;
  for (const forbidden of [
    'update audit_log set action = action',
    'delete from audit_log',
    'truncate audit_log',
    'alter table audit_log disable trigger all',
    'drop table audit_log',
    'alter table audit_log owner to portal_app',
    'update audit_pseudonyms set person_id = person_id',
    'delete from audit_pseudonyms',
    'create table mine (id int)',
    'set role portal_owner',
  ]) {
    await expect(app.unsafe(forbidden), forbidden).rejects.toThrow(/permission denied|must be owner/);
  }
  // PostgreSQL reports no error for a grant without effect, so the test checks the effect.
  await app.unsafe('grant delete on audit_log to portal_app').catch(() => undefined);
  await expect(app`delete from audit_log`).rejects.toThrow('permission denied');
});

test('the application can delete nothing but sessions, readings, spent links, captchas, counted failures, the table of mail systems, contact addresses, notices, heartbeats and open queue ids', async () => {
  const rows = await superuser()`
    select table_name from information_schema.role_table_grants
    where grantee = 'portal_app' and privilege_type in ('DELETE', 'TRUNCATE') order by table_name`;
  expect(rows.map((row) => row.table_name)).toEqual([
    'announcement_readings',
    'captchas',
    'contact_addresses',
    'delivery_failures',
    'mail_queue_ids',
    'mail_targets',
    'notices',
    'sessions',
    'sign_in_failures',
    'spent_campus_links',
    'throttle_windows',
    'worker_heartbeats',
  ]);
});

test('Dovecot’s role sees its two views, and nothing else', async () => {
  const dovecot = sqlAs(inject('world').dovecotDatabaseUrl);
  const seen = await dovecot`
    select c.relname as name from pg_class c join pg_namespace n on n.oid = c.relnamespace
    where n.nspname not in ('pg_catalog', 'information_schema', 'pg_toast') and c.relkind in ('r', 'v', 'm', 'p', 'f')
      and has_table_privilege(c.oid, 'select, insert, update, delete, truncate')
    order by 1`;
  expect(seen.map((row) => row.name)).toEqual(['dovecot_passdb', 'dovecot_userdb']);
  const columns = await superuser()`
    select column_name from information_schema.columns where table_name = 'dovecot_passdb' order by 1`;
  expect(columns.map((row) => row.column_name)).toEqual(['nologin', 'password', 'reason', 'username']);
  for (const view of ['dovecot_passdb', 'dovecot_userdb']) {
    await expect(dovecot.unsafe(`delete from ${view}`)).rejects.toThrow('permission denied');
    await expect(dovecot.unsafe(`update ${view} set username = username`)).rejects.toThrow('permission denied');
  }
});

test('nologin is NULL for accounts that may sign in, because Dovecot reads every other value as a refusal', async () => {
  const { linXia, chenXiaoAn } = await cast();
  await superuser()`update mailboxes set state = 'suspended_warning' where address = ${chenXiaoAn.address}`;
  const view = (address: string) => superuser()`select nologin, reason from dovecot_passdb where username = ${address}`;
  expect(await view(linXia.address)).toEqual([{ nologin: null, reason: null }]);
  expect(await view(chenXiaoAn.address)).toMatchObject([{ nologin: 'Y', reason: expect.stringMatching(/^[ -~]+$/) }]);
  await superuser()`update mailboxes set state = 'closed' where address = ${chenXiaoAn.address}`;
  expect(await view(chenXiaoAn.address)).toEqual([]);
});

test.each(REFUSED_HASHES)('%s is refused as a stored password by the database itself', async (_, secret) => {
  const { linXia } = await cast();
  const app = asApp();
  await expect(app`update mailboxes set password_secret = ${secret} where address = ${linXia.address}`).rejects.toThrow(
    'mailboxes_secret_form',
  );
});

test('a hash of every imported kind can be stored', async () => {
  const { linXia } = await cast();
  const app = asApp();
  for (const { stored } of OTHERS_HASHES) {
    const { count } = await app`update mailboxes set password_secret = ${stored} where address = ${linXia.address}`;
    expect(count, stored).toBe(1);
  }
});

test.each([
  [
    'a delivery in force that was never flushed',
    `update deliveries set effective_at = now(), flushed_at = null`,
    'deliveries_effective_is_whole',
  ],
  [
    'a probe without a time',
    `update deliveries set probe = 'accepted', probed_at = null`,
    'deliveries_probe_has_a_time',
  ],
  [
    'a session that ended for no reason',
    `update sessions set ended_at = now(), end_reason = null`,
    'sessions_end_has_a_reason',
  ],
  ['an address with a line break', `update mailboxes set address = E'a@b.example\\nx'`, 'mailboxes_address_form'],
  [
    'an address with a master-user separator',
    `update mailboxes set address = 'a*root@mx.example'`,
    'mailboxes_address_form',
  ],
  ['a number with a quote', `update people set number = 'A1''2'`, 'people_number_form'],
  [
    'an audit word of another form',
    `insert into audit_log (at, action, actor, request_id, detail) values (now(), 'x', 'system', 'x', '{}')`,
    'audit_log_action_form',
  ],
  ['a key of a pseudonym for nobody', `insert into audit_pseudonyms default values`, 'audit_pseudonyms_one_subject'],
])('%s is refused by the database itself', async (_, statement, constraint) => {
  const own = await ownDatabase();
  const { linXia } = await cast(own.runtime);
  await linXia.sets(newPassword());
  await expect(own.sql.unsafe(statement)).rejects.toThrow(constraint);
});

test('a mailbox has at most one open suspension, and each version one change and one delivery a system', async () => {
  const own = await ownDatabase();
  const { linXia } = await cast(own.runtime);
  await linXia.sets(newPassword());
  const { sql } = own;
  const suspend = () =>
    sql`insert into suspensions (mailbox_id, level, suspended_at) select id, 'warning', now() from mailboxes where address = ${linXia.address}`;
  await suspend();
  await expect(suspend()).rejects.toThrow('suspensions_one_open');
  await expect(sql`insert into deliveries (mailbox_id, target, version, created_at, next_attempt_at)
    select mailbox_id, target, version, created_at, next_attempt_at from deliveries`).rejects.toThrow(
    'deliveries_once',
  );
  await expect(sql`insert into password_changes (mailbox_id, version, number, intent, changed_at, fingerprint, reuse_salt)
    select mailbox_id, version, '2222-2222', gen_random_uuid(), changed_at, fingerprint, reuse_salt
    from password_changes limit 1`).rejects.toThrow('password_changes_version');
  await expect(sql`insert into password_changes (mailbox_id, version, number, intent, changed_at, fingerprint, reuse_salt)
    select mailbox_id, version + 100, number, gen_random_uuid(), changed_at, fingerprint, reuse_salt
    from password_changes limit 1`).rejects.toThrow('password_changes_number');
});

test('deleting the key of a person’s pseudonym leaves the audit rows unchanged, and no longer attributable', async () => {
  const own = await ownDatabase();
  const { linXia } = await cast(own.runtime);
  await linXia.sets(newPassword());
  const rows = () => own.sql`select * from audit_log order by id`;
  const before = await rows();
  const isHers = async () =>
    (
      await own.sql`
    select 1 from audit_log join audit_pseudonyms on pseudonym = person_pseudonym where person_id = ${linXia.person.id}`
    ).length;
  expect(await isHers()).toBeGreaterThan(0);

  // By the owner's role: no server process has it.
  const owner = connect(own.runtime.config.databaseOwnerUrl ?? '', { most: 1, program: 'a test' });
  atTheEnd(() => owner.close());
  await purgePseudonym(owner.db, linXia.person.id);
  expect(await rows()).toEqual(before);
  expect(await isHers()).toBe(0);
  expect(JSON.stringify(await rows())).not.toContain(linXia.person.number);
  expect(JSON.stringify(await rows())).not.toContain(linXia.person.id);
  expect(JSON.stringify(await rows())).not.toContain(linXia.address);

  // Her later acts are recorded under another pseudonym.
  await linXia.sets(newPassword());
  const pseudonyms = (await rows())
    .filter((row) => row.action === 'password.changed')
    .map((row) => row.person_pseudonym);
  expect(new Set(pseudonyms).size).toBe(2);
});

const HOSTILE = [
  `'; drop table people; --`,
  `' or '1'='1`,
  `\\'; select 1 --`,
  `%`,
  `_`,
  `$1`,
  `"mailboxes"`,
  `x\u0000y`,
];
test.each(HOSTILE)('A71 %j in an account, a number or an id is data', async (text) => {
  const { linXia } = await cast();
  const ctx = await linXia.signedIn();
  const found = async (asked: Promise<unknown>) => (await asked.catch((error: Error) => error.message)) ?? 'nothing';
  // PostgreSQL stores no NUL in a text; the connection survives the error.
  const nothing = text.includes('\u0000') ? expect.stringContaining('Failed query') : 'nothing';
  expect(await found(findMailbox(ctx.db, text))).toEqual(nothing);
  expect(await found(findPersonByNumber(ctx.db, text))).toEqual(nothing);
  if (!text.includes('\u0000')) expect(await findOwnMailbox(ctx, text)).toMatchObject({ code: 'mailbox.not_found' });
  expect((await findOwnMailbox(ctx, linXia.address)).ok).toBe(true);
});

test('A71 A72 no content of a URL causes an unexpected error', async () => {
  const { linXia } = await cast();
  const ctx = await linXia.signedIn();
  for (const text of [
    'x\u0000@mx.nthu.edu.tw',
    '\ud800',
    'a'.repeat(100_000),
    '\r\nKICK *',
    `${linXia.address}\u0000`,
  ]) {
    expect(await findOwnMailbox(ctx, text), `${[...text.slice(0, 30)].map((c) => c.codePointAt(0))}`).toMatchObject({
      ok: false,
      code: 'mailbox.not_found',
    });
  }
});

test('a database of another name, or with another password, is refused as not the portal’s', async () => {
  const { databaseUrl } = (await testRuntime()).config;
  await expect(sqlAs(onDatabase(databaseUrl, 'nowhere'))`select 1`).rejects.toThrow('does not exist');
  const url = new URL(databaseUrl);
  url.password = 'wrong';
  await expect(sqlAs(url.href)`select 1`).rejects.toThrow('password authentication failed');
});
