import type { ReactNode } from 'react';

/** The title of a page; `aside` stands at its end, such as the mailbox that the page is about. */
export function Heading({ children, aside }: { children: ReactNode; aside?: ReactNode }) {
  return (
    <div className="heading">
      <h1>{children}</h1>
      {aside && <p className="heading-aside">{aside}</p>}
    </div>
  );
}
