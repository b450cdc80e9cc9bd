import type { ReactNode } from 'react';

/** A part longer than this may have to break within itself, on a narrow screen. */
const LONGEST_WHOLE = 20;

/** A mail address that breaks before its @ only. Its parts stay in one line of text, so that its name has no space in it. */
export function MailAddress({ children }: { children: string }) {
  const at = children.lastIndexOf('@');
  if (at < 0) return <span className="address">{children}</span>;
  return (
    <span>
      <Part>{children.slice(0, at)}</Part>
      <wbr />
      <Part>{children.slice(at)}</Part>
    </span>
  );
}

function Part({ children }: { children: string }) {
  return <span className={children.length > LONGEST_WHOLE ? undefined : 'address'}>{children}</span>;
}

/** For an address within a sentence: what stands between `<addr>` and `</addr>` of the message. */
export function asMailAddress(address: ReactNode): ReactNode {
  return <MailAddress>{String(address)}</MailAddress>;
}
