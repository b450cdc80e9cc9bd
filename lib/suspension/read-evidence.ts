import { z } from 'zod';
import type { Incident } from '@/db/queries/suspensions';
import { parseAddress } from '@/lib/client-address/parse-address';

const MOST_LINES = 200;

/** One line of the file, as a program that reads the mail servers' logs writes it. */
const line = z.strictObject({
  time: z.iso.datetime({ offset: true, message: 'no time such as 2026-11-15T03:12:09+08:00' }),
  account: z.string().trim().min(1).max(254),
  protocol: z.enum(['smtp', 'imap', 'pop3', 'webmail']),
  address: z.string().refine((text) => parseAddress(text) !== undefined, 'no IPv4 or IPv6 address'),
  country: z
    .string()
    .regex(/^[A-Z]{2}$/, 'no country code of two capital letters')
    .optional(),
});

export type EvidenceRead = { ok: true; incidents: Incident[] } | { ok: false; why: string };

/**
 * Reads what was seen of one mailbox: JSON Lines, one incident a line. Addresses are masked here, so that no whole one is
 * ever stored. A line about another account is refused: it would be shown to this mailbox's owner.
 *
 * @param mailbox the address of the mailbox; its own lines may name it or its part before the @
 */
export function readEvidence(text: string, mailbox: string): EvidenceRead {
  const lines = text
    .split('\n')
    .map((one, at) => ({ text: one.trim(), number: at + 1 }))
    .filter((one) => one.text !== '');
  if (lines.length === 0) return { ok: false, why: 'it holds no incident' };
  if (lines.length > MOST_LINES) return { ok: false, why: `it holds more than ${MOST_LINES} incidents` };

  const incidents: Incident[] = [];
  for (const { text: json, number } of lines) {
    const read = line.safeParse(jsonIn(json));
    if (!read.success) return { ok: false, why: `line ${number}: ${read.error.issues.map(issueSentence).join('; ')}` };
    const { time, account, protocol, address, country = null } = read.data;
    if (!isAbout(mailbox, account))
      return { ok: false, why: `line ${number} is about another account than ${mailbox}` };
    incidents.push({ happenedAt: new Date(time), account, protocol, maskedAddress: maskAddress(address), country });
  }
  return { ok: true, incidents };
}

/** Leaves out the last part: a number of an IPv4 address, and of an IPv6 address what its network chooses freely. */
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

function jsonIn(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

const issueSentence = ({ path, message }: z.core.$ZodIssue): string =>
  [path.join('.'), message].filter(Boolean).join(': ');
