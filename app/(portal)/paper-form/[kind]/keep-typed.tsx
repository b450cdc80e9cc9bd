'use client';

import { useEffect } from 'react';

const KEY = 'paper-form';
type Typed = HTMLInputElement | HTMLTextAreaElement;

/**
 * Carries the input on the sheet over to the page in the other language. It is in this tab's session storage from the
 * change of language until the page has loaded, and is never sent.
 */
export function KeepTyped({ sheet }: { sheet: string }) {
  useEffect(() => {
    const typedFields = () => [...(document.getElementById(sheet)?.querySelectorAll<Typed>('input, textarea') ?? [])];
    const path = window.location.pathname;

    const kept = take();
    if (kept?.path === path) {
      for (const field of typedFields()) field.value = kept.typed[field.id] ?? field.value;
    }

    function onSubmit({ submitter }: SubmitEvent) {
      if (submitter?.getAttribute('name') !== 'lang') return;
      const typed = Object.fromEntries(typedFields().map(({ id, value }) => [id, value]));
      keep({ path, typed });
    }
    document.addEventListener('submit', onSubmit);
    return () => document.removeEventListener('submit', onSubmit);
  }, [sheet]);
  return null;
}

interface Kept {
  path: string;
  typed: Record<string, string>;
}

function keep(kept: Kept): void {
  try {
    sessionStorage.setItem(KEY, JSON.stringify(kept));
  } catch {
    // A browser that blocks storage loses the input, as the page says.
  }
}

/** Always removes the stored input, even when another sheet is opened next. */
function take(): Kept | undefined {
  try {
    const kept = sessionStorage.getItem(KEY);
    sessionStorage.removeItem(KEY);
    return kept === null ? undefined : JSON.parse(kept);
  } catch {
    return undefined;
  }
}
