import { useTranslations } from 'next-intl';
import { MailAddress } from '@/app/_ui/mail-address';
import { NetworkAddress } from '@/app/_ui/network-address';
import { Cell, Rows } from '@/app/_ui/rows';
import { StateLabel } from '@/app/_ui/state-label';
import { useMoments } from '@/app/_web/moments';
import type { IncomingEntry } from '@/lib/mail-log/sending/list-incoming';
import { Explanation } from '../explanation';

const SIGNS = { arrived: 'good', deferred: 'none', refused: 'act' } as const;

/** The messages that arrived for a mailbox, were deferred or refused, and why. */
export function IncomingTable({ mailbox, entries }: { mailbox: string; entries: readonly IncomingEntry[] }) {
  const t = useTranslations('sending');
  return (
    <Rows heads={[t('head.time'), t('head.sender'), t('head.result'), t('head.reason')]}>
      {entries.map((entry) => (
        <EntryRow key={entry.key} mailbox={mailbox} entry={entry} />
      ))}
    </Rows>
  );
}

function EntryRow({ mailbox, entry }: { mailbox: string; entry: IncomingEntry }) {
  const t = useTranslations('sending');
  const { exact } = useMoments();
  const { at, outcome, address, answer, dsn, explained } = entry;
  return (
    <tr>
      <th scope="row">
        <time dateTime={at.toISOString()}>{exact(at)}</time>
      </th>
      <Cell head={t('head.sender')}>
        <Sender sender={entry.sender} />
        {address && (
          <span className="row-more">
            {t.rich('incoming.from', { address, ip: (text) => <NetworkAddress>{String(text)}</NetworkAddress> })}
          </span>
        )}
      </Cell>
      <Cell head={t('head.result')}>
        <StateLabel kind={SIGNS[outcome]}>{t(`outcome.${outcome}`)}</StateLabel>
      </Cell>
      <Cell head={t('head.reason')} className={outcome === 'arrived' ? 'row-nothing' : undefined}>
        {outcome === 'arrived' ? (
          '–'
        ) : (
          <Explanation explained={explained} loggedCode={dsn} answer={answer} forRecipient={mailbox} />
        )}
      </Cell>
    </tr>
  );
}

function Sender({ sender }: { sender: string | null }) {
  const t = useTranslations('sending.incoming');
  if (sender === null) return <span className="quiet">{t('unknownSender')}</span>;
  return sender === '' ? <span>{t('nullSender')}</span> : <MailAddress>{sender}</MailAddress>;
}
