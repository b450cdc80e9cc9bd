import { askAnything } from '@/db/queries/installation';
import type { Context } from '@/lib/context';
import { countDeliveries } from '@/lib/delivery/list-stuck-deliveries';
import { imapAnswers } from '@/lib/mail-systems/dovecot/imap-answers';
import type { PortalKeyring } from '@/lib/sign-in/campus-link/portal-keyring';
import { countWorkers } from './worker-heartbeat';

export type Part = 'database' | 'portal_keys' | 'mail_server' | 'worker' | 'deliveries';

/**
 * Checks the parts that the portal needs. Without a mail server or a worker changes are delayed, and stuck deliveries
 * are delayed too. The result shows that, but the portal stays ready.
 */
export async function checkReadiness(
  ctx: Context & { portalKeyring: PortalKeyring },
): Promise<{ ready: boolean; parts: Record<Part, 'up' | 'down' | 'none' | 'stuck'> }> {
  const { mailServer } = ctx.config;
  const [database, keys, mail, worker, deliveries] = await Promise.all([
    isUp(() => askAnything(ctx.db)),
    isUp(() => ctx.portalKeyring.publicKeys()),
    mailServer ? isUp(() => imapAnswers(mailServer.imap)) : ('none' as const),
    countWorkers(ctx.db).then(
      (running) => (running > 0 ? 'up' : 'down'),
      () => 'down' as const,
    ),
    countDeliveries(ctx).then(
      (rows) => (rows.some(({ stuck }) => stuck > 0) ? 'stuck' : 'up'),
      () => 'down' as const,
    ),
  ]);
  return {
    ready: database === 'up' && keys === 'up',
    parts: { database, portal_keys: keys, mail_server: mail, worker, deliveries },
  };
}

async function isUp(ask: () => Promise<unknown>): Promise<'up' | 'down'> {
  return ask().then(
    () => 'up',
    () => 'down',
  );
}
