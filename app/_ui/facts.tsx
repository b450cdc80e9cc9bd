import type { ReactNode } from 'react';
import { LanguageParts } from './language-parts';

export type Fact = readonly [label: string, value: ReactNode];

/** A list of labels and values, one per line. */
export function Facts({ facts }: { facts: readonly Fact[] }) {
  return (
    <dl className="facts">
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
