'use client';

import { useTranslations } from 'next-intl';
import {
  type FormEvent,
  type ReactNode,
  useActionState,
  useEffect,
  useId,
  useRef,
  useState,
  useTransition,
} from 'react';
import { type Resolver, useForm } from 'react-hook-form';
import { Field } from '@/app/_ui/field';
import { LanguageParts } from '@/app/_ui/language-parts';
import { ShowPassword } from '@/app/_ui/show-password';
import type { ActionState, Answer } from '@/app/_web/action';
import { readVisibleFields } from '@/app/_web/read-visible-fields';
import { submitAction } from '@/app/_web/submit-action';
import { useWaitIsOver } from '@/app/_web/use-wait-is-over';
import { confirmationFault } from '@/lib/password/confirmation-fault';
import type { ChangePasswordForm } from '@/lib/password/password-form';
import type { RefusalCode } from '@/lib/refusal-codes';
import type { Refused } from '@/lib/result';
import type { PasswordLimits } from '@/lib/strength/password-rules';
import { adviceOn } from './advice';
import { brokenRule } from './broken-rule';
import { PasswordInput } from './password-input';
import { Refusal } from './refusal';
import { Rules } from './rules';
import { StrengthStatus } from './strength-status';
import { type Suggested, Suggestion } from './suggestion';
import { useHasPassed } from './use-has-passed';
import { type Judgement, judgeForm, useJudgement } from './use-judgement';

interface Props {
  action: (before: ActionState, data: FormData) => Promise<ActionState>;
  /** Requests a suggestion by script. `suggestion` is one rendered with the page. */
  suggest: (style: Suggested['style']) => Promise<Answer<string>>;
  suggestion: Suggested | undefined;
  intent: string;
  limits: PasswordLimits;
  /** Words that count as guessable for this user, for the live strength. The server decides with its own list. */
  guessableWords: string[];
  address: string;
  /** The sentences that never change, rendered by the server. */
  labels: Record<
    'next' | 'confirm' | 'status' | 'current' | 'currentHint' | 'suggest' | 'cancel' | 'apply',
    ReactNode
  > & { reveal: string };
  /** The end of the proof of identity; undefined once it is over. */
  proof: Proof | undefined;
  /** Whether the form asks for the current password: from the start, or once the proof is over. */
  asksCurrent: 'now' | 'afterProof' | 'never';
  /** Where the user gets a new campus link when the proof of identity is too old. */
  campusSignInUrl: string;
  /** Where the user signs in with the mailbox password after the session has expired. It returns to this form. */
  mailboxSignInUrl: string;
}

interface Proof {
  endsInMs: number;
  /** Until when the form is to be submitted; undefined when the session ends before the proof. */
  before: ReactNode;
  /** The next step after the end. */
  over: ReactNode;
}

/**
 * The form works without JavaScript; the server checks the password. With JavaScript the same checks run while the user
 * types: the rules are ticked and the strength is shown.
 */
