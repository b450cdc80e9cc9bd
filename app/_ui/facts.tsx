import type { ReactNode } from 'react';
import { LanguageParts } from './language-parts';

export type Fact = readonly [label: string, value: ReactNode];

/** A list of labels and values, one per line unless its class says otherwise. */
export function Facts({ facts, className = 'facts' }: { facts: readonly Fact[]; className?: string }) {
  return (
    <dl className={className}>
      {facts.map(([label, value]) => (
        <div key={label}>
          <dt>
            <LanguageParts>{label}</LanguageParts>
          </dt>
          <dd>{value}</dd>
        </div>
      ))}
    </dl>
  );
}
