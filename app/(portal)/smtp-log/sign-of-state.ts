import type { RecipientState } from '@/lib/mail-log/sending/read-sent-filter';

/** The sign beside the name of a state. */
export const SIGN_OF_STATE = {
  sent: 'good',
  deferred: 'none',
  bounced: 'act',
  expired: 'act',
} as const satisfies Record<RecipientState, string>;
