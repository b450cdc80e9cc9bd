import type { ReactNode } from 'react';
import { LanguageParts } from './language-parts';
import { splitLabel } from './split-languages';

/** A table that becomes a list of cards on a narrow screen, where each cell repeats the head of its column. */
export function Rows({ heads, children }: { heads: readonly string[]; children: ReactNode }) {
  return (
    <table className="rows">
      <thead>
        <tr>
          {heads.map((head) => (
            <th key={head} scope="col">
              <LanguageParts>{head}</LanguageParts>
            </th>
          ))}
        </tr>
      </thead>
      <tbody>{children}</tbody>
    </table>
  );
}

/** A cell of `Rows`, below the head of its column. */
export function Cell({ head, className, children }: { head: string; className?: string; children: ReactNode }) {
  return (
    <td className={className} data-label={splitLabel(head).label}>
      {children}
    </td>
  );
}
