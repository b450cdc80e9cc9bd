import type { ReactNode } from 'react';
import { mailtoUrl } from './mailto-url';

/** A link that opens a new mail to an address. */
export function MailLink({ children }: { children: string }) {
  return <a href={mailtoUrl(children)}>{children}</a>;
}

/** Renders `<mailto>` in a message: a mail address within a sentence. */
export function asMailLink(address: ReactNode): ReactNode {
  return <MailLink>{String(address)}</MailLink>;
}
