import type { ReactNode } from 'react';
import { telUrl } from './tel-url';

/** A telephone number that does not break. On a phone it is dialled by a tap. */
export function Phone({ children }: { children: string }) {
  return (
    <a className="phone" href={telUrl(children)}>
      {children}
    </a>
  );
}

/** Renders `<tel>` in a message: a telephone number within a sentence. */
export function asPhone(number: ReactNode): ReactNode {
  return <Phone>{String(number)}</Phone>;
}
