import type { ReactNode } from 'react';
import { LanguageParts } from '@/app/_ui/language-parts';
import { MailAddress } from '@/app/_ui/mail-address';
import { splitLabel } from '@/app/_ui/split-languages';
import { theRuntime } from '@/lib/runtime/runtime';
import { useBilingual } from './bilingual';

interface Props {
  /** The name of the page. It differs on every page. */
  title: string;
  /** The address of the mailbox that the page is about. */
  mailbox?: string;
  /** Shown below the heading in place of the mailbox's address. */
  about?: ReactNode;
  /** The heading, if it is not the name of the page: the outcome or the act. */
  children?: ReactNode;
}

/**
 * The heading of a page, and its title: page, mailbox and university (WCAG 2.4.2). React moves `<title>` into the head.
 */
export function Heading({ title, mailbox, about, children = <LanguageParts>{title}</LanguageParts> }: Props) {
  const university = useBilingual()(theRuntime().config.campus.university);
  // A title has one language: the English of a bilingual label stays in the heading.
  const name = splitLabel(title).label;
  return (
    <>
      <title>{[name, mailbox, university].filter((part) => part !== undefined).join(' – ')}</title>
      <div className="heading">
        <h1>{children}</h1>
        {about ??
          (mailbox && (
            <p className="heading-mailbox">
              <MailAddress>{mailbox}</MailAddress>
            </p>
          ))}
      </div>
    </>
  );
}
