import { listUnreachedMailboxes } from '@/db/queries/stuck-deliveries';
import type { Context } from '@/lib/context';

/** Those of the mailboxes whose newest state some mail system has not learnt yet. @param addresses in lower case */
export function listUnreached({ db }: Pick<Context, 'db'>, addresses: readonly string[]): Promise<string[]> {
  return listUnreachedMailboxes(db, addresses);
}
