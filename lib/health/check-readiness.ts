import { askAnything } from '@/db/queries/installation';
import type { Context } from '@/lib/context';
import { imapAnswers } from '@/lib/delivery/imap-answers';

export type Part = 'database' | 'portal_keys' | 'mail_server';

/** What the portal needs, and whether it is there. Without a mail server changes wait, so that is told and is no outage. */
export async function checkReadiness(
  ctx: Context,
): Promise<{ ready: boolean; parts: Record<Part, 'up' | 'down' | 'none'> }> {
  const { mailServer } = ctx.config;
  const [database, keys, mail] = await Promise.all([
    isUp(() => askAnything(ctx.db)),
    isUp(() => ctx.portalKeyring.publicKeys()),
    mailServer ? isUp(() => imapAnswers(mailServer.imap)) : ('none' as const),
  ]);
  return {
    ready: database === 'up' && keys === 'up',
    parts: { database, portal_keys: keys, mail_server: mail },
  };
}

async function isUp(ask: () => Promise<unknown>): Promise<'up' | 'down'> {
  return ask().then(
    () => 'up',
    () => 'down',
  );
}
