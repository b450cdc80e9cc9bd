import { Fragment } from 'react';

/** An IP address. A long IPv6 address may break only after a colon. */
export function NetworkAddress({ children }: { children: string }) {
  const parts = children.split(/(?<=:)(?=[^:])/);
  return (
    <span translate="no">
      {parts.map((part, at) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: the order of the parts never changes
        <Fragment key={at}>
          <span className="address">{part}</span>
          <wbr />
        </Fragment>
      ))}
    </span>
  );
}
