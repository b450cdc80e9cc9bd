import type { MailServerConfig } from '@/lib/config/config';
import type { Target } from '@/lib/mail-systems/target';
import { doveadmAnswers } from './doveadm-http';
import { createFlushTwice } from './flush-twice';
import { imapSignIn } from './imap-sign-in';

/** One argon2id computation, in a process that may have a few others queued. */
const SIGN_IN_TAKES_MS = 250;

/**
 * The mail system whose Dovecot reads passwords and states from views of the portal's own database: the commit of a
 * change is the write. It remains to flush the cache of every node and to end connections opened with the old
 * password.
 */
export function dovecotSql(server: MailServerConfig): Target {
  return {
    name: 'dovecot-sql',
    takes: 'argon2id',
    signInTakesMs: SIGN_IN_TAKES_MS,
    write: async () => {},
    flushAndEndSessions: createFlushTwice(server),
    probe: (address, password) => imapSignIn(server.imap, address, password),
    health: async () => {
      await Promise.all(server.doveadm.urls.map((url) => doveadmAnswers({ url, key: server.doveadm.key })));
    },
  };
}
