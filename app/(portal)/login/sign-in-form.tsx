'use client';

import { zodResolver } from '@hookform/resolvers/zod';
import { useTranslations } from 'next-intl';
import { type FormEvent, useActionState, useEffect, useRef, useState, useTransition } from 'react';
import { useForm } from 'react-hook-form';
import { Field } from '@/app/_ui/field';
import { LanguageParts } from '@/app/_ui/language-parts';
import { ShowPassword } from '@/app/_ui/show-password';
import { readVisibleFields } from '@/app/_web/read-visible-fields';
import { submitAction } from '@/app/_web/submit-action';
import { useWaitIsOver } from '@/app/_web/use-wait-is-over';
import { domainOfAccount } from '@/lib/campus/domain-of-account';
import type { AccountSystems } from '@/lib/campus/system-of-account';
import type { RefusalCode } from '@/lib/refusal-codes';
import type { CaptchaRefusal } from '@/lib/sign-in/captcha/spend-captcha';
import { type SignInEntries as Entered, type SignInForm as Fields, signInForm } from '@/lib/sign-in/sign-in-form';
import { AccountField } from './account-field';
import { CaptchaField } from './captcha-field';
import { SignInRefusal } from './sign-in-refusal';
import type { SignInState } from './sign-in-state';
import { type ShownCaptcha, useCaptcha } from './use-captcha';

interface Props {
  action: (before: SignInState, data: FormData) => Promise<SignInState>;
  /** The return path after the sign-in, or its alias. */
  then: string;
  captcha: ShownCaptcha;
  systems: AccountSystems;
}

const NOTHING_TYPED = { account: '', domain: '' };
/** The fields that the user or a password manager fills in and react-hook-form validates. */
const TYPED = ['account', 'domain', 'password'] as const;
const UNTOUCHED: SignInState = { status: 'untouched', typed: NOTHING_TYPED };

/**
 * The form of way 2. It works without JavaScript. With it, the domain follows the account, and a refusal keeps the
 * input.
 */
