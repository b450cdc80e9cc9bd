import * as z from 'zod/mini';
import type { RefusalCode } from '@/lib/refusal-codes';

const says = (code: RefusalCode): { error: string } => ({ error: code });

/** RFC 5321 §4.5.3.1.3 leaves 254 characters for an address. */
const MOST_CHARACTERS = 254;

/**
 * An address that mail is sent to, in its one spelling: the domain in small letters. Plain ASCII alone: what a mail
 * server would have to be asked about first (SMTPUTF8) could not be promised to arrive.
 */
export const contactAddress = z.string(says('contact_address.missing')).check(
  z.trim(),
  z.minLength(1, { ...says('contact_address.missing'), abort: true }),
  z.maxLength(MOST_CHARACTERS, { ...says('contact_address.malformed'), abort: true }),
  z.email(says('contact_address.malformed')),
  z.overwrite((address) => {
    const at = address.lastIndexOf('@');
    return address.slice(0, at) + address.slice(at).toLowerCase();
  }),
);
