'use client';

import { useTranslations } from 'next-intl';
import { type FormEvent, useActionState, useEffect, useRef, useState } from 'react';
import { Callout } from '@/app/_ui/callout';
import type { ActionState } from '@/app/_web/action';
import { submitAction } from '@/app/_web/submit-action';
import type { NextPartAnswer } from './actions';
import { PartsRead } from './parts-read';
import type { ShownPart } from './show-part';
import { useScrolledTo } from './use-scrolled-to';
import { useSecondsLeft } from './use-seconds-left';

type Action<Answer = never> = (before: ActionState | Answer, data: FormData) => Promise<ActionState | Answer>;

interface Props {
  /** Of this page: where the reading goes on when something came between. */
  path: string;
  readOn: Action<NextPartAnswer>;
  acknowledge: Action;
  parts: readonly ShownPart[];
  /** How many parts there are. */
  of: number;
  token: string;
  /** How long it is until the button is taken, and the time of day of that moment. */
  readyInMs: number;
  readyFrom: string;
}

/**
 * The text, handed out part by part, and the button at its end. The server alone decides how far somebody has read; each
 * step is a form, so that it works without JavaScript. Where it runs, scrolling to the end of a part sends the form too.
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
  /** Whether the parts and the token of the page are of an earlier step. */
  const [hasGoneOn, setHasGoneOn] = useState(false);
  const [{ parts, token }, setRead] = useState({ parts: first, token: firstToken });
  const [isSending, setIsSending] = useState(false);
  // Scrolling and pressing may come in one moment, before the page is drawn anew: one step follows the other.
  const held = useRef<string>(firstToken);
  const underway = useRef<Promise<void> | null>(null);
  const wantsFocus = useRef(false);
  const lastPart = useRef<HTMLElement>(null);
  const secondsLeft = useSecondsLeft(readyInMs);
  const hasMore = parts.length < of;

  async function readNext({ byHand }: { byHand: boolean }): Promise<void> {
    if (byHand) {
      wantsFocus.current = true;
      purgeRefusal();
    }
    // The part that is asked for is on its way already.
    if (underway.current) return;
    await step(readOn, (answer) => {
      if (answer.status !== 'part') return setOfScript(answer);
      held.current = answer.token;
      setRead((read) => ({ parts: [...read.parts, answer.part], token: answer.token }));
      // "Not read to its end" stands until the end, and whatever else kept the reading up is over.
      if (answer.number === of || refusal?.code !== 'announcement.unread') purgeRefusal();
    });
  }

  function purgeRefusal(): void {
    setOfScript(UNTOUCHED);
    setHasGoneOn(true);
  }

  async function acknowledgeNow(): Promise<void> {
    await underway.current;
    await step(acknowledge, (answer) => {
      setOfScript(answer);
      if (answer.status === 'done') window.location.assign(answer.redirectTo);
    });
  }

  function step<Answer>(action: Action<Answer>, then: (answer: ActionState | Answer) => void): Promise<void> {
    setIsSending(true);
    const data = new FormData();
    data.set('token', held.current);
    underway.current = submitAction(() => action(UNTOUCHED, data))
      .then(then)
      .finally(() => {
        underway.current = null;
        setIsSending(false);
      });
    return underway.current;
  }

  // Who pressed the button goes on reading in the new part; who scrolled is left where they are.
  // biome-ignore lint/correctness/useExhaustiveDependencies: a new part is what this waits for
  useEffect(() => {
    if (wantsFocus.current) lastPart.current?.focus();
    wantsFocus.current = false;
  }, [parts]);

  const endOfPart = useScrolledTo(hasMore, parts.length, () => readNext({ byHand: false }));
  const told = hasGoneOn ? [ofScript] : [ofScript, readOnOfPage, acknowledgedOfPage];
  const refusal = told.find((state) => state.status === 'refused');
  const isOutdated = secondsLeft === 0 && refusal?.code === 'announcement.too_soon';
  const hasGrown = parts.length > first.length;

  return (
    <>
      <PartsRead parts={parts} of={of} last={lastPart} />
      <div ref={endOfPart} />
      {hasMore && (
        <form action={sendReadOn} onSubmit={insteadOfSending(() => readNext({ byHand: true }))}>
          <input type="hidden" name="token" value={token} />
          <button className="button secondary" type="submit" aria-disabled={isSending || undefined}>
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
        <p id="ready" className="quiet">
          {secondsLeft === undefined
            ? t('readyFrom', { time: readyFrom })
            : secondsLeft > 0
              ? t('left', { seconds: secondsLeft })
              : t('ready')}
        </p>
        <button className="button" type="submit" aria-describedby="ready" aria-disabled={isSending || undefined}>
          {t('acknowledge')}
        </button>
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

/** Why it does not go on, and where it does. */
function NotYet({ code, detail, path }: Extract<ActionState, { status: 'refused' }> & { path: string }) {
  const t = useTranslations();
  return (
    <Callout kind="error">
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
  );
}
