import { useTranslations } from 'next-intl';
import type { ReactNode } from 'react';
import { LanguageParts } from '@/app/_ui/language-parts';
import type { Judgement } from './use-judgement';

const WORDS = ['very_weak', 'weak', 'fair', 'good', 'strong'] as const;

/** 狀態 (Status): the strength as a bar and a word. A password that is still short is not judged. */
export function StrengthStatus({ label, judgement }: { label: ReactNode; judgement: Judgement }) {
  const t = useTranslations();
  const score = judgement.lengthRefusal ? undefined : judgement.strength?.score;
  return (
    <p className="strength">
      <span className="field-label" id="status-label">
        {label}
      </span>
      <output aria-labelledby="status-label" data-score={score}>
        {judgement.runs && (
          <span className="strength-bar" aria-hidden="true">
            {WORDS.map((word, at) => (
              <span key={word} data-on={score !== undefined && at <= score ? '' : undefined} />
            ))}
          </span>
        )}
        <span id="status-text">
          <LanguageParts>{statusWord(judgement, t)}</LanguageParts>
        </span>
      </output>
      {judgement.lengthRefusal && !judgement.isEmpty && (
        <span className="quiet">{t('password.count', { count: judgement.count })}</span>
      )}
    </p>
  );
}

function statusWord(
  { runs, isEmpty, refusal, lengthRefusal, strength }: Judgement,
  t: ReturnType<typeof useTranslations<never>>,
): string {
  if (!runs) return t('password.byServer');
  if (isEmpty) return t('password.typing');
  if (refusal) return t('password.unusable');
  if (lengthRefusal) return t(lengthRefusal.code === 'password.too_short' ? 'password.short' : 'password.long');
  return strength ? t(`strength.${WORDS[strength.score]}`) : t('password.judging');
}
