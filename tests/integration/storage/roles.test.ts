import { expect, inject, test } from 'vitest';
import { DELIVERIES_CHANGED, DELIVERIES_DUE, DELIVERY_IN_FORCE } from '@/db/queries/delivery-signals';
import { NOTICES_DUE } from '@/db/queries/notices';
import { cast, newPassword } from '../../cast/cast';
import { onDatabase } from '../../support/on-database';
import { inForce, sqlAs, superuser, testRuntime } from '../../support/world';

/** The statements an attacker with the password of a database role could try; each must be refused. */
const asDovecot = () => sqlAs(inject('world').dovecotDatabaseUrl);
const asApp = () => sqlAs(inject('world').platform.databaseUrl);

const DENIED_TO_ALL = [
  // Advisory locks: those of other sessions, and the shared lock table, which they can exhaust.
  `select pg_advisory_lock(1)`,
  `select pg_try_advisory_lock(1, 2)`,
  `select pg_advisory_xact_lock(1)`,
  `select pg_try_advisory_xact_lock_shared(1)`,
  // The disk: large objects, temporary tables, files, the write-ahead log.
  `select lo_create(0)`,
  `select lo_creat(-1)`,
  `select lo_from_bytea(0, 'x')`,
  `select lo_import('/etc/passwd')`,
  `select lo_export(1, '/tmp/x')`,
  `select lo_open(1, 131072)`,
  `create temporary table mine (id int)`,
  `select * into temporary mine from pg_class`,
  `create table mine (id int)`,
  `create schema mine`,
  `select pg_logical_emit_message(false, 'x', repeat('x', 1000))`,
  `select pg_read_file('/etc/passwd')`,
  `select pg_read_binary_file('postgresql.conf')`,
  `select pg_ls_dir('.')`,
  `select pg_stat_file('postgresql.conf')`,
  `copy mailboxes to '/tmp/x'`,
  `copy (select 1) to program 'true'`,
  // Programs.
  `do $$ begin loop end loop; end $$`,
  `create function mine() returns int language sql as 'select 1'`,
  `create language plperlu`,
  `create extension dblink`,
  // Other roles: their settings, sessions, passwords and databases.
  `alter system set fsync = off`,
  `alter database mail_portal set statement_timeout = 1`,
  `alter role portal_owner set statement_timeout = 1`,
  `alter role portal_owner password 'x'`,
  `alter role all set statement_timeout = 1`,
  `create role mine`,
  `create database mine`,
  `set role portal_owner`,
  `set session authorization portal_owner`,
  `grant pg_read_all_data to current_user`,
  `select * from pg_authid`,
  `select pg_reload_conf()`,
  `select pg_switch_wal()`,
  `select pg_terminate_backend(pid) from pg_stat_activity where usename = 'portal_owner' or usename = 'postgres'`,
  `select pg_create_physical_replication_slot('x')`,
  `create publication mine for all tables`,
  `create subscription mine connection 'dbname=x' publication y with (connect = false)`,
  `create event trigger mine on ddl_command_start execute function suppress_redundant_updates_trigger()`,
];

const REFUSED = /permission denied|must be (owner|superuser)|not (allowed|permitted)|cannot (drop|set)|Only roles/i;

const OF_DOVECOT = [
  ...[
    'mailboxes',
    'people',
    'deliveries',
    'sessions',
    'audit_log',
    'audit_pseudonyms',
    'notices',
    'installation',
  ].flatMap((table) => [`select * from ${table}`, `lock table ${table} in access share mode`, `truncate ${table}`]),
  `select * from dovecot_passdb for update`,
  `select * from dovecot_passdb for key share`,
  `lock table dovecot_passdb in access exclusive mode`,
  `lock table dovecot_passdb in share mode`,
  `insert into dovecot_userdb values ('x@mx.example')`,
  `create or replace view dovecot_passdb as select 1`,
  `alter view dovecot_passdb set (security_barrier = false)`,
  `drop view dovecot_passdb`,
  `create rule mine as on select to dovecot_passdb do instead nothing`,
  `create trigger mine instead of delete on dovecot_passdb execute function suppress_redundant_updates_trigger()`,
  `comment on view dovecot_passdb is 'x'`,
  `select nextval('audit_log_id_seq')`,
  `select * from drizzle.__drizzle_migrations`,
  `alter role portal_app password 'x'`,
  `alter role portal_app set statement_timeout = 1`,
];

