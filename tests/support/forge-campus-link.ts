import { CompactEncrypt } from 'jose';
import { minutes, seconds } from '@/lib/clock';
import type { CampusClaims } from '@/lib/sign-in/campus-link/campus-claims';
import type { CampusLinkKeys } from '@/lib/sign-in/campus-link/open-campus-link';

/** The time around which the forged links are valid. */
export const NOON = new Date('2026-03-02T04:00:00Z');
export const noonSecond = NOON.getTime() / 1_000;

export const linXiaClaims: CampusClaims = {
  iss: 'https://campus.example',
  aud: 'https://portal.example',
  sub: 'A123456',
  iat: noonSecond,
  exp: noonSecond + 120,
  jti: '0d6e3a52-6b0e-4d7b-9a43-1f0f6f0f9b11',
  ip: '140.114.1.2',
  name: '林夏',
  name_en: 'Lin Xia',
  role: 'staff',
  condition: '一般',
  lang: 'zh_TW',
};

export const newEncryptionKey = () =>
  crypto.subtle.generateKey({ name: 'ECDH', namedCurve: 'P-256' }, true, ['deriveBits']);
export const newSigningKey = () =>
  crypto.subtle.generateKey({ name: 'ECDSA', namedCurve: 'P-256' }, true, ['sign', 'verify']);

/** The portal and the campus system of the tests, with one key each. */
export async function createCampusKeys() {
  const portalKey = await newEncryptionKey();
  const campusKey = await newSigningKey();
  const keys: CampusLinkKeys = {
    decryptionKey: (kid) => (kid === 'portal-1' ? portalKey.privateKey : undefined),
    verificationKey: (kid) => (kid === 'campus-1' ? campusKey.publicKey : undefined),
    issuer: linXiaClaims.iss,
    audiences: ['https://portal.example', 'http://localhost:3000'],
    skewMs: seconds(30),
    maxLifeMs: minutes(2),
  };
  return {
    portalKey,
    campusKey,
    keys,
    maker: {
      encryptTo: { kid: 'portal-1', publicKey: portalKey.publicKey },
      signWith: { kid: 'campus-1', privateKey: campusKey.privateKey },
    },
    forge: (forgery: Forgery) => forge(forgery, portalKey.publicKey, campusKey.privateKey),
  };
}

export type Forgery = {
  /** Changes to Lin Xia's claims; `undefined` leaves one out. */
  claims?: Record<string, unknown>;
  /** The signed bytes, in place of claims. */
  payload?: string | Uint8Array;
  jwsHeader?: Record<string, unknown>;
  jweHeader?: Record<string, unknown>;
  signature?: (signingInput: string) => string | Promise<string>;
  /** The encrypted text, in place of a JWS. */
  plaintext?: string;
};

/** Makes a token that is valid except for the forgery. It is built by hand where a library would refuse to build it. */
async function forge(forgery: Forgery, encryptTo: CryptoKey, signWith: CryptoKey): Promise<string> {
  const jweHeader = {
    alg: 'ECDH-ES+A256KW',
    enc: 'A256GCM',
    typ: 'campus-link+jwt',
    cty: 'JWT',
    kid: 'portal-1',
    ...forgery.jweHeader,
  };
  // The library signs no token with an extension that is not declared as known.
  const crit = Object.fromEntries([forgery.jweHeader?.crit ?? []].flat().map((name) => [String(name), true]));
  return new CompactEncrypt(Buffer.from(forgery.plaintext ?? (await forgeJws(forgery, signWith))))
    .setProtectedHeader(jweHeader)
    .encrypt(encryptTo, { crit });
}

async function forgeJws(forgery: Forgery, signWith: CryptoKey): Promise<string> {
  const header = { alg: 'ES256', typ: 'campus-link+jwt', kid: 'campus-1', ...forgery.jwsHeader };
  const payload = forgery.payload ?? JSON.stringify({ ...linXiaClaims, ...forgery.claims });
  const signingInput = `${base64url(JSON.stringify(header))}.${base64url(payload)}`;
  const sign = forgery.signature ?? ((input) => signEs256(input, signWith));
  return `${signingInput}.${await sign(signingInput)}`;
}

export const base64url = (content: string | Uint8Array): string => Buffer.from(content).toString('base64url');

export async function signEs256(input: string, key: CryptoKey): Promise<string> {
  const signature = await crypto.subtle.sign({ name: 'ECDSA', hash: 'SHA-256' }, key, Buffer.from(input));
  return base64url(new Uint8Array(signature));
}
