import { z } from 'zod';
import { parseAddress } from '@/lib/client-address/parse-address';

/** Text for people: no control character, line separator or broken surrogate, and not only spaces. */
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

/** The last second of the year 9999; a time in milliseconds, the usual mistake, lies far beyond. */
const LAST_SECOND = 253_402_300_799;
/** Seconds since 1970 (RFC 7519 NumericDate), whole ones only. */
const second = z.int().positive().max(LAST_SECOND);

const address = z
  .string()
  .max(45)
  .refine((text) => parseAddress(text) !== undefined, 'Invalid address');

/**
 * What the campus system says of the person it sends, and of the link itself. Claims that are not named here are
 * passed over (RFC 7519 §4).
 *
 * @see docs/campus-link.md for the meaning of each
 */
export const campusClaims = z.object({
  iss: identifier(200),
  // One portal, not a list: a link that is good for several would be good for the careless one among them.
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
