import { hkdfSync } from 'node:crypto';
import { CompactEncrypt, compactDecrypt } from 'jose';

/** What a sealed text is for. Each purpose has a key of its own, so that a text sealed for one cannot serve another. */
export type SealedFor = 'portal-private-key' | 'campus-refusal' | 'session-cookie';

/** 32 bytes derived from PORTAL_SECRET for one purpose. @see RFC 5869 (HKDF) */
export function deriveKey(secret: string, purpose: SealedFor): Uint8Array {
  return new Uint8Array(hkdfSync('sha256', secret, '', `mail-portal/${purpose}`, 32));
}

/** Encrypts a text so that only this portal reads it, and nobody changes it. @see RFC 7516 (JWE, direct, A256GCM) */
export async function seal(secret: string, purpose: SealedFor, text: string): Promise<string> {
  return new CompactEncrypt(new TextEncoder().encode(text))
    .setProtectedHeader({ alg: 'dir', enc: 'A256GCM' })
    .encrypt(deriveKey(secret, purpose));
}

/** @returns undefined for anything that `seal` did not make for this purpose */
export async function unseal(secret: string, purpose: SealedFor, sealed: string): Promise<string | undefined> {
  try {
    const { plaintext } = await compactDecrypt(sealed, deriveKey(secret, purpose), {
      keyManagementAlgorithms: ['dir'],
      contentEncryptionAlgorithms: ['A256GCM'],
    });
    return new TextDecoder().decode(plaintext);
  } catch {
    return undefined;
  }
}
