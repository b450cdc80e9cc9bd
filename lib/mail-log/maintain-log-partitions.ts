import type { Executor } from '@/db/connect';
import { maintainPartitions } from '@/db/queries/mail-log-partitions';
import type { MailLogConfig } from '@/lib/config/config';

/** Makes the partitions of the mail logs for a week ahead, and drops those of days past the retention. */
export async function maintainLogPartitions(on: Executor, { accessDays, sendingDays }: MailLogConfig): Promise<void> {
  await maintainPartitions(on, { accessDays, sendingDays });
}
