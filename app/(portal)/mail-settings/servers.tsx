import { useTranslations } from 'next-intl';
import { Cell, Rows } from '@/app/_ui/rows';
import type { ClientServers } from '@/lib/mailbox/mail-settings/client-servers';

/** The names by which mail programs know them. */
const SECURITY = { tls: 'SSL/TLS', starttls: 'STARTTLS' } as const;

export function Servers({ servers: { incoming, smtp } }: { servers: ClientServers }) {
  const t = useTranslations('mailSettings');
  const rows = [...incoming, { ...smtp, protocol: 'smtp' as const }];
  return (
    <section>
      <h2>{t('servers')}</h2>
      <Rows heads={[t('use'), t('server'), t('port'), t('security')]}>
        {rows.map(({ protocol, host, port, security }) => (
          <tr key={protocol}>
            <th scope="row">{t(`protocol.${protocol}`)}</th>
            <Cell head={t('server')}>
              <code>{host}</code>
            </Cell>
            <Cell head={t('port')}>{String(port)}</Cell>
            <Cell head={t('security')}>{SECURITY[security]}</Cell>
          </tr>
        ))}
      </Rows>
      {incoming.length > 1 && <p className="quiet">{t('pop3')}</p>}
    </section>
  );
}
