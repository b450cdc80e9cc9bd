'use client';

import { type ReactNode, type SyntheticEvent, useEffect, useRef, useState } from 'react';
import { SESSION_END_EVENT } from './session-end-event';

const WARN_BEFORE_MS = 120_000;
/** After the dialog was closed, it is not opened again for so long, on this page or the next. */
const QUIET_MS = 60_000;
/** When that ends, in the tab's storage. */
const QUIET_UNTIL = 'session-clock-quiet-until';

interface Labels {
  endsAt: string;
  timeLeft: string;
  stayTitle: string;
  stayText: string;
  stay: ReactNode;
  stayFailed: string;
  /** Shown when the absolute lifetime ends: the session cannot be extended. */
  lastText: string;
  understood: string;
  signOut: ReactNode;
}

interface Props {
  /** The owner of the page (`ownerOf`): the page does not extend the session of another user. */
  owner: string;
  endsInMs: number;
  canStay: boolean;
  labels: Labels;
}

/** The response of `/session/stay`. */
interface Extended {
  endsInMs: number;
  canStay: boolean;
}

/**
 * Shows the time left, and two minutes before the end offers to extend the session. Only the server decides when the
 * session ends. Without JavaScript it shows the time of day at which the session ends.
 */
export function SessionClock({ owner, endsInMs, canStay, labels }: Props) {
  const dialog = useRef<HTMLDialogElement>(null);
  const endsAt = useRef(0);
  const [leftMs, setLeftMs] = useState<number>();
  const [mayStay, setMayStay] = useState(canStay);
  const [hasFailed, setHasFailed] = useState(false);
  const stayForm = useRef<HTMLFormElement>(null);
  const isDismissed = useRef(false);
  /** Until the close event: a dialog is closed some moments before it, and must not be opened again in between. */
  const isShown = useRef(false);
  const otherTabs = useRef<BroadcastChannel>(null);

  // biome-ignore lint/correctness/useExhaustiveDependencies: extendTo uses refs and setters alone
  useEffect(() => {
    // The monotonic clock, because the device's time of day may be wrong or be set while the page is open.
    endsAt.current = performance.now() + endsInMs;
    setMayStay(canStay);
    const tick = () => {
      const left = endsAt.current - performance.now();
      setLeftMs(left);
      if (left <= 0) reloadAtEnd();
      else if (left <= WARN_BEFORE_MS && dialog.current && !isDismissed.current && !isShown.current && !isQuiet()) {
        setHasFailed(false);
        isShown.current = true;
        dialog.current.showModal();
      }
    };
    tick();
    const timer = setInterval(tick, 1_000);
    // A page restored from the back/forward cache may show an expired session.
    const onReturn = (event: PageTransitionEvent) => event.persisted && window.location.reload();
    window.addEventListener('pageshow', onReturn);
    // The session is extended in one tab and counts in all: no other tab reloads and loses what was typed there.
    const tabs = new BroadcastChannel('session');
    tabs.onmessage = ({ data }: MessageEvent<Extended & { owner: string }>) => data.owner === owner && extendTo(data);
    tabs.postMessage({ owner, endsInMs, canStay });
    otherTabs.current = tabs;
    return () => {
      tabs.close();
      clearInterval(timer);
      window.removeEventListener('pageshow', onReturn);
    };
  }, [owner, endsInMs, canStay]);

  async function stay() {
    setHasFailed(false);
    const response = await fetch('/session/stay', { method: 'POST', body: new URLSearchParams({ owner }) }).catch(
      () => undefined,
    );
    // Submitting the form shows the page that names the user who is signed in now.
    if (response?.status === 409) return stayForm.current?.submit();
    // The session has ended; the page says so.
    if (response?.status === 403) return reloadAtEnd();
    if (!response?.ok) return setHasFailed(true);
    const extended = (await response.json()) as Extended;
    extendTo(extended);
    otherTabs.current?.postMessage({ owner, ...extended });
  }

  function extendTo({ endsInMs, canStay }: Extended) {
    const extended = performance.now() + endsInMs;
    if (extended <= endsAt.current) return;
    endsAt.current = extended;
    setLeftMs(endsInMs);
    setMayStay(canStay);
    dialog.current?.close();
  }

  function dismiss() {
    isDismissed.current = true;
    dialog.current?.close();
  }

  function onClose() {
    isShown.current = false;
    keepQuiet();
  }

  /** Escape means what the first button means. */
  function onCancel(event: SyntheticEvent) {
    event.preventDefault();
    if (mayStay) stay();
    else dismiss();
  }

  if (leftMs === undefined) return <span className="clock">{labels.endsAt}</span>;
  const time = minutesAndSeconds(leftMs);
  return (
    <>
      {/* The role is not a live region: screen readers read it when asked to, not every second. */}
      <span className="clock" role="timer">
        {labels.timeLeft.replace('{time}', time)}
      </span>
      <dialog ref={dialog} aria-labelledby="stay-title" onCancel={onCancel} onClose={onClose}>
        <h2 id="stay-title">{labels.stayTitle}</h2>
        <p>{(mayStay ? labels.stayText : labels.lastText).replace('{time}', time)}</p>
        <p className="field-error" role="alert">
          {hasFailed && labels.stayFailed}
        </p>
        <form ref={stayForm} action="/session/stay" method="post" hidden>
          <input type="hidden" name="owner" value={owner} />
        </form>
        <div className="actions">
          <button className="button" type="button" onClick={mayStay ? stay : dismiss}>
            {mayStay ? labels.stay : labels.understood}
          </button>
          <form action="/sign-out" method="post">
            <input type="hidden" name="owner" value={owner} />
            <button className="button secondary" type="submit">
              {labels.signOut}
            </button>
          </form>
        </div>
      </dialog>
    </>
  );
}

/** Shows that the session is over. The forms of the page keep their input first. */
function reloadAtEnd(): void {
  window.dispatchEvent(new Event(SESSION_END_EVENT));
  window.location.reload();
}

function isQuiet(): boolean {
  try {
    return Number(sessionStorage.getItem(QUIET_UNTIL) ?? 0) > Date.now();
  } catch {
    return false;
  }
}

/** A browser may refuse the storage; then the next page may ask again. */
function keepQuiet(): void {
  try {
    sessionStorage.setItem(QUIET_UNTIL, String(Date.now() + QUIET_MS));
  } catch {}
}

function minutesAndSeconds(ms: number): string {
  const all = Math.max(0, Math.ceil(ms / 1_000));
  return [Math.floor(all / 60), all % 60].map((part) => String(part).padStart(2, '0')).join(':');
}
