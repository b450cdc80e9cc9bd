'use client';

import { useLocale, useTranslations } from 'next-intl';
import { type MouseEvent, useEffect, useRef, useState } from 'react';
import { readScriptRefusal } from '@/app/_web/script-refusal';
import type { RefusalCode } from '@/lib/refusal-codes';
import type { Captcha } from '@/lib/sign-in/captcha/make-captcha';
import type { CaptchaRefusal } from '@/lib/sign-in/captcha/spend-captcha';
import type { Solved } from './solve.worker';

export type ShownCaptcha = Pick<Captcha, 'id' | 'proof'>;

/** A little before the two minutes are over; and not for ever, in a page that nobody looks at. */
const RENEW_AFTER_MS = 110_000;
const MOST_RENEWALS_BY_ITSELF = 5;

type Happening = 'renewing' | 'renewed' | 'notRenewed' | 'solving' | 'solved' | 'notSolved';

/**
 * The captcha of a form, with its fields `captcha`, `digits` and `proof`, and a button that sends `renew` where there is
 * no JavaScript. When the form is refused, it is given another captcha, and begins anew.
 */
export function CaptchaField(field: Props) {
  return <FieldOf key={field.captcha.id} {...field} />;
}

interface Props {
  captcha: ShownCaptcha;
  error: CaptchaRefusal | undefined;
  /** Called when it is being answered: what was said of the one before is over. */
  onAnswering: () => void;
}

function FieldOf({ captcha, error, onAnswering }: Props) {
  const t = useTranslations('captcha');
  const tErrors = useTranslations('errors');
  const digits = useRef<HTMLInputElement>(null);
  const { shown, happening, refusal, proof, runs, renew, solve } = useCaptcha(captcha, digits, onAnswering);
  return (
    <div className="field captcha">
      <label htmlFor="digits">{t('label')}</label>
      <div>
        <input type="hidden" name="captcha" value={shown.id} />
        <input type="hidden" name="proof" value={proof} />
        <p className="captcha-picture">
          {/* biome-ignore lint/performance/noImgElement: the framework would keep a copy of it */}
          <img src={`/captcha/${shown.id}/picture`} width={240} height={80} alt={t('picture')} />
          {/* Without JavaScript, Enter in any field presses the first button of a form: that must not be the one below. */}
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
              aria-disabled={happening === 'solving' || proof !== '' || undefined}
              aria-describedby="captcha-work-hint"
              onClick={solve}
            >
              {t('solve')}
            </button>
            <span className="quiet" id="captcha-work-hint">
              {t('solveHint')}
            </span>
            {happening === 'solving' && <progress aria-label={t('progress')} />}
          </p>
        )}
        <p role="status" className={happening === 'solved' ? 'captcha-solved' : undefined}>
          {refusal ? tErrors(refusal) : happening && t(happening)}
        </p>
      </div>
    </div>
  );
}

/** The digits to be heard: in the language of the page, and folded up in the other one. */
function Voices({ id }: { id: string }) {
  const t = useTranslations('captcha');
  const isEnglish = useLocale().startsWith('en');
  const [own, other] = isEnglish ? (['en', 'zh-TW'] as const) : (['zh-TW', 'en'] as const);
  const player = (voice: 'zh-TW' | 'en') => (
    // biome-ignore lint/a11y/useMediaCaption: a text of what is said would give the digits away
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

/** What becomes of a captcha while the page is open: another one takes its place, or the browser solves it. */
function useCaptcha(given: ShownCaptcha, digits: React.RefObject<HTMLInputElement | null>, onAnswering: () => void) {
  const [runs, setRuns] = useState(false);
  const [shown, setShown] = useState(given);
  const [happening, setHappening] = useState<Happening>();
  /** Why there is no new one, where the portal said so. */
  const [refusal, setRefusal] = useState<RefusalCode>();
  const [proof, setProof] = useState('');
  const worker = useRef<Worker>(null);
  const renewals = useRef(0);

  // biome-ignore lint/correctness/useExhaustiveDependencies: once, for as long as the page is there
  useEffect(() => {
    setRuns(true);
    // A page that the browser kept shows a captcha that was answered.
    const onReturn = (event: PageTransitionEvent) => event.persisted && void replace();
    window.addEventListener('pageshow', onReturn);
    return () => {
      window.removeEventListener('pageshow', onReturn);
      worker.current?.terminate();
    };
  }, []);

  // biome-ignore lint/correctness/useExhaustiveDependencies: each captcha has its own two minutes
  useEffect(() => {
    const timer = setTimeout(() => {
      // Digits that somebody is typing are not taken away; what the browser solved, it solves once more.
      if (digits.current?.value !== '' || renewals.current >= MOST_RENEWALS_BY_ITSELF) return;
      renewals.current += 1;
      const wasSolved = worker.current !== null;
      void replace().then((another) => another && wasSolved && solve(another));
    }, RENEW_AFTER_MS);
    return () => clearTimeout(timer);
  }, [shown.id]);

  async function replace(): Promise<ShownCaptcha | undefined> {
    setHappening('renewing');
    setRefusal(undefined);
    onAnswering();
    const response = await fetch('/captcha', { method: 'POST' }).catch(() => undefined);
    if (!response?.ok) {
      setHappening('notRenewed');
      setRefusal(readScriptRefusal((await response?.text()) ?? '')?.code);
      return undefined;
    }
    const another: ShownCaptcha = await response.json();
    worker.current?.terminate();
    worker.current = null;
    if (digits.current) digits.current.value = '';
    setProof('');
    setShown(another);
    setHappening('renewed');
    return another;
  }

  function renew(event: MouseEvent) {
    event.preventDefault();
    void replace();
  }

  function solve(captcha: ShownCaptcha) {
    if (worker.current) return;
    setHappening('solving');
    onAnswering();
    const solver = new Worker(new URL('./solve.worker.ts', import.meta.url), { type: 'module' });
    worker.current = solver;
    const fail = () => {
      solver.terminate();
      if (worker.current === solver) worker.current = null;
      setHappening('notSolved');
    };
    solver.onerror = fail;
    solver.onmessage = ({ data: { solution } }: MessageEvent<Solved>) => {
      if (!solution) return fail();
      setProof(btoa(JSON.stringify({ challenge: captcha.proof, solution })));
      setHappening('solved');
    };
    solver.postMessage(captcha.proof);
  }

  return { shown, happening, refusal, proof, runs, renew, solve: () => solve(shown) };
}
