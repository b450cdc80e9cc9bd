import { createHmac } from 'node:crypto';
import { derivedKey } from '@/lib/derived-key';

/** The stored hash of the visit cookie. It recognises the cookie and cannot be used to forge one. @returns 32 bytes */
export function visitHashOf(secret: string, visit: string): Buffer {
  return createHmac('sha256', derivedKey(secret, 'captcha-visit')).update(visit).digest();
}
