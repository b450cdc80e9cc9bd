'use client';

import { useLocale, useTranslations } from 'next-intl';
import { type MouseEvent, useEffect, useRef, useState } from 'react';
import { readScriptRefusal } from '@/app/_web/script-refusal';
import type { RefusalCode } from '@/lib/refusal-codes';
import type { Captcha } from '@/lib/sign-in/captcha/make-captcha';
import type { CaptchaRefusal } from '@/lib/sign-in/captcha/spend-captcha';
import type { Solved } from './solve.worker';

/** The fields of a captcha that the browser may see. */
export type ShownCaptcha = Pick<Captcha, 'id' | 'proof'>;

/** Just before a captcha expires after two minutes. The number of renewals is limited, for a page left open. */
const RENEW_AFTER_MS = 110_000;
const MAX_AUTO_RENEWALS = 5;

type Progress = 'renewing' | 'renewed' | 'notRenewed' | 'solving' | 'solved' | 'notSolved';

/**
 * The captcha of a form, with the fields `captcha`, `digits` and `proof`. Without JavaScript a button submits `renew`.
 * A refused form passes in a new captcha, which resets the field.
 */
export function CaptchaField(field: Props) {
  return <FieldOf key={field.captcha.id} {...field} />;
}

interface Props {
  captcha: ShownCaptcha;
  error: CaptchaRefusal | undefined;
  /** Called when the user starts to answer: the refusal of the previous captcha no longer applies. */
  onAnswering: () => void;
}

function FieldOf({ captcha, error, onAnswering }: Props) {
  const t = useTranslations('captcha');
  const tErrors = useTranslations('errors');
  const digits = useRef<HTMLInputElement>(null);
  const { shown, progress, refusal, proof, runs, renew, solve } = useCaptcha(captcha, digits, onAnswering);
  return (
    <div className="field captcha">
      <label htmlFor="digits">{t('label')}</label>
      <div>
        <input type="hidden" name="captcha" value={shown.id} />
        <input type="hidden" name="proof" value={proof} />
        <p className="captcha-picture">
          {/* biome-ignore lint/performance/noImgElement: the framework's image optimizer would cache the picture */}
          <img src={`/captcha/${shown.id}/picture`} width={240} height={80} alt={t('picture')} />
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
        {runs && (
          <p className="captcha-work">
            <button
              type="button"
              className="button secondary"
              aria-disabled={progress === 'solving' || proof !== '' || undefined}
              aria-describedby="captcha-work-hint"
              onClick={solve}
            >
              {t('solve')}
            </button>
            <span className="quiet" id="captcha-work-hint">
              {t('solveHint')}
            </span>
            {progress === 'solving' && <progress aria-label={t('progress')} />}
          </p>
        )}
        <p role="status" className={progress === 'solved' ? 'captcha-solved' : undefined}>
          {refusal ? tErrors(refusal) : progress && t(progress)}
        </p>
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
      aria-label={t(`voices.${voice}`)}
    >
      <a href={`/captcha/${id}/voice?lang=${voice}`}>{t('noAudio')}</a>
    </audio>
  );
  return (
    <div className="captcha-voices">
      {player(own)}
      <details>
        <summary>{t(`voices.${other}`)}</summary>
        {player(other)}
      </details>
    </div>
  );
}

/** The state of a captcha while the page is open: it is renewed, or the browser solves the proof of work. */
function useCaptcha(given: ShownCaptcha, digits: React.RefObject<HTMLInputElement | null>, onAnswering: () => void) {
  const [runs, setRuns] = useState(false);
  const [shown, setShown] = useState(given);
  const [progress, setProgress] = useState<Progress>();
  /** Why the portal refused a new captcha, if it named a reason. */
  const [refusal, setRefusal] = useState<RefusalCode>();
  const [proof, setProof] = useState('');
  const worker = useRef<Worker>(null);
  const renewals = useRef(0);

  // biome-ignore lint/correctness/useExhaustiveDependencies: runs once per page load
  useEffect(() => {
    setRuns(true);
    // A page restored from the back/forward cache shows a captcha that has been answered.
    const onReturn = (event: PageTransitionEvent) => event.persisted && void replace();
    window.addEventListener('pageshow', onReturn);
    return () => {
      window.removeEventListener('pageshow', onReturn);
      worker.current?.terminate();
    };
  }, []);

  // biome-ignore lint/correctness/useExhaustiveDependencies: the timer restarts with each captcha
  useEffect(() => {
    const timer = setTimeout(() => {
      // Digits that the user is typing are kept. A captcha that the browser solved is solved again after the renewal.
      if (digits.current?.value !== '' || renewals.current >= MAX_AUTO_RENEWALS) return;
      renewals.current += 1;
      const wasSolved = worker.current !== null;
      void replace().then((another) => another && wasSolved && solve(another));
    }, RENEW_AFTER_MS);
    return () => clearTimeout(timer);
  }, [shown.id]);

  async function replace(): Promise<ShownCaptcha | undefined> {
    setProgress('renewing');
    setRefusal(undefined);
    onAnswering();
    const response = await fetch('/captcha', { method: 'POST' }).catch(() => undefined);
    if (!response?.ok) {
      setProgress('notRenewed');
      setRefusal(readScriptRefusal((await response?.text()) ?? '')?.code);
      return undefined;
    }
    const another: ShownCaptcha = await response.json();
    worker.current?.terminate();
    worker.current = null;
    if (digits.current) digits.current.value = '';
    setProof('');
    setShown(another);
    setProgress('renewed');
    return another;
  }

  function renew(event: MouseEvent) {
    event.preventDefault();
    void replace();
  }

  function solve(captcha: ShownCaptcha) {
    if (worker.current) return;
    setProgress('solving');
    onAnswering();
    const solver = new Worker(new URL('./solve.worker.ts', import.meta.url), { type: 'module' });
    worker.current = solver;
    const fail = () => {
      solver.terminate();
      if (worker.current === solver) worker.current = null;
      setProgress('notSolved');
    };
    solver.onerror = fail;
    solver.onmessage = ({ data: { solution } }: MessageEvent<Solved>) => {
      if (!solution) return fail();
      setProof(btoa(JSON.stringify({ challenge: captcha.proof, solution })));
      setProgress('solved');
    };
    solver.postMessage(captcha.proof);
  }

  return { shown, progress, refusal, proof, runs, renew, solve: () => solve(shown) };
}
