import { hkdfSync } from 'node:crypto';

const keys = new Map<string, Buffer>();

/**
 * Derives a key for one purpose from PORTAL_SECRET, once. A value made for one purpose is not valid for another.
 *
 * @returns 32 bytes
 * @see RFC 5869 (HKDF)
 */
export function derivedKey(secret: string, purpose: string): Buffer {
  const known = keys.get(`${purpose} ${secret}`);
  if (known) return known;
  const key = Buffer.from(hkdfSync('sha256', secret, '', `mail-portal/${purpose}`, 32));
  keys.set(`${purpose} ${secret}`, key);
  return key;
}
