import type { ReactNode } from 'react';

/** On a narrow screen a part longer than this may have to break internally. */
const MAX_UNBROKEN = 20;

/**
 * A mail address that breaks only before its @. No white space is between its parts, so its accessible name has none.
 */
export function MailAddress({ children }: { children: string }) {
  const at = children.lastIndexOf('@');
  if (at < 0)
    return (
      <span className="address" translate="no">
        {children}
      </span>
    );
  return (
    <span translate="no">
      <Part>{children.slice(0, at)}</Part>
      <wbr />
      <Part>{children.slice(at)}</Part>
    </span>
  );
}

function Part({ children }: { children: string }) {
  return <span className={children.length > MAX_UNBROKEN ? undefined : 'address'}>{children}</span>;
}

/** Renders `<addr>` in a message: a mail address within a sentence. */
export function asMailAddress(address: ReactNode): ReactNode {
  return <MailAddress>{String(address)}</MailAddress>;
}
