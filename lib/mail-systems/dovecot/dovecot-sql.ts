import type { MailServerConfig } from '@/lib/config/config';
import type { Target } from '@/lib/mail-systems/target';
import { doveadmAnswers } from './doveadm-http';
import { flushAndEndAtEveryNode } from './flush-and-end-at-every-node';
import { imapSignIn } from './imap-sign-in';

/** One computation of argon2id, in a process that may have some others before it. */
const SIGN_IN_TAKES_MS = 250;

/**
 * Dovecot reads its passwords and states from the views of this very database: the commit of a change is the write.
 * What remains is that every node forgets its cached answer, and that connections opened with the old password end.
 */
export function dovecotSql(server: MailServerConfig): Target {
  return {
    name: 'dovecot-sql',
    takes: 'argon2id',
    signInTakesMs: SIGN_IN_TAKES_MS,
    write: async () => {},
    flushAndEndSessions: (address) => flushAndEndAtEveryNode(server, address),
    probe: (address, password) => imapSignIn(server.imap, address, password),
    health: async () => {
      await Promise.all(server.doveadm.urls.map((url) => doveadmAnswers({ url, key: server.doveadm.key })));
    },
  };
}
