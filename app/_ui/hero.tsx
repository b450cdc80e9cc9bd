import type { ReactNode } from 'react';
import { Icon } from './icon';

const SIGNS = { done: 'check', warning: 'alert', error: 'cross', info: 'info' } as const;

/** The outcome of an act at the head of a page: a large sign, and beside it the heading and what follows from it. */
export function Hero({ kind, children }: { kind: keyof typeof SIGNS; children: ReactNode }) {
  return (
    <div className={`hero hero-${kind}`}>
      <span className="hero-sign">
        <Icon name={SIGNS[kind]} />
      </span>
      <div>{children}</div>
    </div>
  );
}
