import type { ReactNode } from 'react';

/** The title of a page. `aside` is at the end of the line, such as the mailbox of the page. */
export function Heading({ children, aside }: { children: ReactNode; aside?: ReactNode }) {
  return (
    <div className="heading">
      <h1>{children}</h1>
      {aside && <p className="heading-aside">{aside}</p>}
    </div>
  );
}
