import { drizzle } from 'drizzle-orm/postgres-js';
import type postgres from 'postgres';
import type { Executor } from '@/db/connect';
import * as schema from '@/db/schema';

/** A scan of a plan that was really executed. */
export interface ExecutedScan {
  /** `Index Scan`, `Seq Scan` … */
  readonly type: string;
  /** The table, or the partition of one. */
  readonly table: string;
}

interface PlanNode {
  'Node Type': string;
  'Relation Name'?: string;
  'Actual Loops': number;
  Plans?: PlanNode[];
}

/** Runs queries and returns the scans of their plans, as PostgreSQL executed them. */
export async function scansOf(sql: postgres.Sql, run: (on: Executor) => Promise<unknown>): Promise<ExecutedScan[]> {
  const queries: { text: string; values: unknown[] }[] = [];
  const logger = { logQuery: (text: string, values: unknown[]) => queries.push({ text, values }) };
  await run(drizzle(sql, { schema, casing: 'snake_case', logger }) as unknown as Executor);
  const scans: ExecutedScan[] = [];
  for (const { text, values } of queries) {
    const [row] = await sql.unsafe(`explain (analyze, format json) ${text}`, values as never[]);
    for (const { Plan } of row?.['QUERY PLAN'] ?? []) collect(Plan, scans);
  }
  return scans;
}

function collect(node: PlanNode, into: ExecutedScan[]): void {
  const { 'Relation Name': table, 'Node Type': type, 'Actual Loops': loops, Plans = [] } = node;
  if (table && loops > 0) into.push({ type, table });
  for (const inner of Plans) collect(inner, into);
}
