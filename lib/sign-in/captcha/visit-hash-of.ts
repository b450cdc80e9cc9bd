import { createHmac } from 'node:crypto';
import { derivedKey } from '@/lib/derived-key';

/** What is kept of the visit cookie: enough to know it again, and nothing to forge it from. @returns 32 bytes */
export function visitHashOf(secret: string, visit: string): Buffer {
  return createHmac('sha256', derivedKey(secret, 'captcha-visit')).update(visit).digest();
}
