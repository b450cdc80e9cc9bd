'use client';

import { useTranslations } from 'next-intl';
import { useState, useTransition } from 'react';
import type { Answer } from '@/app/_web/action';
import { submitAction } from '@/app/_web/submit-action';
import { useWaitIsOver } from '@/app/_web/use-wait-is-over';

type Style = 'english' | 'pinyin';

interface Props {
  /** Whether JavaScript runs. Without it a link reloads the page with a suggestion. */
  runs: boolean;
  suggest: (style: Style) => Promise<Answer<string>>;
  /** A suggestion rendered with the page. */
  initial: string | undefined;
  take: (password: string) => void;
  /** Whether both fields contain the suggestion. */
  isTaken: (suggestion: string) => boolean;
}

/** 建議一組 (Suggest one): five words from the server, to copy or to fill in. They are never in a URL or a cookie. */
export function Suggestion({ runs, suggest, initial, take, isTaken }: Props) {
  const t = useTranslations();
  const [suggestion, setSuggestion] = useState(initial);
  const [refusal, setRefusal] = useState<Extract<Answer<string>, { status: 'refused' }>>();
  const [isAsking, startAsking] = useTransition();
  const isWaitOver = useWaitIsOver(refusal ?? UNTOUCHED);

  const ask = (style: Style) => () =>
    startAsking(async () => {
      const answer = await submitAction(() => suggest(style));
      setRefusal(answer.status === 'answered' ? undefined : answer);
      if (answer.status === 'answered') setSuggestion(answer.value);
    });

  return (
    <section className="field-side" aria-labelledby="suggest">
      <p className="actions">
        <strong id="suggest">{t('password.suggest')}</strong>
        {STYLES.map(([style, label]) =>
          runs ? (
            <button
              key={style}
              type="button"
              className="button secondary"
              onClick={ask(style)}
              aria-disabled={isAsking || undefined}
            >
              {t(label)}
            </button>
          ) : (
            <a key={style} className="button secondary" href={`?suggest=${style}`} rel="nofollow">
              {t(label)}
            </a>
          ),
        )}
      </p>
      {refusal && !isWaitOver && <p className="field-error">{t(`errors.${refusal.code}`, refusal.detail ?? {})}</p>}
      {/* biome-ignore lint/a11y/noAutofocus: the link loads a new page, and the suggestion is what the user requested */}
      <output aria-busy={isAsking} tabIndex={-1} autoFocus={initial !== undefined}>
        {suggestion && (
          <>
            <code className="suggested">{suggestion}</code>
            <span className="quiet">
              {t(isTaken(suggestion) ? 'password.suggestionTaken' : 'password.suggestionHint')}
            </span>
          </>
        )}
      </output>
      {suggestion && runs && (
        <p>
          <button type="button" className="button secondary" onClick={() => take(suggestion)}>
            {t('password.takeSuggestion')}
          </button>
        </p>
      )}
    </section>
  );
}

const UNTOUCHED = { status: 'untouched' } as const;

const STYLES = [
  ['english', 'password.suggestEnglish'],
  ['pinyin', 'password.suggestPinyin'],
] as const;
