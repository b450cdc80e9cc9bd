import { listUnreachedMailboxes } from '@/db/queries/stuck-deliveries';
import type { Context } from '@/lib/context';

/** Filters the mailboxes whose newest state has not reached every mail system. @param addresses in lower case */
export function listUnreached({ db }: Pick<Context, 'db'>, addresses: readonly string[]): Promise<string[]> {
  return listUnreachedMailboxes(db, addresses);
}
