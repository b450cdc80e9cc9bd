'use client';

import { zodResolver } from '@hookform/resolvers/zod';
import { useTranslations } from 'next-intl';
import { type FormEvent, useActionState, useEffect, useRef, useState, useTransition } from 'react';
import { useForm } from 'react-hook-form';
import { Callout } from '@/app/_ui/callout';
import { Field } from '@/app/_ui/field';
import { ShowPassword } from '@/app/_ui/show-password';
import { readVisibleFields } from '@/app/_web/read-visible-fields';
import { submitAction } from '@/app/_web/submit-action';
import { useWaitIsOver } from '@/app/_web/use-wait-is-over';
import { type AccountSystems, systemOfAccount } from '@/lib/campus/system-of-account';
import type { RefusalCode } from '@/lib/refusal-codes';
import type { CaptchaRefusal } from '@/lib/sign-in/captcha/spend-captcha';
import { type SignInEntries as Entered, type SignInForm as Fields, signInForm } from '@/lib/sign-in/sign-in-form';
import { CaptchaField, type ShownCaptcha } from './captcha-field';
import type { SignInState } from './sign-in-state';

interface Props {
  action: (before: SignInState, data: FormData) => Promise<SignInState>;
  /** The return path after the sign-in, or its alias. */
  then: string;
  captcha: ShownCaptcha;
  systems: AccountSystems;
}

const AT = '@';
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

  const isWaitOver = useWaitIsOver(state);
  const refusal = state.status === 'refused' ? state : undefined;
  const isStillValid = refusal !== undefined && !isWaitOver && !hasInputChanged(refusal.code);

  // biome-ignore lint/correctness/useExhaustiveDependencies: runs once, to read what was typed before the script ran
  useEffect(() => {
    setHasScript(true);
    if (element.current) readFields(element.current);
  }, []);
  useEffect(() => {
    if (state.status === 'done') window.location.assign(state.redirectTo);
  }, [state]);

  /** Whether the input has changed since the refusal, so that the refusal no longer applies. */
  function hasInputChanged(code: RefusalCode): boolean {
    if (isCaptchaRefusal(code)) return answeredAnew === refusal?.reference;
    const isAboutEntries = code.startsWith('sign_in.') || code.startsWith('mailbox.') || code === 'throttle.closed';
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
    else if (now.domain !== before.domain) hasChosen.current = now.domain !== domainOf(now.account);
    else if (now.account !== before.account) followAccount(now.account);
  }

  const sendChecked = handleSubmit(() => {
    const data = new FormData(element.current ?? undefined);
    const sent = getValues();
    startSending(async () => {
      const answer = await submitAction(() => action(UNTOUCHED, data));
      setRefused(sent);
      setState({ typed: NOTHING_TYPED, ...answer });
    });
  });
  function checkThenSend(event: FormEvent<HTMLFormElement>): Promise<void> {
    readFields(event.currentTarget);
    return sendChecked(event);
  }

  function resetForm() {
    hasChosen.current = false;
    reset();
  }

  function followAccount(typed: string) {
    const domain = domainOf(typed);
    if (domain !== undefined && (normalised(typed).includes('@') || !hasChosen.current)) setValue('domain', domain);
  }

  /** The domain in an account, or else the one that its form implies; undefined for a domain that the list lacks. */
  function domainOf(typed: string): string | undefined {
    const [name = '', named] = normalised(typed).split('@');
    if (named !== undefined) return systems.mailSystems.find(({ domain }) => domain === named)?.domain;
    const id = systemOfAccount(systems, name);
    return systems.mailSystems.find((system) => system.id === id)?.domain ?? '';
  }

  return (
    <form
      ref={element}
      action={send}
      onSubmit={isBusy ? (event) => event.preventDefault() : checkThenSend}
      onReset={resetForm}
      className="form"
      noValidate
    >
      {refusal && <Refusal key={refusal.reference} {...refusal} isStillValid={isStillValid} />}
      <input type="hidden" name="then" value={then} />
      <Field name="account" label={t('account')} error={formState.errors.account?.message}>
        <div className="account">
          <input
            id="account"
            type="text"
            inputMode="email"
            autoComplete="username"
            autoCapitalize="off"
            autoCorrect="off"
            spellCheck={false}
            required
            aria-describedby="account-error account-hint"
            aria-invalid={formState.errors.account ? true : undefined}
            defaultValue={stateOfPage.typed.account}
            {...register('account', { onChange: (event) => followAccount(event.target.value) })}
          />
          <span aria-hidden="true">{AT}</span>
          <select
            aria-label={t('domain')}
            defaultValue={stateOfPage.typed.domain}
            {...register('domain', { onChange: () => (hasChosen.current = true) })}
          >
            <option value="">{t('byAccount')}</option>
            {systems.mailSystems.map(({ id, domain }) => (
              <option key={id} value={domain}>
                {domain} ({id})
              </option>
            ))}
          </select>
        </div>
        <p className="quiet" id="account-hint">
          {t('accountHint')}
        </p>
      </Field>
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
          {...register('password')}
        />
      </Field>
      {hasScript && <ShowPassword label={t('reveal')} isShown={isShown} toggle={() => setIsShown(!isShown)} />}
      <CaptchaField
        captcha={state.captcha ?? captcha}
        error={isStillValid && isCaptchaRefusal(refusal.code) ? refusal.code : undefined}
        onAnswering={() => setAnsweredAnew(refusal?.reference)}
      />
      <p className="actions field-side">
        <button className="button secondary" type="reset">
          {t('reset')}
        </button>
        <button className="button" type="submit" aria-disabled={isBusy || undefined}>
          {isBusy ? t('signingIn') : t('signIn')}
        </button>
      </p>
    </form>
  );
}

const normalised = (account: string): string => account.trim().toLowerCase().normalize('NFKC');

const isCaptchaRefusal = (code: RefusalCode): code is CaptchaRefusal => code.startsWith('captcha.');

/** Why the sign-in failed. It is above the form and takes the focus, for sighted users and screen readers alike. */
function Refusal({
  code,
  detail,
  reference,
  isUnsent,
  isStillValid,
}: Extract<SignInState, { status: 'refused' }> & {
  /** Whether the refusal still applies to the current input. */
  isStillValid: boolean;
}) {
  const t = useTranslations();
  const place = useRef<HTMLDivElement>(null);
  useEffect(() => place.current?.focus(), []);
  return (
    <div ref={place} tabIndex={-1} hidden={!isStillValid}>
      <Callout kind="error">
        <p>
          <strong>{t('login.failed')}</strong>
        </p>
        <p>{t(`errors.${code}`, detail ?? {})}</p>
        {code.startsWith('service.') && !isUnsent && <p className="quiet">{t('login.reference', { reference })}</p>}
      </Callout>
    </div>
  );
}
