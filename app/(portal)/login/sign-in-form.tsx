'use client';

import { zodResolver } from '@hookform/resolvers/zod';
import { useTranslations } from 'next-intl';
import { useActionState, useEffect, useRef, useState, useTransition } from 'react';
import { useForm } from 'react-hook-form';
import { Field } from '@/app/_ui/field';
import { Notice } from '@/app/_ui/notice';
import { answerTo } from '@/app/_web/answer-to';
import { type AccountSystems, systemOfAccount } from '@/lib/campus/system-of-account';
import type { CaptchaRefusal } from '@/lib/captcha/spend-captcha';
import type { RefusalCode } from '@/lib/refusal-codes';
import { type SignInEntries as Entered, type SignInForm as Fields, signInForm } from '@/lib/sign-in/sign-in-form';
import { CaptchaField, type ShownCaptcha } from './captcha-field';
import type { SignInState } from './sign-in-state';

interface Props {
  action: (before: SignInState, data: FormData) => Promise<SignInState>;
  /** The name of where to go on to. */
  then: string;
  captcha: ShownCaptcha;
  systems: AccountSystems;
}

const AT = '@';
const NOTHING_TYPED = { account: '', domain: '' };
const UNTOUCHED: SignInState = { status: 'untouched', typed: NOTHING_TYPED };

/** Way 2: works without JavaScript; with it, the domain follows the account, and nothing typed is lost by a refusal. */
export function SignInForm({ action, then, captcha, systems }: Props) {
  const t = useTranslations('login');
  const [stateOfPage, send] = useActionState(action, UNTOUCHED);
  const [stateOfScript, setState] = useState<SignInState>(UNTOUCHED);
  const [isSending, startSending] = useTransition();
  const [isShown, setIsShown] = useState(false);
  const [hasScript, setHasScript] = useState(false);
  const hasChosen = useRef(false);
  const { register, handleSubmit, setValue, reset, formState } = useForm<Entered, unknown, Fields>({
    resolver: zodResolver(signInForm),
    defaultValues: { ...stateOfPage.typed, password: '', captcha: captcha.id, digits: '', proof: '' },
  });
  const state = stateOfScript.status === 'untouched' ? stateOfPage : stateOfScript;
  const isOver = isSending || state.status === 'done';

  useEffect(() => setHasScript(true), []);
  useEffect(() => {
    if (state.status === 'done') window.location.assign(state.leadsTo);
  }, [state]);

  const checkThenSend = handleSubmit((_values, event) => {
    const form = event?.target as HTMLFormElement;
    startSending(async () => {
      const answer = await answerTo(() => action(UNTOUCHED, new FormData(form)));
      setState({ typed: NOTHING_TYPED, ...answer });
    });
  });

  function startAnew() {
    hasChosen.current = false;
    reset();
  }

  function followAccount(typed: string) {
    const [name = '', named] = typed.trim().toLowerCase().normalize('NFKC').split('@');
    const isOfList = (domain: string) => systems.mailSystems.some((system) => system.domain === domain);
    if (named !== undefined) return isOfList(named) && setValue('domain', named);
    if (hasChosen.current) return;
    const id = systemOfAccount(systems, name);
    setValue('domain', systems.mailSystems.find((system) => system.id === id)?.domain ?? '');
  }

  return (
    <form
      action={send}
      onSubmit={isOver ? (event) => event.preventDefault() : checkThenSend}
      onReset={startAnew}
      className="form"
      noValidate
    >
      {state.status === 'refused' && <Refusal key={state.reference} {...state} />}
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
      {hasScript && (
        <p className="field-side">
          <label>
            <input type="checkbox" checked={isShown} onChange={() => setIsShown(!isShown)} /> {t('reveal')}
          </label>
        </p>
      )}
      <CaptchaField captcha={state.captcha ?? captcha} error={captchaError(state)} />
      <p className="actions field-side">
        <button className="button secondary" type="reset">
          {t('reset')}
        </button>
        <button className="button" type="submit" aria-disabled={isOver || undefined}>
          {isOver ? t('signingIn') : t('signIn')}
        </button>
      </p>
    </form>
  );
}

function captchaError(state: SignInState): CaptchaRefusal | undefined {
  return state.status === 'refused' && isCaptchaRefusal(state.code) ? state.code : undefined;
}

const isCaptchaRefusal = (code: RefusalCode): code is CaptchaRefusal => code.startsWith('captcha.');

/** Why nobody was let in: above the form, where the eye and the screen reader begin. */
function Refusal({ code, detail, reference }: Extract<SignInState, { status: 'refused' }>) {
  const t = useTranslations();
  const place = useRef<HTMLDivElement>(null);
  useEffect(() => place.current?.focus(), []);
  return (
    <div ref={place} tabIndex={-1}>
      <Notice kind="error">
        <p>
          <strong>{t('login.failed')}</strong>
        </p>
        <p>{t(`errors.${code}`, detail ?? {})}</p>
        {code.startsWith('service.') && reference && <p className="quiet">{t('login.reference', { reference })}</p>}
      </Notice>
    </div>
  );
}
