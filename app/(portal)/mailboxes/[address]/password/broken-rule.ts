import type { RefusalCode } from '@/lib/refusal-codes';

/** The rules that the form always shows. */
export type ShownRule = 'length' | 'strength' | 'same' | 'reuse';

const RULE_OF: Partial<Record<RefusalCode, ShownRule>> = {
  'password.too_short': 'length',
  'password.too_long': 'length',
  'password.too_many_bytes': 'length',
  'password.too_weak': 'strength',
  'password.common': 'strength',
  'password.breached': 'strength',
  'password.campus_word': 'strength',
  'password.own_data': 'strength',
  'password.confirm_missing': 'same',
  'password.confirm_differs': 'same',
  'password.same_as_current': 'reuse',
  'password.used_recently': 'reuse',
  'password.used_while_suspended': 'reuse',
  'password.other_mailbox': 'reuse',
  'password.used_before': 'reuse',
};

/** The rule that a refused password breaks; undefined for a refusal for another reason. */
export function brokenRule(code: RefusalCode): ShownRule | undefined {
  return RULE_OF[code];
}
