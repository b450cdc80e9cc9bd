import type { MailService } from '../../mail-log-event';

/** The account and the session that the prefix of a line names. */
export interface SessionAccount {
  readonly service: MailService;
  /** Empty when the prefix has only a process id. */
  readonly user: string;
  readonly session: string | null;
}
