import { Fragment, type ReactNode } from 'react';

/** A mail or network address that breaks between its labels only, never in the middle of one. */
export function MailAddress({ children }: { children: string }) {
  const labels = children.split(/(?=[@.])/);
  return (
    <span className="address">
      {labels.map((label, at) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: the parts of one address never change places
        <Fragment key={at}>
          {at > 0 && <wbr />}
          {label}
        </Fragment>
      ))}
    </span>
  );
}

/** For an address within a sentence: what stands between `<mail>` and `</mail>` of the message. */
export function asMailAddress(address: ReactNode): ReactNode {
  return <MailAddress>{String(address)}</MailAddress>;
}
