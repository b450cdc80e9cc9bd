'use client';

import { type ReactNode, useSyncExternalStore } from 'react';

const never = () => () => {};

/** Shown only with JavaScript. Without it the user prints with the browser's own command. */
export function PrintButton({ label }: { label: ReactNode }) {
  const runs = useSyncExternalStore(
    never,
    () => true,
    () => false,
  );
  if (!runs) return null;
  return (
    <button className="button" type="button" onClick={() => window.print()}>
      {label}
    </button>
  );
}