export function PasswordForm({ action, suggest, intent, limits, address, labels, proof, ...props }: Props) {
  const t = useTranslations();
  const [stateOfPage, send] = useActionState(action, UNTOUCHED);
  const [stateOfScript, setState] = useState<ActionState>(UNTOUCHED);
  const [isSending, startSending] = useTransition();
  const [isShown, setIsShown] = useState(false);
  const judged = useRef<Judgement>(null);
  const form = useForm<ChangePasswordForm>({
    resolver: checking(limits, judged),
    reValidateMode: 'onSubmit',
    defaultValues: { next: '', confirm: '', intent },
  });
  const { register, handleSubmit, getValues, setValue, watch, formState } = form;
  const { errors } = formState;
  const element = useRef<HTMLFormElement>(null);
  const [next, confirm, current = ''] = watch(['next', 'confirm', 'current']);
  /** The values at the last submission. An error in them is shown until they change. */
  const [submitted, setSubmitted] = useState<Pick<Typed, 'next' | 'confirm'>>();
  /** The values that the server refused. A page rendered without JavaScript has empty password fields. */
  const [refused, setRefused] = useState({ next: '', confirm: '', current: '' });
  const judgement = useJudgement(next, limits, props.guessableWords);
  judged.current = judgement;
  const isProofOver = useHasPassed(proof?.endsInMs);
  const adviceId = useId();

  const state = stateOfScript.status === 'untouched' ? stateOfPage : stateOfScript;
  const isBusy = isSending || state.status === 'done';
  const isWaitOver = useWaitIsOver(state);
  const refusal = state.status === 'refused' ? state : undefined;
  const isStillValid =
    refusal !== undefined && !isWaitOver && !hasInputChanged(refusal, refused, { next, confirm, current });
  const isAboutConfirm = isStillValid && refusal.code.startsWith('password.confirm_');
  const isAboutPassword =
    isStillValid && refusal.code.startsWith('password.') && !isAboutConfirm && !isAboutCurrent(refusal);
  const showsCurrent =
    props.asksCurrent === 'now' ||
    (props.asksCurrent === 'afterProof' && isProofOver) ||
    (refusal !== undefined && isAboutCurrent(refusal));
  // The refusal already says what is wrong with this password.
  const isSubmitted = submitted?.next === next;
  const advice = isAboutPassword ? undefined : adviceOn(judgement, { isShown, isSubmitted }, t);
  const nextCode = isSubmitted ? (errors.next?.message as RefusalCode | undefined) : undefined;
  const broken = isStillValid ? refusal.code : nextCode;
  const confirmCode =
    (isSubmitted && submitted.confirm === confirm ? errors.confirm?.message : undefined) ??
    (isAboutPassword ? refusal.detail?.confirm : undefined);

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
    setSubmitted(getValues());
    return sendChecked(event);
  }
  /** Shows the password, so that the user can write it down before submitting. */
  const take = (password: string): void => {
    setValue('next', password);
    setValue('confirm', password);
    setIsShown(true);
  };

  return (
    <form
      ref={element}
      action={send}
      onSubmit={isBusy ? (event) => event.preventDefault() : checkThenSend}
      className="form password-form"
      noValidate
    >
      {proof && !(isStillValid && refusal.code === 'proof.stale') && (
        <div role="status" className="deadline">
          {isProofOver ? proof.over : proof.before}
        </div>
      )}
      {refusal && (
        <Refusal
          key={refusal.reference}
          {...refusal}
          isStillValid={isStillValid}
          campusSignInUrl={props.campusSignInUrl}
          mailboxSignInUrl={props.mailboxSignInUrl}
          runs={judgement.runs}
        />
      )}
      <input type="hidden" {...register('intent')} value={intent} />
      {/* Lets a password manager find the account of this password. */}
      <input type="text" name="username" autoComplete="username" value={address} readOnly hidden />
      <div className="field">
        <label htmlFor="next">{labels.next}</label>
        <PasswordInput
          isShown={isShown}
          autoComplete="new-password"
          passwordrules={`minlength: ${limits.min}; maxlength: ${limits.max};`}
          aria-describedby={`${isAboutPassword ? 'refused' : adviceId} status-text rules`}
          aria-invalid={nextCode || isAboutPassword ? true : undefined}
          {...register('next')}
        />
        <StrengthStatus label={labels.status} judgement={judgement} />
        <div id={adviceId} className="advice" data-kind={nextCode ? 'error' : advice?.kind} aria-live="polite">
          {advice?.lines.map((line) => (
            <p key={line}>
              <LanguageParts>{line}</LanguageParts>
            </p>
          ))}
        </div>
        <Rules
          limits={limits}
          judgement={judgement}
          isSame={next !== '' && next === confirm}
          broken={broken && brokenRule(broken)}
        />
      </div>
      <Field name="confirm" label={labels.confirm} error={confirmCode === undefined ? undefined : String(confirmCode)}>
        <PasswordInput
          isShown={isShown}
          autoComplete="new-password"
          aria-describedby={isAboutConfirm ? 'refused' : 'confirm-error'}
          aria-invalid={confirmCode !== undefined || isAboutConfirm ? true : undefined}
          {...register('confirm')}
        />
      </Field>
      {showsCurrent && (
        <Field name="current" label={labels.current}>
          <PasswordInput
            isShown={isShown}
            autoComplete="current-password"
            aria-describedby="current-hint"
            {...register('current')}
          />
          <p className="quiet" id="current-hint">
            {labels.currentHint}
          </p>
        </Field>
      )}
      <div className="password-aids">
        {judgement.runs && <ShowPassword label={labels.reveal} isShown={isShown} toggle={() => setIsShown(!isShown)} />}
        <Suggestion
          label={labels.suggest}
          runs={judgement.runs}
          suggest={suggest}
          initial={props.suggestion}
          take={take}
          isTaken={(suggested) => next === suggested && confirm === suggested}
        />
      </div>
      <p className="actions">
        <a className="button secondary" href="/mailboxes">
          {labels.cancel}
        </a>
        <button className="button" type="submit" aria-disabled={isBusy || undefined}>
          {isBusy ? <LanguageParts>{t('password.applying')}</LanguageParts> : labels.apply}
        </button>
      </p>
    </form>
  );
}

const UNTOUCHED: ActionState = { status: 'untouched' };

/** The fields that the user or a password manager fills in. */
const TYPED = ['next', 'confirm', 'current'] as const;

type Typed = Record<(typeof TYPED)[number], string>;

/**
 * Checks the fields before they are sent, with the functions of the server. Only the server refuses a weak password; if
 * the form is not sent for another reason, the field of a weak password is marked as well.
 */
function checking(limits: PasswordLimits, judged: { current: Judgement | null }): Resolver<ChangePasswordForm> {
  return (values) => {
    const { isEmpty, refusal, lengthRefusal, password } = judgeForm(values.next, limits);
    const confirm = confirmationFault(values);
    const live = judged.current;
    const isWeak = live?.password === password && live.strength !== null && !live.isStrongEnough;
    const next: RefusalCode | undefined = isEmpty
      ? 'password.empty'
      : (refusal?.code ?? lengthRefusal?.code ?? (confirm && isWeak ? 'password.too_weak' : undefined));
    const errors = {
      ...(next && { next: { type: 'refused', message: next } }),
      ...(confirm && { confirm: { type: 'refused', message: confirm } }),
    };
    return next || confirm ? { values: {}, errors } : { values, errors: {} };
  };
}

/** Whether the relevant input has changed since the refusal, so that the refusal no longer applies. */
function hasInputChanged(refusal: Pick<Refused, 'code' | 'detail'>, refused: Typed, now: Typed): boolean {
  const { code } = refusal;
  if (isAboutCurrent(refusal)) return now.current !== refused.current;
  if (code.startsWith('password.confirm_')) return now.next !== refused.next || now.confirm !== refused.confirm;
  return code.startsWith('password.') && now.next !== refused.next;
}

/** Whether the refusal is about the current password (`readCurrentPassword`). */
function isAboutCurrent({ code, detail }: Pick<Refused, 'code' | 'detail'>): boolean {
  return code.startsWith('proof.current_') || detail?.field === 'current';
}
