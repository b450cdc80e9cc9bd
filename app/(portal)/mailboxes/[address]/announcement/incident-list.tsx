import { useTranslations } from 'next-intl';
import { ColumnHead } from '@/app/_ui/column-head';
import { splitLabel } from '@/app/_ui/split-languages';
import type { ShownIncident } from './show-part';

/** The incidents of this mailbox, shown to its owner only. */
export function IncidentList({ incidents }: { incidents: readonly ShownIncident[] }) {
  const t = useTranslations('announcement');
  const rows = incidents.map((one, at) => ({ ...one, id: `${at} ${one.time}` }));
  return (
    <>
      <h3>{t('incidents')}</h3>
      <p className="quiet">{t('incidentsIntro')}</p>
      <table className="rows">
        <thead>
          <tr>
            <ColumnHead>{t('time')}</ColumnHead>
            <ColumnHead>{t('account')}</ColumnHead>
            <ColumnHead>{t('protocol')}</ColumnHead>
            <ColumnHead>{t('source')}</ColumnHead>
            <ColumnHead>{t('country')}</ColumnHead>
          </tr>
        </thead>
        <tbody>
          {rows.map(({ id, time, account, protocol, address, country }) => (
            <tr key={id}>
              <td data-label={splitLabel(t('time')).label}>{time}</td>
              <td data-label={splitLabel(t('account')).label}>{account}</td>
              <td data-label={splitLabel(t('protocol')).label}>{protocol}</td>
              <td data-label={splitLabel(t('source')).label}>
                <span className="address">{address}</span>
              </td>
              <td data-label={splitLabel(t('country')).label}>{country ?? t('unknownCountry')}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </>
  );
}
