import { createHmac } from 'node:crypto';
import { derivedKey } from '@/lib/derived-key';

/**
 * The stored form of a visit cookie: enough to recognise it, and nothing to forge it from.
 *
 * @param of.for    what the cookie binds to the browser; a hash of one purpose is worth nothing for another
 * @param of.source the client's source (`sourceOf`), where the cookie counts from there alone
 * @returns 32 bytes
 */
export function visitHashOf(
  secret: string,
  of: { for: 'captcha' | 'campus link'; visit: string; source?: string },
): Buffer {
  const parts = [of.for, of.visit, of.source ?? null];
  return createHmac('sha256', derivedKey(secret, 'visit')).update(JSON.stringify(parts)).digest();
}
