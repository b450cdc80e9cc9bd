import { listMailTargets as list, type MailTarget } from '@/db/queries/mail-targets';
import type { Context } from '@/lib/context';

/** Which mail systems learn of the changes in which domain, ordered by domain. A domain may have several. */
export function listMailTargets({ db }: Pick<Context, 'db'>): Promise<MailTarget[]> {
  return list(db);
}
