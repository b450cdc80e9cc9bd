'use client';

import { zodResolver } from '@hookform/resolvers/zod';
import { useTranslations } from 'next-intl';
import { useActionState, useEffect, useState, useTransition } from 'react';
import { useForm } from 'react-hook-form';
import { Facts } from '@/app/_ui/facts';
import { Field } from '@/app/_ui/field';
import { MailAddress } from '@/app/_ui/mail-address';
import type { ActionState, Answer } from '@/app/_web/action';
import { answerTo } from '@/app/_web/answer-to';
import { type ChangePasswordForm, changePasswordForm } from '@/lib/password/password-form';
import type { PasswordLimits } from '@/lib/password/password-rules';
import { Refusal } from './refusal';
import { StrengthStatus } from './strength-status';
import { Suggestion } from './suggestion';
import { useJudgement } from './use-judgement';

interface Props {
  action: (before: ActionState, data: FormData) => Promise<ActionState>;
  /** What makes a suggestion, for a script; and one that came with the page. */
  suggest: (style: 'english' | 'pinyin') => Promise<Answer<string>>;
  suggestion: string | undefined;
  intent: string;
  limits: PasswordLimits;
  /** What counts as guessable for this person, for the live word; the server's own list decides. */
  guessableWords: string[];
  /** Whether the password in force must be given as well. */
  asksCurrent: boolean;
  address: string;
  /** Whose mailbox it is; left out for who is not told. */
  owner?: { number: string; name: string };
  /** Where a person gets a new campus link, when the proof of who they are is too old. */
  comeAgainAt: string;
}

/**
 * The form works without JavaScript, judged by the server. Where JavaScript runs it says the same earlier: the rules
 * are ticked and the strength is named while the password is typed.
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
  comeAgainAt,
}: Props) {
  const t = useTranslations('password');
  const [stateOfPage, send] = useActionState(action, UNTOUCHED);
  const [stateOfScript, setState] = useState<ActionState>(UNTOUCHED);
  const [isSending, startSending] = useTransition();
  const [isShown, setIsShown] = useState(false);
  const { register, handleSubmit, setValue, watch, formState } = useForm<ChangePasswordForm>({
    resolver: zodResolver(changePasswordForm),
    defaultValues: { next: '', confirm: '', intent },
  });
  const [next, confirm] = watch(['next', 'confirm']);
  const judgement = useJudgement(next, limits, guessableWords);
  const state = stateOfScript.status === 'untouched' ? stateOfPage : stateOfScript;
  const isOver = isSending || state.status === 'done';
  const showsCurrent = asksCurrent || (state.status === 'refused' && state.code.startsWith('proof.current_'));

  useEffect(() => {
    if (state.status === 'done') window.location.assign(state.leadsTo);
  }, [state]);

  const checkThenSend = handleSubmit((_values, event) => {
    const form = event?.target as HTMLFormElement;
    startSending(async () => setState(await answerTo(() => action(UNTOUCHED, new FormData(form)))));
  });
  const typed = isShown ? 'text' : 'password';
  /** Shown, so that it can be written down before it is sent. */
  const take = (password: string): void => {
    setValue('next', password);
    setValue('confirm', password);
    setIsShown(true);
  };

  return (
    <form
      action={send}
      onSubmit={isOver ? (event) => event.preventDefault() : checkThenSend}
      className="form"
      noValidate
    >
      {state.status === 'refused' && <Refusal key={state.reference} {...state} comeAgainAt={comeAgainAt} />}
      <Facts
        facts={[
          ...(owner ? [[t('number'), owner.number] as const, [t('name'), owner.name] as const] : []),
          [t('account'), <MailAddress key="address">{address}</MailAddress>],
        ]}
      />
      <Rules limits={limits} judgement={judgement} isSame={next !== '' && next === confirm} />
      <input type="hidden" {...register('intent')} value={intent} />
      {/* Tells a password manager whose password this is. */}
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
          {...register('next')}
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
      {judgement.runs && (
        <p className="field-side">
          <label>
            <input type="checkbox" checked={isShown} onChange={() => setIsShown(!isShown)} /> {t('reveal')}
          </label>
        </p>
      )}
      <StrengthStatus label={t('status')} judgement={judgement} isShown={isShown} />
      <Suggestion runs={judgement.runs} suggest={suggest} initial={suggestion} take={take} />
      <p className="quiet field-side">{t('advice')}</p>
      <p className="quiet field-side">{t('wait')}</p>
      <p className="actions field-side">
        <a className="button secondary" href="/mailboxes">
          {t('cancel')}
        </a>
        <button className="button" type="submit" aria-disabled={isOver || undefined}>
          {isOver ? t('applying') : t('apply')}
        </button>
      </p>
    </form>
  );
}

const UNTOUCHED: ActionState = { status: 'untouched' };

function Rules({
  limits,
  judgement,
  isSame,
}: {
  limits: PasswordLimits;
  judgement: ReturnType<typeof useJudgement>;
  isSame: boolean;
}) {
  const t = useTranslations('password');
  const rules = [
    { text: t('ruleLength', { min: limits.min, max: limits.max }), met: judgement.hasRightLength },
    { text: t('ruleStrength'), met: judgement.isStrongEnough },
    { text: t('ruleSame'), met: isSame },
    { text: t('ruleReuse'), met: undefined },
  ];
  return (
    <section className="rules" aria-labelledby="rules-title">
      <h2 id="rules-title">{t('rules')}</h2>
      <ul id="rules">
        {rules.map(({ text, met }) => (
          <li key={text} data-met={judgement.runs && met !== undefined ? met : undefined}>
            {text}
            {judgement.runs && met !== undefined && <span className="unseen"> ({t(met ? 'met' : 'unmet')})</span>}
          </li>
        ))}
      </ul>
    </section>
  );
}
