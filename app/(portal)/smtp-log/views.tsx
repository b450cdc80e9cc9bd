import { useTranslations } from 'next-intl';
import { MailboxLinks } from '@/app/_web/mailbox-links';
import type { Mailbox } from '@/lib/mailbox/list-own-mailboxes';
import { SENDING_LOG, sendingLogUrl } from './sending-log-url';

const VIEWS = [
  ['days', ''],
  ['messages', '/messages'],
  ['incoming', '/incoming'],
] as const;

/** The views of the sending log, and the user's other mailboxes. */
export function Views({
  current,
  mailbox,
  mailboxes,
}: {
  current: (typeof VIEWS)[number][0];
  mailbox: string;
  mailboxes: readonly Mailbox[];
}) {
  const t = useTranslations('sending');
  const [, part] = VIEWS.find(([view]) => view === current) ?? VIEWS[0];
  return (
    <>
      <MailboxLinks path={`${SENDING_LOG}${part}`} mailboxes={mailboxes} current={mailbox} />
      <nav className="log-views" aria-label={t('views')}>
        <ul>
          {VIEWS.map(([view, path]) => (
            <li key={view}>
              <a href={sendingLogUrl(path, { mailbox })} aria-current={view === current ? 'page' : undefined}>
                {t(`view.${view}`)}
              </a>
            </li>
          ))}
        </ul>
      </nav>
    </>
  );
}
