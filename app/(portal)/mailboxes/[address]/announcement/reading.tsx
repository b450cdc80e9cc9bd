'use client';

import { useTranslations } from 'next-intl';
import { type FormEvent, useActionState, useEffect, useRef, useState } from 'react';
import { Callout } from '@/app/_ui/callout';
import { LanguageParts } from '@/app/_ui/language-parts';
import type { ActionState } from '@/app/_web/action';
import { submitAction } from '@/app/_web/submit-action';
import type { NextPartAnswer } from './actions';
import { PartsRead } from './parts-read';
import type { ShownPart } from './show-part';
import { useScrolledTo } from './use-scrolled-to';
import { useSecondsLeft } from './use-seconds-left';

type Action<Answer = never> = (before: ActionState | Answer, data: FormData) => Promise<ActionState | Answer>;

interface Props {
  /** The path of this page, to continue the reading after a refusal. */
  path: string;
  readOn: Action<NextPartAnswer>;
  acknowledge: Action;
  parts: readonly ShownPart[];
  /** The total number of parts. */
  of: number;
  token: string;
  /** The time until the server accepts the button, and the time of day at which it does. */
  readyInMs: number;
  readyFrom: string;
}

/**
 * The text in parts, and the button that confirms it. Only the server decides how far the user has read. Each step is a
 * form, so it works without JavaScript; with it, scrolling to the end of a part submits the form too.
 */
export function Reading({
  path,
  readOn,
  acknowledge,
  parts: first,
  of,
  token: firstToken,
  readyInMs,
  readyFrom,
}: Props) {
  const t = useTranslations('announcement');
  const [readOnOfPage, sendReadOn] = useActionState(readOn, UNTOUCHED);
  const [acknowledgedOfPage, sendAcknowledge] = useActionState(acknowledge, UNTOUCHED);
  const [ofScript, setOfScript] = useState<ActionState>(UNTOUCHED);
  /** Whether the reading has advanced since the page was rendered. */
  const [hasAdvanced, setHasAdvanced] = useState(false);
  const [{ parts, token }, setRead] = useState({ parts: first, token: firstToken });
  const [isSending, setIsSending] = useState(false);
  // Scrolling and pressing may coincide before React renders again, so the steps run one after the other.
  const latestToken = useRef<string>(firstToken);
  const pendingStep = useRef<Promise<void> | null>(null);
  const wantsFocus = useRef(false);
  const lastPart = useRef<HTMLElement>(null);
  const secondsLeft = useSecondsLeft(readyInMs);
  const hasMore = parts.length < of;

  async function readNext({ byHand }: { byHand: boolean }): Promise<void> {
    if (byHand) {
      wantsFocus.current = true;
      clearRefusal();
    }
    // The request for the next part is already pending.
    if (pendingStep.current) return;
    await step(readOn, (answer) => {
      if (answer.status !== 'part') return setOfScript(answer);
      latestToken.current = answer.token;
      setRead((read) => ({ parts: [...read.parts, answer.part], token: answer.token }));
      // `announcement.unread` stays until the last part; any other refusal is resolved by this part.
      if (answer.number === of || refusal?.code !== 'announcement.unread') clearRefusal();
    });
  }

  function clearRefusal(): void {
    setOfScript(UNTOUCHED);
    setHasAdvanced(true);
  }

  async function acknowledgeNow(): Promise<void> {
    await pendingStep.current;
    await step(acknowledge, (answer) => {
      setOfScript(answer);
      if (answer.status === 'done') window.location.assign(answer.redirectTo);
    });
  }

  function step<Answer>(action: Action<Answer>, then: (answer: ActionState | Answer) => void): Promise<void> {
    setIsSending(true);
    const data = new FormData();
    data.set('token', latestToken.current);
    pendingStep.current = submitAction(() => action(UNTOUCHED, data))
      .then(then)
      .finally(() => {
        pendingStep.current = null;
        setIsSending(false);
      });
    return pendingStep.current;
  }

  // After a press of the button the focus moves to the new part. After scrolling it stays where it is.
  // biome-ignore lint/correctness/useExhaustiveDependencies: runs when a part is added
  useEffect(() => {
    if (wantsFocus.current) lastPart.current?.focus();
    wantsFocus.current = false;
  }, [parts]);

  const endOfPart = useScrolledTo(hasMore, parts.length, () => readNext({ byHand: false }));
  const states = hasAdvanced ? [ofScript] : [ofScript, readOnOfPage, acknowledgedOfPage];
  const refusal = states.find((state) => state.status === 'refused');
  const isOutdated = secondsLeft === 0 && refusal?.code === 'announcement.too_soon';
  const hasGrown = parts.length > first.length;
  const isRead = !hasMore && (secondsLeft === undefined ? readyInMs <= 0 : secondsLeft === 0);

  function underButton(): string {
    if (isRead) return t('acknowledge');
    if (hasMore) return t('afterReading');
    return secondsLeft === undefined ? t('readyFrom', { time: readyFrom }) : t('left', { seconds: secondsLeft });
  }

  return (
    <>
      <PartsRead parts={parts} of={of} last={lastPart} />
      <div ref={endOfPart} />
      {hasMore && (
        <form action={sendReadOn} onSubmit={insteadOfSending(() => readNext({ byHand: true }))}>
          <input type="hidden" name="token" value={token} />
          <button className="button" type="submit" aria-disabled={isSending || undefined}>
            {t('next', { number: parts.length + 1, parts: of })}
          </button>
        </form>
      )}
      <p className="unseen" role="status">
        {hasMore || secondsLeft !== 0 ? hasGrown && t('shown', { number: parts.length, parts: of }) : t('readyStatus')}
      </p>
      <form className="acknowledge" action={sendAcknowledge} onSubmit={insteadOfSending(acknowledgeNow)}>
        <input type="hidden" name="token" value={token} />
        {refusal && !isOutdated && <NotYet {...refusal} path={path} />}
        <button
          className={hasMore ? 'button secondary' : 'button'}
          type="submit"
          aria-describedby="ready"
          aria-disabled={isSending || undefined}
        >
          <LanguageParts>{t(isRead ? 'acknowledgeRead' : 'acknowledge')}</LanguageParts>
        </button>
        <p id="ready" className="quiet">
          <LanguageParts>{underButton()}</LanguageParts>
        </p>
      </form>
    </>
  );
}

const UNTOUCHED: ActionState = { status: 'untouched' };

function insteadOfSending(act: () => Promise<void>) {
  return (event: FormEvent) => {
    event.preventDefault();
    void act();
  };
}

/** Why the step was refused, with a link to continue. */
function NotYet({ code, detail, path }: Extract<ActionState, { status: 'refused' }> & { path: string }) {
  const t = useTranslations();
  return (
    <div role="alert">
      <Callout kind="warning">
        <p>
          <strong>{t('announcement.notYet')}</strong>
        </p>
        <p>{t(`errors.${code}`, detail ?? {})}</p>
        {code !== 'announcement.too_soon' && (
          <p>
            {code === 'mailbox.reinstating' ? (
              <a href={`/mailboxes/${detail?.address}/password/changes/${detail?.change}`}>
                {t('announcement.toReceipt')}
              </a>
            ) : (
              <a href={path}>{t('announcement.goOn')}</a>
            )}
          </p>
        )}
      </Callout>
    </div>
  );
}
