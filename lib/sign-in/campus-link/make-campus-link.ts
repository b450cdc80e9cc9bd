import { CompactEncrypt, CompactSign } from 'jose';
import type { CampusClaims } from '@/lib/sign-in/campus-link/campus-claims';
import { CAMPUS_LINK_TYPE } from '@/lib/sign-in/campus-link/open-campus-link';

type CampusLinkMaker = {
  /** One of the portal's public keys (ECDH P-256). */
  encryptTo: { kid: string; publicKey: CryptoKey };
  /** One of the campus system's private keys (ECDSA P-256). */
  signWith: { kid: string; privateKey: CryptoKey };
};

/**
 * Makes a campus link as the campus information system does. The claims are not checked, so that tests can make links that
 * must be refused.
 *
 * @returns the token, for `/campus?token=…`
 */
export async function makeCampusLink(claims: CampusClaims, { encryptTo, signWith }: CampusLinkMaker): Promise<string> {
  const jws = await new CompactSign(Buffer.from(JSON.stringify(claims)))
    .setProtectedHeader({ alg: 'ES256', typ: CAMPUS_LINK_TYPE, kid: signWith.kid })
    .sign(signWith.privateKey);

  return new CompactEncrypt(Buffer.from(jws))
    .setProtectedHeader({
      alg: 'ECDH-ES+A256KW',
      enc: 'A256GCM',
      typ: CAMPUS_LINK_TYPE,
      cty: 'JWT',
      kid: encryptTo.kid,
    })
    .encrypt(encryptTo.publicKey);
}
