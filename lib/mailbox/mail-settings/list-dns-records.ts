import type { Config } from '@/lib/config/config';
import { type ClientServer, clientServersOf } from './client-servers';

/** A record that an operator publishes in the zone of a mail domain. */
export interface DnsRecord {
  name: string;
  type: 'SRV' | 'CNAME';
  value: string;
}

const NOT_OFFERED = '0 0 0 .';

/**
 * Lists the records by which mail programs find their settings: the servers of each mail domain (RFC 6186, RFC 8314), and
 * the portal, which answers Thunderbird and Outlook. The latter need https, so a portal without it gets none.
 */
export function listDnsRecords({ campus, origins }: Pick<Config, 'campus' | 'origins'>): DnsRecord[] {
  const portal = new URL(origins[0] ?? 'http://localhost');
  return campus.mailSystems.flatMap((system) => {
    const { domain, clients } = system;
    if (!clientServersOf(system)) return [];
    const service = (
      name: string,
      server: ClientServer | undefined,
      security: ClientServer['security'],
      priority: number,
    ) =>
      ({
        name: `_${name}._tcp.${domain}.`,
        type: 'SRV',
        value: server?.security === security ? `${priority} 1 ${server.port} ${server.host}.` : NOT_OFFERED,
      }) as const;
    return [
      // IMAP has priority over POP3: a program that knows both keeps the mail on the server.
      service('imaps', clients?.imap, 'tls', 0),
      service('imap', clients?.imap, 'starttls', 0),
      service('pop3s', clients?.pop3, 'tls', 10),
      service('pop3', clients?.pop3, 'starttls', 10),
      service('submissions', clients?.smtp, 'tls', 0),
      service('submission', clients?.smtp, 'starttls', 0),
      ...(portal.protocol === 'https:' ? atPortal(domain, portal) : []),
    ];
  });
}

function atPortal(domain: string, portal: URL): DnsRecord[] {
  return [
    { name: `_autodiscover._tcp.${domain}.`, type: 'SRV', value: `0 1 ${portal.port || 443} ${portal.hostname}.` },
    { name: `autoconfig.${domain}.`, type: 'CNAME', value: `${portal.hostname}.` },
  ];
}
