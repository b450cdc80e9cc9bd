import { countWaitingDeliveries, listStuckDeliveries as list, type StuckDelivery } from '@/db/queries/stuck-deliveries';
import { before, minutes } from '@/lib/clock';
import type { Config } from '@/lib/config/config';
import type { Context } from '@/lib/context';

export type { StuckDelivery };

/** A change that nobody has tried to deliver for so long waits for a worker that is not there. */
const UNTRIED_MS = minutes(1);
const TOLD_AT_MOST = 1_000;

type Asked = Pick<Context, 'db' | 'now'> & { config: Pick<Config, 'targets'> };

/**
 * The changes that do not get through to a mail system: each has failed at least once, or was not tried for a minute. In
 * an installation without any mail system none can get through, and none is stuck.
 *
 * @returns a thousand at most, the oldest first
 */
export async function listStuckDeliveries(ctx: Asked, address?: string): Promise<StuckDelivery[]> {
  if (!hasMailSystem(ctx.config)) return [];
  return list(ctx.db, before(ctx.now, UNTRIED_MS), { address, most: TOLD_AT_MOST });
}

export interface WaitingDeliveries {
  target: string;
  waiting: number;
  stuck: number;
  oldestSeconds: number;
}

/** How much waits, by kind of mail system. */
export async function countDeliveries(ctx: Asked): Promise<WaitingDeliveries[]> {
  if (!hasMailSystem(ctx.config)) return [];
  const rows = await countWaitingDeliveries(ctx.db, before(ctx.now, UNTRIED_MS));
  return rows.map(({ oldestAt, ...row }) => ({
    ...row,
    oldestSeconds: Math.max(0, (ctx.now.getTime() - oldestAt.getTime()) / 1_000),
  }));
}

const hasMailSystem = ({ targets }: Pick<Config, 'targets'>): boolean =>
  Object.values(targets).some((one) => one.target !== 'dovecot-sql' || one.mailServer !== null);
