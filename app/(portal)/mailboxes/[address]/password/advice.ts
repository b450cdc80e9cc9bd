import type { useTranslations } from 'next-intl';
import type { Strength, StrengthSuggestion } from '@/lib/strength/strength';
import type { Judgement } from './use-judgement';

type Translate = ReturnType<typeof useTranslations<never>>;

/** One reason and one remedy, on a line each or both on one. */
export interface Advice {
  /** A note refuses nothing. */
  kind: 'fault' | 'note';
  lines: readonly string[];
}

interface Circumstances {
  /** Whether the password is shown. While it is hidden, only the position of its weak part is said. */
  isShown: boolean;
  /** Whether the user has submitted the password. Before that, a password that is still short is no fault. */
  isSubmitted: boolean;
}

/**
 * Says one thing about a password, the first that blocks it: it cannot be used, its length, it is common, or its weak
 * part. A password without a fault may have a note.
 */
export function adviceOn(
  judgement: Judgement,
  { isShown, isSubmitted }: Circumstances,
  t: Translate,
): Advice | undefined {
  const { refusal, lengthRefusal, strength, isStrongEnough, notes } = judgement;
  const isUnfinished = judgement.isEmpty || lengthRefusal?.code === 'password.too_short';
  if (isUnfinished && !isSubmitted) return undefined;
  if (judgement.isEmpty) return fault(t('errors.password.empty'));
  if (refusal) return fault(t(`errors.${refusal.code}`, refusal.detail ?? {}));
  if (lengthRefusal) return fault(t(`errors.${lengthRefusal.code}`, lengthRefusal.detail ?? {}));
  if (!strength) return undefined;
  if (strength.warning === 'common') return fault(t('errors.password.common'));
  if (!isStrongEnough) return fault(reasonOf(strength, judgement.password, isShown, t), remedyOf(strength, t));
  const [note] = notes;
  return note && { kind: 'note', lines: [t(`notes.${note}`)] };
}

const fault = (...lines: string[]): Advice => ({ kind: 'fault', lines });

function reasonOf(strength: Strength, password: string, isShown: boolean, t: Translate): string {
  const { warning, finding, suggestions } = strength;
  if (finding && (warning === null || warning === finding.warning)) {
    const { from, to, reading } = finding;
    const habit = t(`strength.habits.${finding.warning}`);
    if (!isShown) return t('strength.findings.where', { from: from + 1, to, habit });
    const typed = password.slice(from, to);
    if (reading && finding.warning === 'zhuyinWords') return t('strength.findings.zhuyin', { typed, reading });
    if (reading && finding.warning === 'pinyinWords') return t('strength.findings.pinyin', { typed, reading });
    return t('strength.findings.part', { typed, habit });
  }
  if (warning) return t(`strength.warnings.${warning}`);
  const trick = suggestions.find((one) => TRICKS.includes(one));
  return t(trick ? `strength.suggestions.${trick}` : 'strength.guessable');
}

function remedyOf({ suggestions }: Strength, t: Translate): string {
  const remedy = suggestions.find((one) => !TRICKS.includes(one));
  return t(`strength.suggestions.${remedy ?? 'unrelatedWords'}`);
}

/** Suggestions of the library that say what helps little: they are reasons, not remedies. */
const TRICKS: readonly StrengthSuggestion[] = ['l33t', 'reverseWords', 'allUppercase', 'capitalization', 'noNeed'];
