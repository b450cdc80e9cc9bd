import { useTranslations } from 'next-intl';
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
            <th scope="col">{t('time')}</th>
            <th scope="col">{t('account')}</th>
            <th scope="col">{t('protocol')}</th>
            <th scope="col">{t('source')}</th>
            <th scope="col">{t('country')}</th>
          </tr>
        </thead>
        <tbody>
          {rows.map(({ id, time, account, protocol, address, country }) => (
            <tr key={id}>
              <td data-label={t('time')}>{time}</td>
              <td data-label={t('account')}>{account}</td>
              <td data-label={t('protocol')}>{protocol}</td>
              <td data-label={t('source')}>
                <span className="address">{address}</span>
              </td>
              <td data-label={t('country')}>{country ?? t('unknownCountry')}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </>
  );
}
