import { type ChangeUnderWay, listChangesUnderWay as list } from '@/db/queries/delivery-progress';
import { before } from '@/lib/clock';
import type { MemberContext } from '@/lib/context';
import { hasMailSystem, UNTRIED_MS } from './list-stuck-deliveries';

export type { ChangeUnderWay };

/** Lists the new passwords of these mailboxes that are not in force at every mail system, by the id of the mailbox. */
export async function listChangesUnderWay(
  { db, now, config }: Pick<MemberContext, 'db' | 'now' | 'config'>,
  mailboxes: readonly { id: string; state: string }[],
): Promise<ReadonlyMap<string, ChangeUnderWay>> {
  if (!hasMailSystem(config)) return new Map();
  const mailboxIds = mailboxes.filter(({ state }) => state === 'active').map(({ id }) => id);
  const underWay = await list(db, { mailboxIds, untriedSince: before(now, UNTRIED_MS) });
  return new Map(underWay.map((change) => [change.mailboxId, change]));
}
