import type { AccessEventKind, MailService } from '@/db/queries/access-log';

interface AccessTypeOf {
  readonly kinds: readonly AccessEventKind[];
  /** Undefined for every service. */
  readonly service?: MailService;
}

/** The types of entries by which the page filters. Each has its name under the message key `access.type.<type>`. */
export const ACCESS_TYPES = {
  imap_login: { service: 'imap', kinds: ['login'] },
  imap_logout: { service: 'imap', kinds: ['logout'] },
  pop3_login: { service: 'pop3', kinds: ['login'] },
  pop3_logout: { service: 'pop3', kinds: ['logout'] },
  smtp: { service: 'smtp', kinds: ['login', 'logout'] },
  sieve: { service: 'sieve', kinds: ['login', 'logout'] },
  messages_expunged: { kinds: ['messages_expunged'] },
  folder_deleted: { kinds: ['folder_deleted'] },
  messages_moved: { kinds: ['messages_moved', 'messages_copied', 'messages_saved'] },
  messages_marked: { kinds: ['messages_deleted', 'messages_undeleted'] },
  folder_changed: { kinds: ['folder_created', 'folder_renamed'] },
  arrived: {
    kinds: ['message_stored', 'message_forwarded', 'message_discarded', 'message_rejected', 'message_failed'],
  },
} as const satisfies Record<string, AccessTypeOf>;

/** Failed sign-ins are folded, in a table of their own. */
export const FAILED = 'login_failed';

export type AccessType = keyof typeof ACCESS_TYPES | typeof FAILED;

export const ALL_ACCESS_TYPES = [FAILED, ...(Object.keys(ACCESS_TYPES) as (keyof typeof ACCESS_TYPES)[])] as const;

/** The types that are shown unless others are asked for. Mail that arrives would hide everything else. */
export const USUAL_ACCESS_TYPES: readonly AccessType[] = ALL_ACCESS_TYPES.filter((type) => type !== 'arrived');
