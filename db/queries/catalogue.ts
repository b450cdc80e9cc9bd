import { getTableColumns, getTableName, is, sql } from 'drizzle-orm';
import { toSnakeCase } from 'drizzle-orm/casing';
import { PgTable } from 'drizzle-orm/pg-core';
import type { Executor } from '../connect';
import * as schema from '../schema';

/** Lists the columns (`table.column`) that the product reads and this database lacks: those of pending migrations. */
export async function listMissingColumns(on: Executor): Promise<string[]> {
  const rows = await on.execute<{ name: string }>(sql`
    select c.relname || '.' || a.attname as name
    from pg_class c join pg_attribute a on a.attrelid = c.oid
    where c.relnamespace = 'public'::regnamespace and a.attnum > 0 and not a.attisdropped`);
  const there = new Set(rows.map((row) => row.name));
  return columnsOfSchema().filter((name) => !there.has(name));
}

export interface TablePrivilege {
  table: string;
  privilege: string;
}

/** Lists the privileges of a role on tables and views, or on single columns, from any grant. */
export async function listTablePrivileges(on: Executor, role: string): Promise<TablePrivilege[]> {
  return on.execute<TablePrivilege & Record<string, unknown>>(sql`
    select c.oid::regclass::text as "table", p.privilege
    from pg_class c
    join pg_namespace n on n.oid = c.relnamespace
    cross join unnest(array['SELECT', 'INSERT', 'UPDATE', 'DELETE', 'TRUNCATE', 'REFERENCES', 'TRIGGER']) as p(privilege)
    where c.relkind in ('r', 'p', 'v', 'm', 'f') and n.nspname <> 'information_schema' and n.nspname !~ '^pg_'
      and case when p.privilege in ('SELECT', 'INSERT', 'UPDATE', 'REFERENCES')
        then has_any_column_privilege(${role}, c.oid, p.privilege)
        else has_table_privilege(${role}, c.oid, p.privilege) end
    order by 1, 2`);
}

/**
 * Lists the rights that PostgreSQL grants to every role and deploy/postgresql/rights.sql revokes, as far as this role
 * still has them.
 */
export async function listLeftoverRights(on: Executor, role: string): Promise<string[]> {
  const rows = await on.execute<{ name: string }>(sql`
    select p.proname::text as name from pg_proc p
    where p.pronamespace = 'pg_catalog'::regnamespace
      and p.proname in ('pg_advisory_lock', 'pg_advisory_xact_lock', 'lo_create', 'lo_from_bytea', 'pg_logical_emit_message')
      and has_function_privilege(${role}, p.oid, 'EXECUTE')
    union select 'plpgsql' where has_language_privilege(${role}, 'plpgsql', 'USAGE')
    union select 'temporary tables' where has_database_privilege(${role}, current_database(), 'TEMPORARY')
    order by 1`);
  return rows.map(({ name }) => name);
}

/** Finds the role of this connection, and the tables that it owns: an owner has every right on them. */
export async function findOwnRole(on: Executor): Promise<{ role: string; ownedTables: string[] }> {
  const [row] = await on.execute<{ role: string; owned_tables: string[] }>(sql`
    select current_user::text as role, coalesce((
      select jsonb_agg(c.relname order by c.relname) from pg_class c
      where c.relnamespace = 'public'::regnamespace and c.relkind in ('r', 'p') and pg_has_role(c.relowner, 'MEMBER')
    ), '[]') as owned_tables`);
  if (!row) throw new Error('the database returned no current role');
  return { role: row.role, ownedTables: row.owned_tables };
}

function columnsOfSchema(): string[] {
  return Object.values(schema).flatMap((table) => {
    if (!is(table, PgTable)) return [];
    return Object.values(getTableColumns(table)).map(
      (column) => `${getTableName(table)}.${column.keyAsName ? toSnakeCase(column.name) : column.name}`,
    );
  });
}
