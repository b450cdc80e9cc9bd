import { useTranslations } from 'next-intl';
import { ColumnHead } from '@/app/_ui/column-head';
import { EmptyState } from '@/app/_ui/empty-state';
import { LanguageParts } from '@/app/_ui/language-parts';
import { MailAddress } from '@/app/_ui/mail-address';
import { NetworkAddress } from '@/app/_ui/network-address';
import { splitLabel } from '@/app/_ui/split-languages';
import { Heading } from '@/app/_web/heading';
import { useMoments } from '@/app/_web/moments';
import { memberPage } from '@/app/_web/page';
import { RefusalPage } from '@/app/_web/refusal-page';
import { type HistoryEntry, type HistoryPage, listOwnHistory } from '@/lib/account/history/list-own-history';
import { recordSecurityEvent } from '@/lib/audit/record-security-event';
import { readBefore } from './read-before';

export default memberPage(async (ctx, { query }) => {
  const before = query.before === undefined ? null : readBefore(query.before, ctx.config.campus.timeZone);
  if (before === undefined) {
    recordSecurityEvent(ctx, 'request.refused', 'malformed');
    return <RefusalPage code="request.malformed" />;
  }
  const page = await listOwnHistory(ctx, before);
  return <History page={page} isNewest={before === null} isOfOneMailbox={ctx.session.limitedTo !== null} />;
});

function History({
  page: { entries, olderThan },
  isNewest,
  isOfOneMailbox,
}: {
  page: HistoryPage;
  isNewest: boolean;
  isOfOneMailbox: boolean;
}) {
  const t = useTranslations('history');
  return (
    <>
      <Heading title={t('title')} />
      <p>{t(isOfOneMailbox ? 'introUnit' : 'intro')}</p>
      {entries.length === 0 ? (
        <EmptyState icon="clock">{t(isNewest ? 'empty' : 'emptyOlder')}</EmptyState>
      ) : (
        <table className="rows">
          <thead>
            <tr>
              <ColumnHead>{t('when')}</ColumnHead>
              <ColumnHead>{t('what')}</ColumnHead>
              <ColumnHead>{t('mailbox')}</ColumnHead>
              <ColumnHead>{t('from')}</ColumnHead>
            </tr>
          </thead>
          <tbody>
            {entries.map((entry) => (
              <EntryRow key={`${entry.at.getTime()} ${entry.event} ${entry.mailbox}`} entry={entry} />
            ))}
          </tbody>
        </table>
      )}
      {(olderThan || !isNewest) && (
        <p className="actions">
          {!isNewest && (
            <a className="button secondary" href="/history">
              <LanguageParts>{t('newest')}</LanguageParts>
            </a>
          )}
          {olderThan && (
            <a className="button secondary" href={`/history?before=${olderThan.toISOString()}`}>
              <LanguageParts>{t('older')}</LanguageParts>
            </a>
          )}
        </p>
      )}
    </>
  );
}

function EntryRow({ entry: { at, event, mailbox, from, changeId, changeNumber } }: { entry: HistoryEntry }) {
  const t = useTranslations('history');
  const { exact } = useMoments();
  return (
    <tr>
      <th scope="row" data-label={splitLabel(t('when')).label}>
        <time dateTime={at.toISOString()}>{exact(at)}</time>
      </th>
      <td data-label={splitLabel(t('what')).label}>
        {t(`event.${event}`)}{' '}
        {changeId && mailbox && (
          <a href={`/mailboxes/${mailbox}/password/changes/${changeId}`}>
            {t('receipt', { number: changeNumber ?? '' })}{' '}
            <span className="unseen">{t('receiptAbout', { address: mailbox, time: exact(at) })}</span>
          </a>
        )}
      </td>
      <td className={mailbox ? undefined : 'row-nothing'} data-label={splitLabel(t('mailbox')).label}>
        {mailbox ? <MailAddress>{mailbox}</MailAddress> : '–'}
      </td>
      <td className={from ? undefined : 'row-nothing'} data-label={splitLabel(t('from')).label}>
        {from ? <NetworkAddress>{from}</NetworkAddress> : '–'}
      </td>
    </tr>
  );
}
