import type { ReactNode } from 'react';

const SIGNS = { error: '✕', warning: '!', done: '✓', info: 'i' } as const;

/** A message that stands out. Its kind is told by a sign as well as by a colour. */
export function Callout({ kind, children }: { kind: keyof typeof SIGNS; children: ReactNode }) {
  return (
    <div className={`notice notice-${kind}`} role={kind === 'error' ? 'alert' : undefined}>
      <span className="notice-sign" aria-hidden="true">
        {SIGNS[kind]}
      </span>
      <div className="notice-text">{children}</div>
    </div>
  );
}
