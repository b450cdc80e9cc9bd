import { useLocale, useTranslations } from 'next-intl';
import { LanguageParts } from '@/app/_ui/language-parts';
import type { CaptchaRefusal } from '@/lib/sign-in/captcha/spend-captcha';
import type { CaptchaControl } from './use-captcha';
import { VerificationLine } from './verification-line';

interface Props {
  captcha: CaptchaControl;
  error: CaptchaRefusal | undefined;
  /** Whether a submitted form waits for the verification. */
  isWaiting: boolean;
}

/**
 * The captcha of a form, with the fields `captcha`, `digits` and `proof`: a line that verifies by itself, and beneath
 * it the folded digits. Without JavaScript the digits alone, unfolded.
 */
export function CaptchaField({ captcha, error, isWaiting }: Props) {
  const t = useTranslations('captcha');
  const { shown, proof, runs, isOpen, setIsOpen } = captcha;
  return (
    <div className="captcha" data-runs={runs || undefined}>
      <input type="hidden" name="captcha" value={shown.id} />
      <input type="hidden" name="proof" value={proof} />
      {runs && <VerificationLine {...captcha} isWaiting={isWaiting} />}
      <details
        className="fold"
        open={!runs || isOpen}
        onToggle={runs ? (event) => setIsOpen(event.currentTarget.open) : undefined}
      >
        <summary hidden={!runs}>{t('instead')}</summary>
        <Digits captcha={captcha} error={error} />
      </details>
    </div>
  );
}

/** The digits to read or hear. Without JavaScript a button submits `renew`. */
function Digits({ captcha, error }: Pick<Props, 'captcha' | 'error'>) {
  const t = useTranslations('captcha');
  const tErrors = useTranslations('errors');
  const { shown, runs, renewal, refusal, digits, renew, onAnswering } = captcha;
  return (
    <div className="field">
      <label htmlFor="digits">
        <LanguageParts>{t('label')}</LanguageParts>
      </label>
      <div className="captcha-answer">
        <p className="captcha-picture">
          {/* Lazy: the portal draws no picture for a user who does not unfold it. */}
          {/* biome-ignore lint/performance/noImgElement: the framework's image optimizer would cache the picture */}
          <img src={`/captcha/${shown.id}/picture`} width={240} height={80} alt={t('picture')} loading="lazy" />
          {/* Without JavaScript, Enter in any field activates the first submit button, which must not be "renew". */}
          {!runs && <button type="submit" className="unseen" tabIndex={-1} aria-hidden="true" />}
          <button
            type={runs ? 'button' : 'submit'}
            name="renew"
            value="1"
            formNoValidate
            className="plain"
            onClick={runs ? renew : undefined}
          >
            {t('renew')}
          </button>
        </p>
        <input
          ref={digits}
          id="digits"
          name="digits"
          inputMode="numeric"
          autoComplete="off"
          maxLength={32}
          aria-describedby="digits-hint digits-error"
          aria-invalid={error ? true : undefined}
          onInput={onAnswering}
        />
        <p className="field-error" id="digits-error">
          {error && tErrors(error)}
        </p>
        <p className="quiet" id="digits-hint">
          {t('hint')}
        </p>
        <Voices id={shown.id} />
        <p role="status">{refusal ? tErrors(refusal) : renewal && t(renewal)}</p>
      </div>
    </div>
  );
}

/** Audio of the digits in the page's language; the other language is in a collapsed section. */
function Voices({ id }: { id: string }) {
  const t = useTranslations('captcha');
  const isEnglish = useLocale().startsWith('en');
  const [own, other] = isEnglish ? (['en', 'zh-TW'] as const) : (['zh-TW', 'en'] as const);
  const player = (voice: 'zh-TW' | 'en') => (
    // biome-ignore lint/a11y/useMediaCaption: captions would reveal the digits
    <audio
      key={id}
      controls
      preload="none"
      src={`/captcha/${id}/voice?lang=${voice}`}
      aria-label={t(`voices.${voice}`).replace(/ *\([^)]*\)$/, '')}
    >
      <a href={`/captcha/${id}/voice?lang=${voice}`}>{t('noAudio')}</a>
    </audio>
  );
  return (
    <div className="captcha-voices">
      {player(own)}
      <details>
        <summary>
          <LanguageParts>{t(`voices.${other}`)}</LanguageParts>
        </summary>
        {player(other)}
      </details>
    </div>
  );
}
