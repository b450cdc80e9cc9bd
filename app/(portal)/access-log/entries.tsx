import { useLocale, useTranslations } from 'next-intl';
import { Fragment, type ReactNode } from 'react';
import { asData } from '@/app/_ui/as-data';
import { EmptyState } from '@/app/_ui/empty-state';
import { LanguageParts } from '@/app/_ui/language-parts';
import { NetworkAddress } from '@/app/_ui/network-address';
import { Cell, Rows } from '@/app/_ui/rows';
import { useMoments } from '@/app/_web/moments';
import type { AccessEntry, AccessPage } from '@/lib/mail-log/access/list-access-log';
import { placeOf } from '@/lib/mail-log/access/place-of';
import type { AccessFilter } from '@/lib/mail-log/access/read-access-filter';
import { accessLogUrl } from './access-log-url';
import { PROTOCOLS, placeName, wordsOf } from './entry-words';

interface Props {
  mailbox: string;
  filter: AccessFilter;
  page: AccessPage;
  /** The campus's own address ranges. */
  networks: readonly string[] | undefined;
}

/** The entries of the log as a table, with the links to the next page and to the file. */
export function Entries({ mailbox, filter, page: { entries, olderThan, overflow }, networks }: Props) {
  const t = useTranslations('access');
  const { day } = useMoments();
  const query = { mailbox, ...filter };
  return (
    <>
      {overflow.map((one) => (
        <p key={one.day}>{t('overflow', { day: day(one.day), count: one.count })}</p>
      ))}
      {entries.length === 0 ? (
        <EmptyState icon="clock">{t(filter.after ? 'emptyOlder' : 'empty')}</EmptyState>
      ) : (
        <Rows heads={[t('head.time'), t('head.service'), t('head.event'), t('head.from'), t('head.detail')]}>
          {entries.map((entry) => (
            <EntryRow
              key={entry.is === 'event' ? entry.id : `${entry.at.getTime()} ${entry.key}`}
              entry={entry}
              networks={networks}
            />
          ))}
        </Rows>
      )}
      <p className="actions">
        {filter.after && (
          <a className="button secondary" href={accessLogUrl({ ...query, after: null })}>
            <LanguageParts>{t('newest')}</LanguageParts>
          </a>
        )}
        {olderThan && (
          <a className="button secondary" href={accessLogUrl({ ...query, after: olderThan })}>
            <LanguageParts>{t('older')}</LanguageParts>
          </a>
        )}
        {entries.length > 0 && (
          <a href={accessLogUrl({ ...query, after: null }, '/csv')} download={true}>
            {t('csv')}
          </a>
        )}
      </p>
    </>
  );
}

function EntryRow({ entry, networks }: { entry: AccessEntry; networks: Props['networks'] }) {
  const t = useTranslations('access');
  const locale = useLocale();
  const { exact } = useMoments();
  const say = (key: Parameters<typeof t>[0], values = {}) => t.rich(key, { ...values, data: asData });
  const { event, details } = wordsOf<ReactNode>(entry, say, exact);
  const { address, at, country, service } = entry;
  return (
    <tr>
      <th scope="row">
        <time dateTime={at.toISOString()}>{exact(at)}</time>
      </th>
      <Cell head={t('head.service')} className={service ? undefined : 'row-nothing'}>
        {service ? PROTOCOLS[service] : '–'}
      </Cell>
      <Cell head={t('head.event')}>{event}</Cell>
      <Cell head={t('head.from')} className={address ? undefined : 'row-nothing'}>
        {address ? (
          <>
            <NetworkAddress>{address}</NetworkAddress>
            <span className="row-more">{placeName(placeOf({ address, country }, networks), t, locale)}</span>
          </>
        ) : (
          '–'
        )}
      </Cell>
      <Cell head={t('head.detail')} className={details.length > 0 ? undefined : 'row-nothing'}>
        {details.length === 0
          ? '–'
          : details.map((detail, at) => (
              // biome-ignore lint/suspicious/noArrayIndexKey: the order of the details never changes
              <Fragment key={at}>
                {at > 0 && t('separator')}
                {detail}
              </Fragment>
            ))}
      </Cell>
    </tr>
  );
}
