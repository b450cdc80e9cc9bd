import { createCipheriv, createDecipheriv, randomBytes } from 'node:crypto';
import { derivedKey } from './derived-key';

/** The purpose of a sealed text. Each has a key of its own, so a text sealed for one is not valid for another. */
export type SealedFor =
  | 'portal-private-key'
  | 'campus-refusal'
  | 'session-cookie'
  | 'notice'
  | 'outcome'
  | 'entry'
  | 'reading-step';

const ALGORITHM = 'aes-256-gcm';
const NONCE_BYTES = 12;
const TAG_BYTES = 16;

/**
 * Encrypts and authenticates a text: only this portal can read it, and a modified text is rejected.
 *
 * @returns base64url of nonce, tag and ciphertext (AES-256-GCM, NIST SP 800-38D); the nonce is random, and the lifetime of
 *   one session secret sees far fewer cookies than one key may encrypt
 */
export function seal(secret: string, purpose: SealedFor, text: string): string {
  const nonce = randomBytes(NONCE_BYTES);
  const cipher = createCipheriv(ALGORITHM, derivedKey(secret, purpose), nonce);
  const sealed = Buffer.concat([cipher.update(text, 'utf8'), cipher.final()]);
  return Buffer.concat([nonce, cipher.getAuthTag(), sealed]).toString('base64url');
}

/** @returns undefined for anything that `seal` did not make for this purpose */
export function unseal(secret: string, purpose: SealedFor, sealed: string): string | undefined {
  const bytes = Buffer.from(sealed, 'base64url');
  if (bytes.length < NONCE_BYTES + TAG_BYTES) return undefined;
  const decipher = createDecipheriv(ALGORITHM, derivedKey(secret, purpose), bytes.subarray(0, NONCE_BYTES), {
    authTagLength: TAG_BYTES,
  });
  decipher.setAuthTag(bytes.subarray(NONCE_BYTES, NONCE_BYTES + TAG_BYTES));
  try {
    const text = decipher.update(bytes.subarray(NONCE_BYTES + TAG_BYTES));
    return Buffer.concat([text, decipher.final()]).toString('utf8');
  } catch {
    return undefined;
  }
}
