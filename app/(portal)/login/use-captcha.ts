import { type RefObject, useEffect, useRef, useState } from 'react';
import { readScriptRefusal } from '@/app/_web/script-refusal';
import type { RefusalCode } from '@/lib/refusal-codes';
import type { Captcha } from '@/lib/sign-in/captcha/make-captcha';
import { type StartedProof, startProof } from './start-proof';

/** The fields of a captcha that the browser may see. */
export type ShownCaptcha = Pick<Captcha, 'id' | 'proof'>;

/** Just before a captcha expires after two minutes. The number of renewals is limited, for a page left open. */
const RENEW_AFTER_MS = 110_000;
const MAX_AUTO_RENEWALS = 5;
const MAX_RENEWAL_MS = 15_000;
/** From then on the digits are offered while the work continues. */
const SLOW_AFTER_MS = 8_000;

/** The automatic verification. `slow` and `failed` open the digits. */
export type Verification = 'idle' | 'working' | 'slow' | 'done' | 'failed';

interface CaptchaOptions {
  /** The captcha of the page, or the next one after a refusal. */
  given: ShownCaptcha;
  isRefused: boolean;
  /** Called when the user starts to answer: the refusal of the previous captcha no longer applies. */
  onAnswering: () => void;
}

export interface CaptchaControl {
  shown: ShownCaptcha;
  proof: string;
  /** Whether the script of the page runs. */
  runs: boolean;
  verification: Verification;
  /** How much of the work is done, between 0 and 1. */
  share: number;
  renewal?: 'renewing' | 'renewed' | 'notRenewed';
  /** Why the portal refused a new captcha, if it named a reason. */
  refusal?: RefusalCode;
  /** Whether the digits are unfolded. */
  isOpen: boolean;
  digits: RefObject<HTMLInputElement | null>;
  setIsOpen(isOpen: boolean): void;
  onAnswering(): void;
  hasDigits(): boolean;
  /** Starts the automatic verification, unless it has been started. */
  start(): void;
  renew(): void;
  /**
   * The answer to send. Without typed digits it waits for the verification, which ends within a bounded time; undefined
   * if that fails.
   */
  answer(): Promise<CaptchaAnswer | undefined>;
}

interface CaptchaAnswer {
  captcha: string;
  proof: string;
}

type Work = StartedProof & { outcome?: 'done' | 'failed' };

/** The captcha of a form while its page is open: verified by a proof of work, and renewed before it expires. */
export function useCaptcha({ given, isRefused, onAnswering }: CaptchaOptions): CaptchaControl {
  const [runs, setRuns] = useState(false);
  const [shown, setShown] = useState(given);
  const [verification, setVerification] = useState<Verification>('idle');
  const [share, setShare] = useState(0);
  const [proof, setProof] = useState('');
  const [renewal, setRenewal] = useState<CaptchaControl['renewal']>();
  const [refusal, setRefusal] = useState<RefusalCode>();
  const [isOpen, setIsOpen] = useState(isRefused);
  const digits = useRef<HTMLInputElement>(null);
  /** As `shown`, for functions that wait. */
  const current = useRef({ captcha: given, since: 0 });
  const work = useRef<Work>(undefined);
  const renewing = useRef<Promise<void>>(undefined);
  const renewals = useRef(0);

  // biome-ignore lint/correctness/useExhaustiveDependencies: runs once per page load
  useEffect(() => {
    setRuns(true);
    current.current.since = Date.now();
    // A page restored from the back/forward cache shows a captcha that has been answered.
    const onReturn = (event: PageTransitionEvent) => event.persisted && void replace();
    window.addEventListener('pageshow', onReturn);
    return () => {
      window.removeEventListener('pageshow', onReturn);
      work.current?.stop();
    };
  }, []);

  // biome-ignore lint/correctness/useExhaustiveDependencies: runs when a refused form brings the next captcha
  useEffect(() => {
    if (given.id !== current.current.captcha.id) show(given);
  }, [given.id]);

  // biome-ignore lint/correctness/useExhaustiveDependencies: the timer restarts with each captcha
  useEffect(() => {
    const timer = setTimeout(() => {
      if (hasDigits()) return;
      if (renewals.current >= MAX_AUTO_RENEWALS) return reset();
      renewals.current += 1;
      void replace({ isQuiet: true });
    }, RENEW_AFTER_MS);
    return () => clearTimeout(timer);
  }, [shown.id]);

  const hasDigits = () => (digits.current?.value ?? '') !== '';

  /** Ends the work for a captcha that is no longer valid. */
  function reset(): void {
    work.current?.stop();
    work.current = undefined;
    setProof('');
    setVerification('idle');
  }

  /** Shows another captcha, and verifies it as the one before. */
  function show(captcha: ShownCaptcha, { isQuiet = false } = {}): void {
    const before = work.current;
    reset();
    if (digits.current) digits.current.value = '';
    current.current = { captcha, since: Date.now() };
    setShown(captcha);
    if (before && before.outcome !== 'failed') begin({ isQuiet: isQuiet && before.outcome === 'done' });
  }

  /** @param isQuiet keeps "verified" on the page, so that a renewal is not announced each time */
  function begin({ isQuiet = false } = {}): Work {
    const started: Work = startProof(current.current.captcha.proof, setShare);
    work.current = started;
    setShare(0);
    setVerification(isQuiet ? 'done' : 'working');
    const slow = setTimeout(() => {
      setVerification('slow');
      setIsOpen(true);
    }, SLOW_AFTER_MS);
    void started.proof.then((proved) => {
      clearTimeout(slow);
      if (work.current !== started) return;
      started.outcome = proved === undefined ? 'failed' : 'done';
      setVerification(started.outcome);
      setProof(proved ?? '');
      if (started.outcome === 'failed') setIsOpen(true);
    });
    return started;
  }

  function replace(options?: { isQuiet: boolean }): Promise<void> {
    renewing.current ??= fetchAnother(options).finally(() => {
      renewing.current = undefined;
    });
    return renewing.current;
  }

  async function fetchAnother(options?: { isQuiet: boolean }): Promise<void> {
    setRenewal('renewing');
    setRefusal(undefined);
    onAnswering();
    const aborted = new AbortController();
    const timer = setTimeout(() => aborted.abort(), MAX_RENEWAL_MS);
    try {
      const response = await fetch('/captcha', { method: 'POST', signal: aborted.signal });
      if (!response.ok) {
        setRefusal(readScriptRefusal(await response.text())?.code);
        throw new Error('no new captcha');
      }
      show(await response.json(), options);
      setRenewal('renewed');
    } catch {
      setRenewal('notRenewed');
    } finally {
      clearTimeout(timer);
    }
  }

  async function answer(): Promise<CaptchaAnswer | undefined> {
    if (hasDigits()) return { captcha: current.current.captcha.id, proof };
    await renewing.current;
    if (Date.now() - current.current.since > RENEW_AFTER_MS) await replace();
    for (;;) {
      const started = work.current ?? begin();
      const proved = await started.proof;
      // Another captcha may have replaced this one meanwhile.
      if (work.current === started)
        return proved === undefined ? undefined : { captcha: current.current.captcha.id, proof: proved };
    }
  }

  return {
    shown,
    proof,
    runs,
    verification,
    share,
    renewal,
    refusal,
    isOpen,
    digits,
    setIsOpen,
    onAnswering,
    hasDigits,
    answer,
    start: () => void (work.current ?? begin()),
    renew: () => void replace(),
  };
}
