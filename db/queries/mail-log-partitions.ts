import { sql } from 'drizzle-orm';
import type { Executor } from '../connect';

export interface Retention {
  accessDays: number;
  sendingDays: number;
}

/**
 * Makes the partitions of the mail logs from the first day that is kept to a week ahead, and drops older ones.
 *
 * @returns how many partitions were made or dropped
 */
export async function maintainPartitions(on: Executor, { accessDays, sendingDays }: Retention): Promise<number> {
  const [row] = await on.execute<{ changed: number }>(
    sql`select maintain_mail_log(${accessDays}::int, ${sendingDays}::int) as changed`,
  );
  return Number(row?.changed);
}
