import { countWaitingDeliveries, listStuckDeliveries as list, type StuckDelivery } from '@/db/queries/stuck-deliveries';
import { before, minutes } from '@/lib/clock';
import type { Config } from '@/lib/config/config';
import type { Context } from '@/lib/context';

export type { StuckDelivery };

/** A delivery without an attempt for this long suggests that no worker runs. */
export const UNTRIED_MS = minutes(1);
const LISTED_AT_MOST = 1_000;

type Asked = Pick<Context, 'db' | 'now'> & { config: Pick<Config, 'targets'> };

/**
 * Lists the stuck deliveries: those that have failed at least once, and those without an attempt for a minute. An
 * installation without a mail system has none.
 *
 * @param address limits the list to one mailbox
 * @returns a thousand at most, the oldest first
 */
export async function listStuckDeliveries(ctx: Asked, address?: string): Promise<StuckDelivery[]> {
  if (!hasMailSystem(ctx.config)) return [];
  return list(ctx.db, before(ctx.now, UNTRIED_MS), { address, most: LISTED_AT_MOST });
}

export interface WaitingDeliveries {
  target: string;
  waiting: number;
  stuck: number;
  oldestSeconds: number;
}

/** Counts the waiting deliveries by kind of mail system. */
export async function countDeliveries(ctx: Asked): Promise<WaitingDeliveries[]> {
  if (!hasMailSystem(ctx.config)) return [];
  const rows = await countWaitingDeliveries(ctx.db, before(ctx.now, UNTRIED_MS));
  return rows.map(({ oldestAt, ...row }) => ({
    ...row,
    oldestSeconds: Math.max(0, (ctx.now.getTime() - oldestAt.getTime()) / 1_000),
  }));
}

/** Whether passwords are brought to any mail system. */
export const hasMailSystem = ({ targets }: Pick<Config, 'targets'>): boolean =>
  Object.values(targets).some((one) => one.target !== 'dovecot-sql' || one.mailServer !== null);
