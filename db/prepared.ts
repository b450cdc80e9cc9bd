import { type AnyColumn, type SQL, sql } from 'drizzle-orm';
import type { Executor } from './connect';

/**
 * Builds a statement once for the pool. drizzle spends more time on the text of a statement than the driver on sending it
 * (docs/performance.md). A transaction has an executor of its own, for which it is built again.
 *
 * @param build with a placeholder for each value; a variant has another text
 */
export function prepared<Statement, Variant = undefined>(
  build: (on: Executor, variant: Variant) => Statement,
): (on: Executor, variant: Variant) => Statement {
  const statements = new WeakMap<Executor, Map<Variant, Statement>>();
  return (on, variant) => {
    const built = statements.get(on) ?? new Map<Variant, Statement>();
    const statement = built.get(variant) ?? build(on, variant);
    statements.set(on, built.set(variant, statement));
    return statement;
  };
}

/** A placeholder whose value is encoded like the column's. */
export const given = (column: AnyColumn, name: string): SQL => sql`${sql.param(sql.placeholder(name), column)}`;

/** `column in (…)` for a list of any length in one placeholder. @see arrayOf, which writes its value */
export const isAnyOf = (column: AnyColumn, name: string, type: 'uuid' | 'text'): SQL =>
  sql`${column} = any(${sql.placeholder(name)}::${sql.raw(type)}[])`;

/** The array as PostgreSQL reads it from text: each element in double quotes. */
export const arrayOf = (values: readonly string[]): string => `{${values.map((one) => JSON.stringify(one)).join(',')}}`;
