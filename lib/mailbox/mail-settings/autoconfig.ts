import type { CampusProfile } from '@/lib/campus/campus-profile';
import { type ClientServer, type ClientServers, findClientServers } from './client-servers';
import { type XmlElement, xmlDocument } from './xml-document';

/** By the names of the format. @see Thunderbird's ISPDB, `socketType` */
const SOCKET = { tls: 'SSL', starttls: 'STARTTLS' } as const;

/**
 * The settings of a domain in Mozilla's format, which Thunderbird, K-9 Mail, Evolution and KMail read. The account name
 * is the placeholder that they replace, so the document is the same for every address of the domain.
 *
 * @param domain any text
 * @returns undefined for a domain whose servers the campus profile does not name
 * @see https://wiki.mozilla.org/Thunderbird:Autoconfiguration:ConfigFileFormat, version 1.1
 */
export function autoconfig(campus: CampusProfile, domain: string): string | undefined {
  const servers = findClientServers(campus, domain);
  if (!servers) return undefined;
  return xmlDocument([
    'clientConfig',
    { version: '1.1' },
    [['emailProvider', { id: domain.toLowerCase() }, provider(campus, servers)]],
  ]);
}

function provider(campus: CampusProfile, { system, incoming, smtp }: ClientServers): XmlElement[] {
  const { en } = campus.university;
  const incomingServers = incoming.map((one): XmlElement => ['incomingServer', { type: one.protocol }, signIn(one)]);
  return [
    ['domain', {}, system.domain],
    ['displayName', {}, `${en} (${system.domain})`],
    ['displayShortName', {}, system.domain],
    ...incomingServers,
    ['outgoingServer', { type: 'smtp' }, signIn(smtp)],
  ];
}

function signIn({ host, port, security }: ClientServer): XmlElement[] {
  return [
    ['hostname', {}, host],
    ['port', {}, String(port)],
    ['socketType', {}, SOCKET[security]],
    ['username', {}, '%EMAILADDRESS%'],
    // The connection is encrypted. The stored passwords are hashes, with which no challenge could be answered.
    ['authentication', {}, 'password-cleartext'],
  ];
}
