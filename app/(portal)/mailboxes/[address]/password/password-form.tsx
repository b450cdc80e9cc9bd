'use client';

import { zodResolver } from '@hookform/resolvers/zod';
import { useTranslations } from 'next-intl';
import { type FormEvent, useActionState, useEffect, useRef, useState, useTransition } from 'react';
import { useForm } from 'react-hook-form';
import { Facts } from '@/app/_ui/facts';
import { Field } from '@/app/_ui/field';
import { MailAddress } from '@/app/_ui/mail-address';
import { ShowPassword } from '@/app/_ui/show-password';
import type { ActionState, Answer } from '@/app/_web/action';
import { readVisibleFields } from '@/app/_web/read-visible-fields';
import { submitAction } from '@/app/_web/submit-action';
import { useWaitIsOver } from '@/app/_web/use-wait-is-over';
import { type ChangePasswordForm, changePasswordForm } from '@/lib/password/password-form';
import type { Refused } from '@/lib/result';
import type { PasswordLimits } from '@/lib/strength/password-rules';
import { brokenRule } from './broken-rule';
import { Refusal } from './refusal';
import { Rules } from './rules';
import { StrengthStatus } from './strength-status';
import { Suggestion } from './suggestion';
import { useJudgement } from './use-judgement';

interface Props {
  action: (before: ActionState, data: FormData) => Promise<ActionState>;
  /** Requests a suggestion by script. `suggestion` is one rendered with the page. */
  suggest: (style: 'english' | 'pinyin') => Promise<Answer<string>>;
  suggestion: string | undefined;
  intent: string;
  limits: PasswordLimits;
  /** Words that count as guessable for this user, for the live strength. The server decides with its own list. */
  guessableWords: string[];
  /** Whether the form also asks for the current password. */
  asksCurrent: boolean;
  address: string;
  /** The owner of the mailbox; undefined if the user must not learn it. */
  owner?: { number: string; name: string };
  /** Where the user gets a new campus link when the proof of identity is too old. */
  campusSignInUrl: string;
  /** Where the user signs in with the mailbox password after the session has expired. It returns to this form. */
  mailboxSignInUrl: string;
}

/**
 * The form works without JavaScript; the server checks the password. With JavaScript the same checks run while the user
 * types: the rules are ticked and the strength is shown.
 */
