import { DOMParser, onErrorStopParsing } from '@xmldom/xmldom';
import { MAILBOX_ADDRESS } from '@/lib/campus/address-form';
import type { CampusProfile } from '@/lib/campus/campus-profile';
import { type ClientServer, findClientServers } from './client-servers';
import { type XmlElement, xmlDocument } from './xml-document';

const ANSWER = 'http://schemas.microsoft.com/exchange/autodiscover/responseschema/2006';
const OUTLOOK = 'http://schemas.microsoft.com/exchange/autodiscover/outlook/responseschema/2006a';

/** Error codes of the protocol. @see MS-OXDSCLI §2.2.4.1.1.2.3 */
const FAULTS = {
  unknownAddress: ['500', 'The email address cannot be found'],
  malformed: ['600', 'Invalid request'],
  otherFormat: ['601', 'The requested response schema is not supported'],
} as const;

/** A request for settings, as far as it matters here. */
export interface AutodiscoverRequest {
  address: string;
  /** The schema of the requested response. Mail programs on phones may ask for that of Exchange ActiveSync. */
  format?: string;
}

/**
 * Reads the body of a request. It is the text of a stranger: entities are not resolved, and a document type is refused.
 *
 * @returns undefined for a text that is no request
 */
export function readAutodiscoverRequest(body: string): AutodiscoverRequest | undefined {
  try {
    const document = new DOMParser({ onError: onErrorStopParsing, locator: false }).parseFromString(body, 'text/xml');
    if (document.doctype) return undefined;
    const textOf = (name: string) => document.getElementsByTagNameNS('*', name).item(0)?.textContent?.trim();
    const address = textOf('EMailAddress');
    return address ? { address, format: textOf('AcceptableResponseSchema') } : undefined;
  } catch {
    return undefined;
  }
}

/**
 * The settings of an address in Microsoft's format ("POX"), which Outlook reads. No mailbox is looked up: every address
 * of a domain of the campus gets the same settings, with the address itself as the account name.
 *
 * @param request undefined for a request that could not be read
 * @param now     its time is part of an error in this protocol
 * @see MS-OXDSCLI, MS-OXDISCO
 */
export function autodiscover(campus: CampusProfile, request: AutodiscoverRequest | undefined, now: Date): string {
  const address = request?.address.toLowerCase() ?? '';
  if (!request || !MAILBOX_ADDRESS.test(address)) return fault('malformed', now);
  if (request.format && request.format !== OUTLOOK) return fault('otherFormat', now);
  const servers = findClientServers(campus, address.slice(address.lastIndexOf('@') + 1));
  if (!servers) return fault('unknownAddress', now);
  const protocols = servers.incoming.map((one) => protocol(one.protocol.toUpperCase(), one, address));
  const sending = protocol('SMTP', servers.smtp, address, [
    ['UsePOPAuth', {}, 'off'],
    ['SMTPLast', {}, 'off'],
  ]);
  const account: XmlElement[] = [['AccountType', {}, 'email'], ['Action', {}, 'settings'], ...protocols, sending];
  return answer([
    'Response',
    { xmlns: OUTLOOK },
    [
      ['User', {}, [['DisplayName', {}, address]]],
      ['Account', {}, account],
    ],
  ]);
}

function protocol(type: string, server: ClientServer, address: string, more: XmlElement[] = []): XmlElement {
  const { host, port, security } = server;
  return [
    'Protocol',
    {},
    [
      ['Type', {}, type],
      ['Server', {}, host],
      ['Port', {}, String(port)],
      ['DomainRequired', {}, 'off'],
      ['LoginName', {}, address],
      ['SPA', {}, 'off'],
      ['SSL', {}, 'on'],
      // It takes precedence over SSL; TLS is STARTTLS.
      ['Encryption', {}, security === 'tls' ? 'SSL' : 'TLS'],
      ['AuthRequired', {}, 'on'],
      ...more,
    ],
  ];
}

function fault(kind: keyof typeof FAULTS, now: Date): string {
  const [code, message] = FAULTS[kind];
  const time = now.toISOString().slice(11, -1);
  return answer([
    'Response',
    {},
    [
      [
        'Error',
        { Time: time, Id: '0' },
        [
          ['ErrorCode', {}, code],
          ['Message', {}, message],
          ['DebugData', {}, ''],
        ],
      ],
    ],
  ]);
}

function answer(response: XmlElement): string {
  return xmlDocument(['Autodiscover', { xmlns: ANSWER }, [response]]);
}
