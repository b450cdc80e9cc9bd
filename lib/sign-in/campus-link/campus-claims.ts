import { z } from 'zod';
import { parseAddress } from '@/lib/client-address/parse-address';

/** Text for display: no control character, line separator or lone surrogate, and not only spaces. */
export const shownText = (maxLength: number) =>
  z
    .string()
    .max(maxLength)
    .regex(/^[^\p{Cc}\p{Cs}\u2028\u2029]*$/u)
    .regex(/\S/u);

/** Text for machines: visible ASCII. */
const identifier = (maxLength: number) =>
  z
    .string()
    .max(maxLength)
    .regex(/^[!-~]+$/);

/** The last second of the year 9999. A time in milliseconds, the usual mistake, is far beyond. */
const LAST_SECOND = 253_402_300_799;
/** Seconds since 1970 (RFC 7519 NumericDate), whole ones only. */
const second = z.int().positive().max(LAST_SECOND);

const address = z
  .string()
  .max(45)
  .refine((text) => parseAddress(text) !== undefined, 'Invalid address');

/**
 * The claims of a campus link: about the person and about the link itself. Other claims are ignored (RFC 7519 §4).
 *
 * @see docs/campus-link.md for the meaning of each
 */
export const campusClaims = z.object({
  iss: identifier(200),
  // One portal, not a list: a link valid at several portals would be only as safe as the weakest of them.
  aud: identifier(200),
  // Letters and digits; the portal keeps it in upper case.
  sub: z.string().regex(/^[A-Za-z0-9]{1,32}$/),
  iat: second,
  exp: second,
  jti: identifier(128),
  ip: z.union([address, z.array(address).min(1).max(2)]),
  name: shownText(100),
  name_en: shownText(100),
  role: z.enum(['staff', 'student']),
  condition: shownText(32),
  lang: z.enum(['zh_TW', 'en']).optional(),
  sid: identifier(256).optional(),
});

export type CampusClaims = z.infer<typeof campusClaims>;
