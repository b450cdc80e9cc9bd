import type { MailService } from '../../mail-log-event';

/** The account and the session that the prefix of a line names. */
export interface SessionAccount {
  /** Null for the server's own acts, such as `doveadm expunge`. */
  readonly service: MailService | null;
  /** Empty when the prefix has only a process id. */
  readonly user: string;
  /** Only a `mail_log_prefix` of the installation has it. */
  readonly address: string | null;
  readonly session: string | null;
}
