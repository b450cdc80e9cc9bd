import type { ReactNode } from 'react';

const SIGNS = { error: '✕', warning: '!', done: '✓', info: 'i' } as const;

/** A highlighted message. An icon shows its kind, not only the colour. */
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
