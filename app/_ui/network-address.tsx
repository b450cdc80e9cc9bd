import { Fragment } from 'react';

/** An IP address. A long one of IPv6 may break after a colon, and nowhere else. */
export function NetworkAddress({ children }: { children: string }) {
  const parts = children.split(/(?<=:)(?=[^:])/);
  return (
    <span>
      {parts.map((part, at) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: the parts of one address never change places
        <Fragment key={at}>
          <span className="address">{part}</span>
          <wbr />
        </Fragment>
      ))}
    </span>
  );
}