export function PasswordForm({
  action,
  suggest,
  suggestion,
  intent,
  limits,
  asksCurrent,
  guessableWords,
  address,
  owner,
  campusSignInUrl,
  mailboxSignInUrl,
}: Props) {
  const t = useTranslations('password');
  const [stateOfPage, send] = useActionState(action, UNTOUCHED);
  const [stateOfScript, setState] = useState<ActionState>(UNTOUCHED);
  const [isSending, startSending] = useTransition();
  const [isShown, setIsShown] = useState(false);
  const form = useForm<ChangePasswordForm>({
    resolver: zodResolver(changePasswordForm),
    defaultValues: { next: '', confirm: '', intent },
  });
  const { register, handleSubmit, getValues, setValue, watch, formState } = form;
  const { isSubmitted } = formState;
  const element = useRef<HTMLFormElement>(null);
  const [next, confirm, current = ''] = watch(['next', 'confirm', 'current']);
  /** The values that were refused. A page rendered without JavaScript has empty password fields. */
  const [refused, setRefused] = useState({ next: '', confirm: '', current: '' });
  const judgement = useJudgement(next, limits, guessableWords);
  const state = stateOfScript.status === 'untouched' ? stateOfPage : stateOfScript;
  const isBusy = isSending || state.status === 'done';
  const showsCurrent = asksCurrent || (state.status === 'refused' && isAboutCurrent(state));

  const isWaitOver = useWaitIsOver(state);
  const refusal = state.status === 'refused' ? state : undefined;
  const isStillValid =
    refusal !== undefined && !isWaitOver && !hasInputChanged(refusal, refused, { next, confirm, current });

  useEffect(() => {
    if (state.status === 'done') window.location.assign(state.redirectTo);
  }, [state]);
  // biome-ignore lint/correctness/useExhaustiveDependencies: runs once, to read what was typed before the script ran
  useEffect(() => {
    if (element.current) readVisibleFields(element.current, TYPED, form);
  }, []);

  const sendChecked = handleSubmit(() => {
    const data = new FormData(element.current ?? undefined);
    const { next, confirm, current = '' } = getValues();
    startSending(async () => {
      setState(await submitAction(() => action(UNTOUCHED, data)));
      setRefused({ next, confirm, current });
    });
  });
  function checkThenSend(event: FormEvent<HTMLFormElement>): Promise<void> {
    readVisibleFields(event.currentTarget, TYPED, form);
    return sendChecked(event);
  }
  const typed = isShown ? 'text' : 'password';
  /** Shows the password, so that the user can write it down before submitting. */
  const take = (password: string): void => {
    setValue('next', password, { shouldValidate: isSubmitted });
    setValue('confirm', password, { shouldValidate: isSubmitted });
    setIsShown(true);
  };

  return (
    <form
      ref={element}
      action={send}
      onSubmit={isBusy ? (event) => event.preventDefault() : checkThenSend}
      className="form"
      noValidate
    >
      {refusal && (
        <Refusal
          key={refusal.reference}
          {...refusal}
          isStillValid={isStillValid}
          campusSignInUrl={campusSignInUrl}
          mailboxSignInUrl={mailboxSignInUrl}
        />
      )}
      <Facts
        facts={[
          ...(owner ? [[t('number'), owner.number] as const, [t('name'), owner.name] as const] : []),
          [t('account'), <MailAddress key="address">{address}</MailAddress>],
        ]}
      />
      <Rules
        limits={limits}
        judgement={judgement}
        isSame={next !== '' && next === confirm}
        broken={isStillValid ? brokenRule(refusal.code) : undefined}
      />
      <input type="hidden" {...register('intent')} value={intent} />
      {/* Lets a password manager find the account of this password. */}
      <input type="text" name="username" autoComplete="username" value={address} readOnly hidden />
      {showsCurrent && (
        <Field name="current" label={t('currentPassword')} error={formState.errors.current?.message}>
          <input
            id="current"
            type={typed}
            autoComplete="current-password"
            autoCapitalize="off"
            autoCorrect="off"
            spellCheck={false}
            required
            aria-describedby="current-hint current-error"
            {...register('current')}
          />
          <p className="quiet" id="current-hint">
            {t('currentHint')}
          </p>
        </Field>
      )}
      <Field name="next" label={t('next')} error={formState.errors.next?.message}>
        <input
          id="next"
          type={typed}
          autoComplete="new-password"
          passwordrules={`minlength: ${limits.min}; maxlength: ${limits.max};`}
          autoCapitalize="off"
          autoCorrect="off"
          spellCheck={false}
          required
          aria-describedby="next-error rules status-text"
          aria-invalid={formState.errors.next ? true : undefined}
          {...register('next', { deps: ['confirm'] })}
        />
      </Field>
      <Field name="confirm" label={t('confirm')} error={formState.errors.confirm?.message}>
        <input
          id="confirm"
          type={typed}
          autoComplete="new-password"
          autoCapitalize="off"
          autoCorrect="off"
          spellCheck={false}
          required
          aria-describedby="confirm-error"
          aria-invalid={formState.errors.confirm ? true : undefined}
          {...register('confirm')}
        />
      </Field>
      {judgement.runs && <ShowPassword label={t('reveal')} isShown={isShown} toggle={() => setIsShown(!isShown)} />}
      <StrengthStatus label={t('status')} judgement={judgement} isShown={isShown} />
      <Suggestion
        runs={judgement.runs}
        suggest={suggest}
        initial={suggestion}
        take={take}
        isTaken={(suggested) => next === suggested && confirm === suggested}
      />
      <p className="quiet field-side">{t('advice')}</p>
      <p className="quiet field-side">{t('wait')}</p>
      <p className="actions field-side">
        <a className="button secondary" href="/mailboxes">
          {t('cancel')}
        </a>
        <button className="button" type="submit" aria-disabled={isBusy || undefined}>
          {isBusy ? t('applying') : t('apply')}
        </button>
      </p>
    </form>
  );
}

const UNTOUCHED: ActionState = { status: 'untouched' };

/** The fields that the user or a password manager fills in. */
const TYPED = ['next', 'confirm', 'current'] as const;

type Typed = Record<(typeof TYPED)[number], string>;

/** Whether the relevant input has changed since the refusal, so that the refusal no longer applies. */
function hasInputChanged(refusal: Pick<Refused, 'code' | 'detail'>, refused: Typed, now: Typed): boolean {
  const { code } = refusal;
  if (isAboutCurrent(refusal)) return now.current !== refused.current;
  if (code === 'password.confirm_differs') return now.next !== refused.next || now.confirm !== refused.confirm;
  return code.startsWith('password.') && now.next !== refused.next;
}

/** Whether the refusal is about the current password (`readCurrentPassword`). */
function isAboutCurrent({ code, detail }: Pick<Refused, 'code' | 'detail'>): boolean {
  return code.startsWith('proof.current_') || detail?.field === 'current';
}
