import type { ReactNode } from 'react';

/** A telephone number that does not break. */
export function Phone({ children }: { children: ReactNode }) {
  return <span className="phone">{children}</span>;
}

/** Renders `<tel>` in a message: a telephone number within a sentence. */
export function asPhone(number: ReactNode): ReactNode {
  return <Phone>{number}</Phone>;
}
