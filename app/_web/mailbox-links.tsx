import { useTranslations } from 'next-intl';
import { MailAddress } from '@/app/_ui/mail-address';
import type { Mailbox } from '@/lib/mailbox/list-own-mailboxes';

/** The user's other mailboxes, for a page about one of them. Renders nothing for a user with a single one. */
export function MailboxLinks({
  path,
  mailboxes,
  current,
}: {
  path: string;
  mailboxes: readonly Mailbox[];
  current: string;
}) {
  const t = useTranslations('mailboxes');
  const others = mailboxes.filter(({ address }) => address !== current);
  if (others.length === 0) return null;
  return (
    <nav className="mailbox-links" aria-label={t('others')}>
      <span className="quiet">{t('others')}</span>
      <ul>
        {others.map(({ address }) => (
          <li key={address}>
            <a href={`${path}?mailbox=${address}`}>
              <MailAddress>{address}</MailAddress>
            </a>
          </li>
        ))}
      </ul>
    </nav>
  );
}
