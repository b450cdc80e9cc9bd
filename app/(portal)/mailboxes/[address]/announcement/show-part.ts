import { momentsIn } from '@/app/_web/moments';
import type { Block } from '@/lib/suspension/announcement/read-markdown';
import type { Incident } from '@/lib/suspension/find-suspension';
import type { Part } from '@/lib/suspension/reading-gate/text-to-read';

/** One incident of a mailbox, formatted in the user's language and the time zone of the campus. */
export interface ShownIncident {
  time: string;
  account: string;
  protocol: string;
  address: string;
  /** Null if unknown. */
  country: string | null;
}

/** A part as sent to the browser, with the page or in the response to a step. */
export type ShownPart = { blocks: Block[] } | { incidents: ShownIncident[] };

const PROTOCOL = { smtp: 'SMTPAUTH', imap: 'IMAP', pop3: 'POP3', webmail: 'webmail' } as const;

/** Formats a part of the announcement for the browser. */
export function showPart(part: Part, locale: string): ShownPart {
  return 'blocks' in part ? part : { incidents: showIncidents(part.incidents, locale) };
}

/** Formats incidents for the browser. Client addresses are masked. */
export function showIncidents(incidents: readonly Incident[], locale: string): ShownIncident[] {
  const { exact } = momentsIn(locale);
  const countries = new Intl.DisplayNames(locale, { type: 'region' });
  return incidents.map(({ happenedAt, account, protocol, maskedAddress, country }) => ({
    time: exact(happenedAt),
    account,
    protocol: PROTOCOL[protocol],
    address: maskedAddress,
    country: country && (countries.of(country) ?? country),
  }));
}
