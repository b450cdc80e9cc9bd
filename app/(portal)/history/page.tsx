import { useTranslations } from 'next-intl';
import { EmptyState } from '@/app/_ui/empty-state';
import { LanguageParts } from '@/app/_ui/language-parts';
import { MailAddress } from '@/app/_ui/mail-address';
import { NetworkAddress } from '@/app/_ui/network-address';
import { Cell, Rows } from '@/app/_ui/rows';
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
        <Rows heads={[t('when'), t('what'), t('mailbox'), t('from')]}>
          {entries.map((entry) => (
            <EntryRow key={`${entry.at.getTime()} ${entry.event} ${entry.mailbox}`} entry={entry} />
          ))}
        </Rows>
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
      <th scope="row">
        <time dateTime={at.toISOString()}>{exact(at)}</time>
      </th>
      <Cell head={t('what')}>
        {t(`event.${event}`)}{' '}
        {changeId && mailbox && (
          <a href={`/mailboxes/${mailbox}/password/changes/${changeId}`}>
            {t('receipt', { number: changeNumber ?? '' })}{' '}
            <span className="unseen">{t('receiptAbout', { address: mailbox, time: exact(at) })}</span>
          </a>
        )}
      </Cell>
      <Cell head={t('mailbox')} className={mailbox ? undefined : 'row-nothing'}>
        {mailbox ? <MailAddress>{mailbox}</MailAddress> : '–'}
      </Cell>
      <Cell head={t('from')} className={from ? undefined : 'row-nothing'}>
        {from ? <NetworkAddress>{from}</NetworkAddress> : '–'}
      </Cell>
    </tr>
  );
}
