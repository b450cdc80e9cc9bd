import { askAnything } from '@/db/queries/installation';
import type { Context } from '@/lib/context';
import { imapAnswers } from '@/lib/delivery/imap-answers';
import { countDeliveries } from '@/lib/delivery/list-stuck-deliveries';

export type Part = 'database' | 'portal_keys' | 'mail_server' | 'deliveries';

/**
 * What the portal needs, and whether it is there. Without a mail server changes wait, and so do those that
 * are stuck: that is told and is no outage.
 */
export async function checkReadiness(
  ctx: Context,
): Promise<{ ready: boolean; parts: Record<Part, 'up' | 'down' | 'none' | 'stuck'> }> {
  const { mailServer } = ctx.config;
  const [database, keys, mail, deliveries] = await Promise.all([
    isUp(() => askAnything(ctx.db)),
    isUp(() => ctx.portalKeyring.publicKeys()),
    mailServer ? isUp(() => imapAnswers(mailServer.imap)) : ('none' as const),
    countDeliveries(ctx).then(
      (rows) => (rows.some(({ stuck }) => stuck > 0) ? 'stuck' : 'up'),
      () => 'down' as const,
    ),
  ]);
  return {
    ready: database === 'up' && keys === 'up',
    parts: { database, portal_keys: keys, mail_server: mail, deliveries },
  };
}

async function isUp(ask: () => Promise<unknown>): Promise<'up' | 'down'> {
  return ask().then(
    () => 'up',
    () => 'down',
  );
}
