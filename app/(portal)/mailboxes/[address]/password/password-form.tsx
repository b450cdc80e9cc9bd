'use client';

import { zodResolver } from '@hookform/resolvers/zod';
import { useTranslations } from 'next-intl';
import { type FormEvent, useActionState, useEffect, useRef, useState, useTransition } from 'react';
import { useForm } from 'react-hook-form';
import { Facts } from '@/app/_ui/facts';
import { Field } from '@/app/_ui/field';
import { MailAddress } from '@/app/_ui/mail-address';
import type { ActionState, Answer } from '@/app/_web/action';
import { readVisibleFields } from '@/app/_web/read-visible-fields';
import { submitAction } from '@/app/_web/submit-action';
import { useWaitIsOver } from '@/app/_web/use-wait-is-over';
import { type ChangePasswordForm, changePasswordForm } from '@/lib/password/password-form';
import type { Refused } from '@/lib/result';
import type { PasswordLimits } from '@/lib/strength/password-rules';
import { brokenRule, type ShownRule } from './broken-rule';
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
  /** Where they sign in by mailbox password and come back, when their session is over. */
  signInAt: string;
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
  signInAt,
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
  /** Values of the form at its refusal. A page that comes back without a script comes with empty fields. */
  const [refused, setRefused] = useState({ next: '', confirm: '', current: '' });
  const judgement = useJudgement(next, limits, guessableWords);
  const state = stateOfScript.status === 'untouched' ? stateOfPage : stateOfScript;
  const isOver = isSending || state.status === 'done';
  const showsCurrent = asksCurrent || (state.status === 'refused' && isAboutCurrent(state));

  const isWaitOver = useWaitIsOver(state);
  const refusal = state.status === 'refused' ? state : undefined;
  const stands = refusal !== undefined && !isWaitOver && !isAboutOther(refusal, refused, { next, confirm, current });

  useEffect(() => {
    if (state.status === 'done') window.location.assign(state.redirectTo);
  }, [state]);
  // biome-ignore lint/correctness/useExhaustiveDependencies: what was typed before the script ran, once
  useEffect(() => {
    if (element.current) readVisibleFields(element.current, TYPED, form);
  }, []);

  const sendChecked = handleSubmit(() => {
    const data = new FormData(element.current ?? undefined);
    startSending(async () => {
      setState(await submitAction(() => action(UNTOUCHED, data)));
      setRefused({ next: getValues('next'), confirm: getValues('confirm'), current: getValues('current') ?? '' });
    });
  });
  function checkThenSend(event: FormEvent<HTMLFormElement>): Promise<void> {
    readVisibleFields(event.currentTarget, TYPED, form);
    return sendChecked(event);
  }
  const typed = isShown ? 'text' : 'password';
  /** Shown, so that it can be written down before it is sent. */
  const take = (password: string): void => {
    setValue('next', password, { shouldValidate: isSubmitted });
    setValue('confirm', password, { shouldValidate: isSubmitted });
    setIsShown(true);
  };

  return (
    <form
      ref={element}
      action={send}
      onSubmit={isOver ? (event) => event.preventDefault() : checkThenSend}
      className="form"
      noValidate
    >
      {refusal && (
        <Refusal key={refusal.reference} {...refusal} stands={stands} comeAgainAt={comeAgainAt} signInAt={signInAt} />
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
        broken={stands ? brokenRule(refusal.code) : undefined}
      />
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
      {judgement.runs && (
        <p className="field-side">
          <label>
            <input type="checkbox" checked={isShown} onChange={() => setIsShown(!isShown)} /> <span>{t('reveal')}</span>
          </label>
        </p>
      )}
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
        <button className="button" type="submit" aria-disabled={isOver || undefined}>
          {isOver ? t('applying') : t('apply')}
        </button>
      </p>
    </form>
  );
}

const UNTOUCHED: ActionState = { status: 'untouched' };

/** The fields that a person, or their password manager, fills in. */
const TYPED = ['next', 'confirm', 'current'] as const;

type Typed = Record<(typeof TYPED)[number], string>;

/** Whether what is typed now is something else than what was refused: then the refusal says nothing of it. */
function isAboutOther(refusal: Pick<Refused, 'code' | 'detail'>, refused: Typed, now: Typed): boolean {
  const { code } = refusal;
  if (isAboutCurrent(refusal)) return now.current !== refused.current;
  if (code === 'password.confirm_differs') return now.next !== refused.next || now.confirm !== refused.confirm;
  return code.startsWith('password.') && now.next !== refused.next;
}

/** Whether it is the password in force that was refused (`readCurrentPassword`). */
function isAboutCurrent({ code, detail }: Pick<Refused, 'code' | 'detail'>): boolean {
  return code.startsWith('proof.current_') || detail?.field === 'current';
}

function Rules({
  limits,
  judgement,
  isSame,
  broken,
}: {
  limits: PasswordLimits;
  judgement: ReturnType<typeof useJudgement>;
  isSame: boolean;
  /** The one that the refused password breaks. */
  broken: ShownRule | undefined;
}) {
  const t = useTranslations('password');
  const rules: { name: ShownRule; text: string; met: boolean | undefined }[] = [
    { name: 'length', text: t('ruleLength', { min: limits.min, max: limits.max }), met: judgement.hasRightLength },
    { name: 'strength', text: t('ruleStrength'), met: judgement.isStrongEnough },
    { name: 'same', text: t('ruleSame'), met: isSame },
    { name: 'reuse', text: t('ruleReuse'), met: undefined },
  ];
  const stateOf = ({ name, met }: (typeof rules)[number]) => {
    if (name === broken) return 'broken';
    if (!judgement.runs || met === undefined) return undefined;
    return met ? 'met' : 'unmet';
  };
  return (
    <section className="rules" aria-labelledby="rules-title">
      <h2 id="rules-title">{t('rules')}</h2>
      <ul id="rules">
        {rules.map((rule) => {
          const state = stateOf(rule);
          return (
            <li key={rule.name} data-rule={state}>
              <span>{rule.text}</span>
              {state && <span className="unseen">{` (${t(state)})`}</span>}
            </li>
          );
        })}
      </ul>
    </section>
  );
}
