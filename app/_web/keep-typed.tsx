'use client';

import { useEffect } from 'react';
import { SESSION_END_EVENT } from './session-end-event';

const KEY = 'typed';
const FIELDS = 'textarea, input:not([type="password"], [type="hidden"])';
type Typed = HTMLInputElement | HTMLTextAreaElement;

interface Props {
  /** The id of the element with the fields. */
  within: string;
  /** The owner of the form (`ownerOf`): another user of the same browser does not get the input. */
  owner?: string;
}

/**
 * Carries the input over a change of language, and over a sign-in after the page has found its session at its end. It is
 * in this tab's session storage until the next page with this component has loaded. Passwords are not kept.
 */
export function KeepTyped({ within, owner = '' }: Props) {
  useEffect(() => {
    const typedFields = () => [...(document.getElementById(within)?.querySelectorAll<Typed>(FIELDS) ?? [])];
    const path = window.location.pathname;

    const kept = take();
    if (kept?.path === path && kept.owner === owner) {
      for (const field of typedFields()) field.value = kept.typed[field.id] ?? field.value;
    }

    function keepNow() {
      keep({ path, owner, typed: Object.fromEntries(typedFields().map(({ id, value }) => [id, value])) });
    }
    function onSubmit({ submitter }: SubmitEvent) {
      if (submitter?.getAttribute('name') === 'lang') keepNow();
    }
    document.addEventListener('submit', onSubmit);
    window.addEventListener(SESSION_END_EVENT, keepNow);
    return () => {
      document.removeEventListener('submit', onSubmit);
      window.removeEventListener(SESSION_END_EVENT, keepNow);
    };
  }, [within, owner]);
  return null;
}

interface Kept {
  path: string;
  owner: string;
  typed: Record<string, string>;
}

function keep(kept: Kept): void {
  try {
    sessionStorage.setItem(KEY, JSON.stringify(kept));
  } catch {
    // A browser that blocks storage loses the input.
  }
}

/** Always removes the stored input, even when another page is opened next. */
function take(): Kept | undefined {
  try {
    const kept = sessionStorage.getItem(KEY);
    sessionStorage.removeItem(KEY);
    return kept === null ? undefined : JSON.parse(kept);
  } catch {
    return undefined;
  }
}
