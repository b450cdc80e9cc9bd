import { z } from 'zod';
import type { Incident } from '@/db/queries/suspensions';
import { parseAddress } from '@/lib/client-address/parse-address';
import { describeFaults } from '@/lib/config/describe-faults';
import { type Entry, entriesOf } from '@/lib/input-file/entries-of';
import { InputFault } from '@/lib/input-file/input-fault';
import { parseJson } from '@/lib/input-file/parse-json';

export type { Incident };

const MOST_INCIDENTS = 200;

/** One line of the file, as written by a program that reads the mail servers' logs. */
const incident = z.strictObject({
  time: z
    .string()
    .trim()
    .pipe(z.iso.datetime({ offset: true, message: 'no time such as 2026-11-15T03:12:09+08:00' })),
  account: z.string().trim().min(1).max(254),
  protocol: z
    .string()
    .trim()
    .pipe(z.enum(['smtp', 'imap', 'pop3', 'webmail'])),
  address: z
    .string()
    .trim()
    .refine((text) => parseAddress(text) !== undefined, 'no IPv4 or IPv6 address'),
  country: z
    .string()
    .trim()
    .regex(/^(?:[A-Z]{2})?$/, 'no country code of two capital letters')
    .nullish(),
});

export type EvidenceRead = { ok: true; incidents: Incident[] } | { ok: false; why: string };

/**
 * Reads the incidents of one mailbox: JSON Lines, one incident a line. Addresses are masked here, so that no full address
 * is ever stored. A line about another account is refused, since this mailbox's owner would see it.
 *
 * @param mailbox the address of the mailbox; its lines may contain it or its part before the @
 * @returns the incidents, or every error of every line
 */
export function readEvidence(text: string, mailbox: string): EvidenceRead {
  const entries = entriesOf(text);
  if (entries.length === 0) return { ok: false, why: 'it holds no incident' };
  if (entries.length > MOST_INCIDENTS) return { ok: false, why: `it holds more than ${MOST_INCIDENTS} incidents` };

  const incidents: Incident[] = [];
  const faults: string[] = [];
  for (const entry of entries) {
    const read = readIncident(entry, mailbox);
    if (typeof read === 'string') faults.push(read);
    else incidents.push(read);
  }
  return faults.length > 0 ? { ok: false, why: faults.join('\n') } : { ok: true, incidents };
}

/** @returns the incident, or a sentence with the line's number when the line is malformed */
function readIncident({ line, text }: Entry, mailbox: string): Incident | string {
  let json: unknown;
  try {
    json = parseJson(text);
  } catch (error) {
    if (!(error instanceof InputFault)) throw error;
    return `line ${line}: ${error.message}`;
  }
  const read = incident.safeParse(json);
  if (!read.success) return `line ${line}: ${describeFaults(read.error, incident, json).join('; ')}`;
  const { time, account, protocol, address, country } = read.data;
  if (!isAbout(mailbox, account)) return `line ${line} is about another account than ${mailbox}`;
  return {
    happenedAt: new Date(time),
    account,
    protocol,
    maskedAddress: maskAddress(address),
    country: country || null,
  };
}

/** Masks the last part: the last number of an IPv4 address, and the interface identifier of an IPv6 address. */
export function maskAddress(text: string): string {
  const address = parseAddress(text);
  if (!address) throw new Error('not an address');
  const { family, bytes } = address;
  if (family === 4) return `${bytes.slice(0, 3).join('.')}.*`;
  const groups = [0, 2, 4, 6].map((at) => (((bytes[at] ?? 0) << 8) | (bytes[at + 1] ?? 0)).toString(16));
  return `${groups.join(':')}:*`;
}

function isAbout(mailbox: string, account: string): boolean {
  return [mailbox, mailbox.slice(0, mailbox.lastIndexOf('@'))].includes(account.toLowerCase());
}
