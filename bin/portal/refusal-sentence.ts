import { createTranslator } from 'use-intl/core';
import { commandHere } from '@/lib/config/command-text';
import type { RefusalDetail } from '@/lib/result';
import en from '@/messages/en.json';

const t = createTranslator({ locale: 'en', messages: en, namespace: 'errors' });

/** Sentences for operators, where those of the pages address the mailbox's owner. */
const FOR_OPERATORS = {
  'mailbox.not_found': ({ address }: RefusalDetail) => `There is no mailbox ${address}.`,
  'mailbox.closed': ({ address }: RefusalDetail) =>
    `${address} is closed. To open it again, call: ${commandHere(`reopen ${address}`)}`,
  'sign_in.google_mailbox': () => 'Google keeps the passwords of this domain: no sign-in of it is counted here.',
} as const;

/** Met by operators alone: their sentences are written for them. */
type OperatorsOwn =
  | 'announcement.not_found'
  | 'announcement.names_account'
  | 'mail_target.domain_unknown'
  | 'mail_target.settings_unknown'
  | 'mail_target.settings_differ'
  | 'mail_target.not_found'
  | 'mail_target.last';

/** The refusals that a command may end with. */
export type OperatorCode = keyof typeof FOR_OPERATORS | OperatorsOwn;

/** The sentence of a refusal, for an operator. */
export function refusalSentence(code: OperatorCode, detail: RefusalDetail = {}): string {
  return code in FOR_OPERATORS
    ? FOR_OPERATORS[code as keyof typeof FOR_OPERATORS](detail)
    : t(code as OperatorsOwn, detail);
}
