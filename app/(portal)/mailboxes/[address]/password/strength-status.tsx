'use client';

import { useTranslations } from 'next-intl';
import type { Strength } from '@/lib/strength/strength';
import type { Judgement } from './use-judgement';

const WORDS = ['very_weak', 'weak', 'fair', 'good', 'strong'] as const;

/** 狀態 (Status): the strength as a word and a bar, the reasons for it, and notes on the password. */
export function StrengthStatus({
  label,
  judgement,
  isShown,
}: {
  label: string;
  judgement: Judgement;
  isShown: boolean;
}) {
  const t = useTranslations();
  const { strength, refusal, notes } = judgement;
  return (
    <div className="field">
      <span className="field-label" id="status-label">
        {label}
      </span>
      <div>
        <output className="strength" aria-labelledby="status-label" data-score={strength?.score}>
          <span className="strength-bar" aria-hidden="true">
            {WORDS.map((word, score) => (
              <span key={word} data-on={strength !== null && score <= strength.score ? '' : undefined} />
            ))}
          </span>
          <span id="status-text">{statusWord(judgement, t)}</span>
        </output>
        {judgement.count > 0 && <p className="quiet">{t('password.count', { count: judgement.count })}</p>}
        {refusal && <p className="field-error">{t(`errors.${refusal.code}`, refusal.detail ?? {})}</p>}
        {strength?.warning && <p>{t(`strength.warnings.${strength.warning}`)}</p>}
        {strength?.finding && <Finding finding={strength.finding} judgement={judgement} isShown={isShown} />}
        {strength &&
          strength.score < 3 &&
          strength.suggestions.map((one) => <p key={one}>{t(`strength.suggestions.${one}`)}</p>)}
        {notes.map((note) => (
          <p key={note} className="quiet">
            {t(`notes.${note}`)}
          </p>
        ))}
      </div>
    </div>
  );
}

/** Describes the weak part. While the password is hidden it gives only the position, against shoulder surfing. */
function Finding({
  finding,
  judgement,
  isShown,
}: {
  finding: NonNullable<Strength['finding']>;
  judgement: Judgement;
  isShown: boolean;
}) {
  const t = useTranslations('strength');
  const { warning, from, to, reading } = finding;
  const isSaid = judgement.strength?.warning === warning;
  const typed = judgement.password.slice(from, to);
  return (
    <>
      {!isSaid && <p>{t(`warnings.${warning}`)}</p>}
      <p>{isShown ? whatItSays() : t('findings.where', { from: from + 1, to })}</p>
    </>
  );

  function whatItSays(): string {
    if (reading && warning === 'zhuyinWords') return t('findings.zhuyin', { typed, reading });
    if (reading && warning === 'pinyinWords') return t('findings.pinyin', { typed, reading });
    return t('findings.part', { typed });
  }
}

function statusWord(
  { runs, refusal, strength, isMeasuring }: Judgement,
  t: ReturnType<typeof useTranslations>,
): string {
  if (!runs) return t('password.byServer');
  if (refusal) return t('password.unusable');
  if (isMeasuring) return t('password.judging');
  return strength ? t(`strength.${WORDS[strength.score]}`) : t('password.typing');
}