const OF_APP = [
  `delete from audit_pseudonyms`,
  `update audit_pseudonyms set person_id = null`,
  `truncate audit_pseudonyms`,
  `insert into audit_pseudonyms (pseudonym, person_id) select gen_random_uuid(), id from people limit 1`,
  `insert into audit_log (at, action, actor, request_id, detail) values (now() - interval '1 day', 'x.y', 'system', 'x', '{}')`,
  `insert into audit_log (id, action, actor, request_id, detail) overriding system value values (1, 'x.y', 'system', 'x', '{}')`,
  `insert into audit_log (action, actor, request_id, detail) values ('x.y', 'system', 'x', '{}') on conflict (id) do update set detail = '{}'`,
  `copy audit_log from stdin`,
  `merge into audit_log using (select 1) s on true when matched then delete`,
  `update audit_log set at = at`,
  `delete from audit_log`,
  `alter table audit_log alter at set default now() - interval '1 day'`,
  `alter table audit_log disable trigger all`,
  `select setval('audit_log_id_seq', 1)`,
  `create trigger mine before insert on audit_log execute function suppress_redundant_updates_trigger()`,
  `create rule mine as on insert to audit_log do instead nothing`,
  `delete from people`,
  `delete from mailboxes`,
  `delete from announcement_acknowledgements`,
  `update announcement_versions set body_en = ''`,
  `update installation set is_demo = false`,
  `drop view dovecot_passdb`,
  `grant select on mailboxes to dovecot`,
  `alter role dovecot password 'x'`,
];

const roles = [
  ['dovecot', asDovecot, [...DENIED_TO_ALL, ...OF_DOVECOT]],
  ['portal_app', asApp, [...DENIED_TO_ALL, ...OF_APP]],
] as const;

/** Runs a statement in a transaction with a timeout of two seconds, since some would never end. */
const within = (sql: ReturnType<typeof sqlAs>, statement: string) =>
  sql.begin(async (tx) => {
    await tx.unsafe(`set local statement_timeout = '2s'`);
    return tx.unsafe(statement);
  });

test.each(roles)('A118 %s is refused every statement that no role should run', async (role, as, forbidden) => {
  const sql = as();
  for (const statement of forbidden) {
    // PostgreSQL only warns of a GRANT without grant option, and the query below checks its effect.
    const isGrant = statement.startsWith('grant select');
    const isByItself = /^(alter system|create database)/.test(statement);
    const tried = isByItself ? sql.unsafe(statement) : within(sql, statement);
    if (isGrant) await tried.catch(() => undefined);
    else await expect(tried, `${role}: ${statement}`).rejects.toThrow(REFUSED);
  }
  const [{ n } = { n: 1 }] = await superuser()`
    select count(*)::int as n from information_schema.role_table_grants
    where grantee in ('PUBLIC', 'dovecot') and table_schema = 'public' and table_name not like 'dovecot\_%'`;
  expect(n).toBe(0);
});

test.each(roles)('A118 %s reaches no database but the portal’s', async (_, as) => {
  const { dovecotDatabaseUrl, platform } = inject('world');
  const url = as === asDovecot ? dovecotDatabaseUrl : platform.databaseUrl;
  for (const name of ['postgres', 'template1']) {
    await expect(sqlAs(onDatabase(url, name))`select 1`, name).rejects.toThrow('permission denied for database');
  }
});

test('A118 an act is recorded with the time of the database, whatever the server’s clock shows', async () => {
  const { linXia } = await cast();
  const before = Date.now();
  await linXia.sets(newPassword());
  const [row] = await superuser()<{ at: Date; request_at: Date }[]>`
    select at, request_at from audit_log join audit_pseudonyms on pseudonym = person_pseudonym
    where person_id = ${linXia.person.id} and action = 'password.changed'`;
  expect(row?.at.getTime()).toBeGreaterThanOrEqual(before - 1_000);
  expect(row?.at.getTime()).toBeLessThanOrEqual(Date.now() + 1_000);
});

test('A118 portal_app cannot set the date of a row, whatever request time it writes', async () => {
  const sql = asApp();
  const undone = new Error('undone');
  const writes = sql.begin(async (tx) => {
    for (const shift of ['-1 day', '1 day']) {
      const [row] = await tx<{ isNow: boolean }[]>`
        insert into audit_log (request_at, action, actor, request_id, detail)
        values (now() + ${shift}::interval, 'x.y', 'system', 'x', '{}')
        returning at between now() - interval '1 second' and clock_timestamp() as "isNow"`;
      expect(row?.isNow, shift).toBe(true);
    }
    throw undone;
  });
  await expect(writes).rejects.toBe(undone);
});

test('A118 a role that may listen receives no id of a mailbox, a delivery or a notice', async () => {
  const dovecot = asDovecot();
  const received: string[] = [];
  for (const channel of [DELIVERIES_CHANGED, DELIVERIES_DUE, DELIVERY_IN_FORCE, NOTICES_DUE]) {
    await dovecot.listen(channel, (payload) => received.push(payload));
  }
  const { linXia } = await cast();
  await linXia.sets(newPassword());
  const { connection } = await testRuntime();
  const [mailbox] = await superuser()<{ id: string; version: number }[]>`
    select id, version from mailboxes where address = ${linXia.address}`;
  expect(connection).toBeDefined();
  await inForce({ mailboxId: mailbox?.id ?? '', version: mailbox?.version ?? 0 });
  expect(received.length).toBeGreaterThan(0);
  for (const payload of received) expect(payload).toMatch(/^\d{0,4}$/);
});
