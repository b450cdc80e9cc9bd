import { createHmac, timingSafeEqual } from 'node:crypto';
import { derivedKey } from '@/lib/derived-key';

/** The purpose of a link in a notice. Each has a key of its own, so that a token for one is not valid for the other. */
export type NoticeTokenFor = 'not-me' | 'confirm-contact-address';

const ID_BYTES = 16;
const FORM = /^[A-Za-z0-9_-]{64}$/;

/**
 * The token of a link in a notice: the notice's id and a MAC of it. The queue or a copy of the database is not enough to
 * make one: it needs PORTAL_SECRET.
 *
 * @returns 64 characters of base64url
 */
export function noticeToken(secret: string, purpose: NoticeTokenFor, noticeId: string): string {
  const id = Buffer.from(noticeId.replaceAll('-', ''), 'hex');
  return Buffer.concat([id, macOf(secret, purpose, id)]).toString('base64url');
}

/** @returns the id of the notice that the token was made for, or undefined when it was not made for this purpose */
export function noticeIdIn(secret: string, purpose: NoticeTokenFor, token: string): string | undefined {
  if (!FORM.test(token)) return undefined;
  const bytes = Buffer.from(token, 'base64url');
  const id = bytes.subarray(0, ID_BYTES);
  if (!timingSafeEqual(bytes.subarray(ID_BYTES), macOf(secret, purpose, id))) return undefined;
  return id.toString('hex').replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, '$1-$2-$3-$4-$5');
}

function macOf(secret: string, purpose: NoticeTokenFor, id: Uint8Array): Buffer {
  return createHmac('sha256', derivedKey(secret, `notice/${purpose}`))
    .update(id)
    .digest();
}