export function SignInForm({ action, then, captcha, systems }: Props) {
  const t = useTranslations('login');
  const [stateOfPage, send] = useActionState(action, UNTOUCHED);
  const [stateOfScript, setState] = useState<SignInState>(UNTOUCHED);
  const [isSending, startSending] = useTransition();
  const [isShown, setIsShown] = useState(false);
  const [hasScript, setHasScript] = useState(false);
  const hasChosen = useRef(false);
  const [detected, setDetected] = useState<string>();
  const form = useForm<Entered, unknown, Fields>({
    resolver: zodResolver(signInForm),
    defaultValues: { ...stateOfPage.typed, password: '', captcha: captcha.id, digits: '', proof: '' },
  });
  const { register, handleSubmit, getValues, setValue, watch, reset, formState } = form;
  const element = useRef<HTMLFormElement>(null);
  const [account, domain, password] = watch(TYPED);
  /** The values that were refused. A page rendered without JavaScript does not contain the password. */
  const [refused, setRefused] = useState({ ...stateOfPage.typed, password: '' });
  /** The reference of the captcha refusal that the user is already correcting. */
  const [answeredAnew, setAnsweredAnew] = useState<string>();
  const state = stateOfScript.status === 'untouched' ? stateOfPage : stateOfScript;
  const isBusy = isSending || state.status === 'done';
  /** Whether the submitted form waits for the captcha. */
  const [isWaiting, setIsWaiting] = useState(false);
  /** The number of the newest submission: an older one no longer waits. */
  const submission = useRef(0);
  const isUnderWay = useRef(false);
  const [hasNoAnswer, setHasNoAnswer] = useState(false);

  /** Kept when a form could not be sent: its captcha is not used up. */
  const [given, setGiven] = useState(captcha);
  const isWaitOver = useWaitIsOver(state);
  const refusal = state.status === 'refused' ? state : undefined;
  const isStillValid = refusal !== undefined && !isWaitOver && !hasInputChanged(refusal.code);
  const captchaRefusal = isStillValid && isCaptchaRefusal(refusal.code) ? refusal.code : undefined;
  const control = useCaptcha({
    given,
    isRefused: captchaRefusal !== undefined,
    onAnswering: () => {
      setAnsweredAnew(refusal?.reference);
      setHasNoAnswer(false);
    },
  });

  // biome-ignore lint/correctness/useExhaustiveDependencies: runs once, to read what was typed before the script ran
  useEffect(() => {
    setHasScript(true);
    if (element.current) readFields(element.current);
    if (getValues('password') !== '') control.start();
  }, []);
  useEffect(() => {
    if (state.status === 'done') window.location.assign(state.redirectTo);
  }, [state]);

  /** Whether the input has changed since the refusal, so that the refusal no longer applies. */
  function hasInputChanged(code: RefusalCode): boolean {
    if (isCaptchaRefusal(code)) return answeredAnew === refusal?.reference;
    const isAboutEntries = code.startsWith('sign_in.') || code === 'throttle.closed';
    return (
      isAboutEntries && (account !== refused.account || domain !== refused.domain || password !== refused.password)
    );
  }

  /** Reads the visible fields. A domain that was changed without an event stays, as if the user had chosen it. */
  function readFields(from: HTMLFormElement): void {
    const before = getValues();
    readVisibleFields(from, TYPED, form);
    const now = getValues();
    if (now.domain === '') followAccount(now.account);
    // The browser restores a domain that the form itself had set: that one goes on to follow the account.
    else if (now.domain !== before.domain) hasChosen.current = now.domain !== domainOfAccount(systems, now.account);
    else if (now.account !== before.account) followAccount(now.account);
  }

  const sendChecked = handleSubmit(async () => {
    submission.current += 1;
    const own = submission.current;
    // A failure during the wait is told by the line of the verification itself.
    const hadFailed = control.verification === 'failed';
    setIsWaiting(true);
    const answer = await control.answer();
    if (own !== submission.current || isUnderWay.current || !element.current) return;
    setIsWaiting(false);
    setHasNoAnswer(!answer && hadFailed);
    if (!answer) return control.digits.current?.focus();
    const data = new FormData(element.current);
    data.set('captcha', answer.captcha);
    data.set('proof', answer.proof);
    const sent = getValues();
    isUnderWay.current = true;
    startSending(async () => {
      const outcome = await submitAction(() => action(UNTOUCHED, data));
      isUnderWay.current = outcome.status === 'done';
      setRefused(sent);
      if ('captcha' in outcome && outcome.captcha) setGiven(outcome.captcha);
      setState({ typed: NOTHING_TYPED, ...outcome });
    });
  });
  function checkThenSend(event: FormEvent<HTMLFormElement>): Promise<void> | undefined {
    event.preventDefault();
    // A waiting form is sent once. Digits typed meanwhile end the wait.
    if (isBusy || (isWaiting && !control.hasDigits())) return undefined;
    readFields(event.currentTarget);
    return sendChecked(event);
  }

  function resetForm() {
    hasChosen.current = false;
    submission.current += 1;
    setIsWaiting(false);
    setDetected(undefined);
    reset();
  }

  function followAccount(typed: string) {
    const found = domainOfAccount(systems, typed);
    if (found === undefined || (hasChosen.current && !/[@＠]/.test(typed))) return;
    setValue('domain', found);
    setDetected(found);
  }

  /** A choice by hand stays. The empty choice detects the domain again. */
  function chooseDomain(chosen: string) {
    hasChosen.current = chosen !== '';
    setDetected(undefined);
    if (chosen === '') followAccount(getValues('account'));
  }

  return (
    <form ref={element} action={send} onSubmit={checkThenSend} onReset={resetForm} className="form login" noValidate>
      {refusal && <SignInRefusal key={refusal.reference} {...refusal} isStillValid={isStillValid} />}
      <input type="hidden" name="then" value={then} />
      <AccountField
        systems={systems}
        error={formState.errors.account?.message}
        account={{
          defaultValue: stateOfPage.typed.account,
          ...register('account', { onChange: (event) => followAccount(event.target.value) }),
        }}
        domain={{
          defaultValue: stateOfPage.typed.domain,
          ...register('domain', { onChange: (event) => chooseDomain(event.target.value) }),
        }}
        detected={detected}
      />
      <Field name="password" label={t('password')} error={formState.errors.password?.message}>
        <input
          id="password"
          type={isShown ? 'text' : 'password'}
          autoComplete="current-password"
          autoCapitalize="off"
          autoCorrect="off"
          spellCheck={false}
          required
          aria-describedby="password-error"
          aria-invalid={formState.errors.password ? true : undefined}
          onFocus={control.start}
          {...register('password', { onChange: control.start })}
        />
      </Field>
      <div className="login-reveal">
        {hasScript && <ShowPassword label={t('reveal')} isShown={isShown} toggle={() => setIsShown(!isShown)} />}
      </div>
      <CaptchaField captcha={control} error={hasNoAnswer ? 'captcha.missing' : captchaRefusal} isWaiting={isWaiting} />
      <p className="actions">
        <button className="button" type="submit" aria-disabled={isBusy || isWaiting || undefined}>
          <LanguageParts>{t(isBusy ? 'signingIn' : isWaiting ? 'verifying' : 'signIn')}</LanguageParts>
        </button>
        <button className="button secondary" type="reset">
          <LanguageParts>{t('reset')}</LanguageParts>
        </button>
      </p>
    </form>
  );
}

const isCaptchaRefusal = (code: RefusalCode): code is CaptchaRefusal => code.startsWith('captcha.');
