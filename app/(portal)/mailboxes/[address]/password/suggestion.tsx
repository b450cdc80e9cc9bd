import { useTranslations } from 'next-intl';
import { type ReactNode, useState, useTransition } from 'react';
import type { Answer } from '@/app/_web/action';
import { submitAction } from '@/app/_web/submit-action';
import { useWaitIsOver } from '@/app/_web/use-wait-is-over';
import type { SuggestionStyle } from '@/lib/strength/suggest-password';

export interface Suggested {
  style: SuggestionStyle;
  words: string;
}

interface Props {
  label: ReactNode;
  /** Whether JavaScript runs. Without it a link reloads the page with a suggestion. */
  runs: boolean;
  suggest: (style: SuggestionStyle) => Promise<Answer<string>>;
  /** A suggestion rendered with the page. */
  initial: Suggested | undefined;
  take: (password: string) => void;
  /** Whether both fields contain the suggestion. */
  isTaken: (suggestion: string) => boolean;
}

/** 建議一組 (Suggest one): five words from the server, to copy or to fill in. They are never in a URL or a cookie. */
export function Suggestion({ label, runs, suggest, initial, take, isTaken }: Props) {
  const t = useTranslations();
  const [suggestion, setSuggestion] = useState(initial);
  const [refusal, setRefusal] = useState<Extract<Answer<string>, { status: 'refused' }>>();
  const [isAsking, startAsking] = useTransition();
  const isWaitOver = useWaitIsOver(refusal ?? UNTOUCHED);

  const ask = (style: SuggestionStyle) => () =>
    startAsking(async () => {
      const answer = await submitAction(() => suggest(style));
      setRefusal(answer.status === 'answered' ? undefined : answer);
      if (answer.status === 'answered') setSuggestion({ style, words: answer.value });
    });

  return (
    <section className="suggestion" aria-labelledby="suggest">
      <p className="suggestion-row">
        <span id="suggest">{label}</span>
        {STYLES.map(([style, name]) =>
          runs ? (
            <button
              key={style}
              type="button"
              className="plain"
              onClick={ask(style)}
              aria-disabled={isAsking || undefined}
            >
              {t(name)}
            </button>
          ) : (
            <a key={style} className="plain" href={`?suggest=${style}`} rel="nofollow">
              {t(name)}
            </a>
          ),
        )}
      </p>
      {refusal && !isWaitOver && <p className="field-error">{t(`errors.${refusal.code}`, refusal.detail ?? {})}</p>}
      {/* biome-ignore lint/a11y/noAutofocus: the link loads a new page, and the suggestion is what the user requested */}
      <output aria-busy={isAsking} tabIndex={-1} autoFocus={initial !== undefined}>
        {suggestion && (
          <>
            <code className="suggested" lang={LANGUAGE[suggestion.style]}>
              {suggestion.words}
            </code>
            <span className="quiet">
              {t(isTaken(suggestion.words) ? 'password.suggestionTaken' : 'password.suggestionHint')}
            </span>
          </>
        )}
      </output>
      {suggestion && runs && (
        <p className="actions">
          <button type="button" className="button secondary" onClick={() => take(suggestion.words)}>
            {t('password.takeSuggestion')}
          </button>
          <Copy key={suggestion.words} text={suggestion.words} />
        </p>
      )}
    </section>
  );
}

/** Copies a text, where the browser allows it: a clipboard exists only in a secure context. */
function Copy({ text }: { text: string }) {
  const t = useTranslations('password');
  const [outcome, setOutcome] = useState<'copied' | 'copyFailed'>();
  const clipboard: Clipboard | undefined = navigator.clipboard;
  if (!clipboard) return null;
  const copy = () =>
    clipboard.writeText(text).then(
      () => setOutcome('copied'),
      () => setOutcome('copyFailed'),
    );
  return (
    <>
      <button type="button" className="button secondary" onClick={copy}>
        {t('copy')}
      </button>
      <span role="status" className="quiet">
        {outcome && t(outcome)}
      </span>
    </>
  );
}

const UNTOUCHED = { status: 'untouched' } as const;

/** The tags of RFC 5646, so that a screen reader says the words as they are meant. */
const LANGUAGE: Record<SuggestionStyle, string> = { english: 'en', pinyin: 'zh-Latn-pinyin' };

const STYLES = [
  ['english', 'password.suggestEnglish'],
  ['pinyin', 'password.suggestPinyin'],
] as const;
