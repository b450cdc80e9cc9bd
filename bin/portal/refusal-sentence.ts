import { createTranslator } from 'use-intl/core';
import { commandHere } from '@/lib/config/command-text';
import type { RefusalDetail } from '@/lib/result';
import en from '@/messages/en.json';

const t = createTranslator({ locale: 'en', messages: en, namespace: 'errors' });

/** Sentences for operators, where the page's sentence addresses the owner of the mailbox. */
const FOR_OPERATORS = {
  'mailbox.not_found': ({ address }: RefusalDetail) => `There is no mailbox ${address}.`,
  'mailbox.closed': ({ address }: RefusalDetail) =>
    `${address} is closed. To reopen it, call: ${commandHere(`reopen ${address}`)}`,
  'sign_in.google_mailbox': () => 'Google keeps the passwords of this domain: the portal counts no sign-in there.',
} as const;

/** Refusals that only operators get: their sentences in messages/ are written for operators. */
type OperatorsOwn =
  | 'announcement.not_found'
  | 'announcement.names_account'
  | 'mail_target.domain_unknown'
  | 'mail_target.settings_unknown'
  | 'mail_target.settings_differ'
  | 'mail_target.not_found'
  | 'mail_target.last';

/** The refusals of the commands. */
export type OperatorCode = keyof typeof FOR_OPERATORS | OperatorsOwn;

/** The sentence of a refusal, for an operator. */
export function refusalSentence(code: OperatorCode, detail: RefusalDetail = {}): string {
  return code in FOR_OPERATORS
    ? FOR_OPERATORS[code as keyof typeof FOR_OPERATORS](detail)
    : t(code as OperatorsOwn, detail);
}
