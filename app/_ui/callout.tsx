import type { ReactNode } from 'react';

const SIGNS = { error: '✕', warning: '!', done: '✓', info: 'i' } as const;

/** A highlighted message. An icon shows its kind, not only the colour. */
export function Callout({ kind, children }: { kind: keyof typeof SIGNS; children: ReactNode }) {
  return (
    <div className={`callout callout-${kind}`} role={kind === 'error' ? 'alert' : undefined}>
      <span className="callout-sign" aria-hidden="true">
        {SIGNS[kind]}
      </span>
      <div className="callout-text">{children}</div>
    </div>
  );
}
