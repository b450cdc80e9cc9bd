import { useTranslations } from 'next-intl';
import { Cell, Rows } from '@/app/_ui/rows';
import type { ShownIncident } from './show-part';

/** The incidents of this mailbox, shown to its owner only. */
export function IncidentList({ incidents }: { incidents: readonly ShownIncident[] }) {
  const t = useTranslations('announcement');
  const rows = incidents.map((one, at) => ({ ...one, id: `${at} ${one.time}` }));
  return (
    <>
      <h3>{t('incidents')}</h3>
      <p className="quiet">{t('incidentsIntro')}</p>
      <Rows heads={[t('time'), t('account'), t('protocol'), t('source'), t('country')]}>
        {rows.map(({ id, time, account, protocol, address, country }) => (
          <tr key={id}>
            <Cell head={t('time')}>{time}</Cell>
            <Cell head={t('account')}>{account}</Cell>
            <Cell head={t('protocol')}>{protocol}</Cell>
            <Cell head={t('source')}>
              <span className="address">{address}</span>
            </Cell>
            <Cell head={t('country')}>{country ?? t('unknownCountry')}</Cell>
          </tr>
        ))}
      </Rows>
    </>
  );
}
