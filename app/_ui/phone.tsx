import type { ReactNode } from 'react';

/** A telephone number, in one line. */
export function Phone({ children }: { children: ReactNode }) {
  return <span className="phone">{children}</span>;
}

/** For a number within a sentence: what stands between `<tel>` and `</tel>` of the message. */
export function asPhone(number: ReactNode): ReactNode {
  return <Phone>{number}</Phone>;
}
