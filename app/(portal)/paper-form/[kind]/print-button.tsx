'use client';

import { useSyncExternalStore } from 'react';

const never = () => () => {};

/** There where JavaScript runs alone: elsewhere the browser's own command prints. */
export function PrintButton({ label }: { label: string }) {
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
