'use client';

import { useEffect } from 'react';

const KEY = 'paper-form';
type Typed = HTMLInputElement | HTMLTextAreaElement;

/**
 * Carries what is typed on the sheet over to the page in the other language. It stays in this tab, from the press of the
 * language to the page that it loads, and is sent nowhere.
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
    // A browser that keeps nothing of this site loses what was typed, as the page says.
  }
}

/** Nothing stays behind, whichever sheet is opened next. */
function take(): Kept | undefined {
  try {
    const kept = sessionStorage.getItem(KEY);
    sessionStorage.removeItem(KEY);
    return kept === null ? undefined : JSON.parse(kept);
  } catch {
    return undefined;
  }
}
