/**
 * Writes docs/campus-link-vectors.json: tokens with which the programmer of a campus system checks their work, and a
 * unit test checks the portal.
 *
 * Run with `node --import tsx tests/support/make-campus-vectors.ts`, then `npm run format`; each run makes new keys.
 */
import { writeFileSync } from 'node:fs';
import { CompactEncrypt, exportJWK, exportSPKI } from 'jose';
import { oldCodeOf } from '@/lib/old-codes';
import { campusClaims } from '@/lib/sign-in/campus-link/campus-claims';
import type { ArrivalRefusal } from '@/lib/sign-in/campus-link/judge-arrival';
import type { CampusLinkRefusal } from '@/lib/sign-in/campus-link/open-campus-link';
import {
  base64url,
  createCampusKeys,
  type Forgery,
  linXiaClaims,
  NOON,
  newEncryptionKey,
  newSigningKey,
  noonSecond,
  signEs256,
} from '@/tests/support/forge-campus-link';

type Circumstances = { now?: string; browserAddress?: string; spent?: boolean };

const campus = await createCampusKeys();
const stranger = { signing: await newSigningKey(), encryption: await newEncryptionKey() };
const strangerCampus = await createCampusKeys();
const vectors: object[] = [];

const isoAt = (secondsAfterNoon: number) => new Date(NOON.getTime() + secondsAfterNoon * 1_000).toISOString();

function add(
  name: string,
  token: string,
  { now = isoAt(0), browserAddress = '140.114.1.2', spent = false }: Circumstances,
  expect: object,
) {
  vectors.push({ name, now, browserAddress, spent, expect, token });
}

async function opens(name: string, claims: Record<string, unknown>, circumstances: Circumstances = {}) {
  const expected = campusClaims.parse({ ...linXiaClaims, ...claims });
  add(name, await campus.forge({ claims }), circumstances, { ok: true, claims: expected });
}

type Fault = CampusLinkRefusal | ArrivalRefusal;
const refusal = (code: Fault, detail?: object) => ({ ok: false, code, oldCode: oldCodeOf(code)?.code, detail });

async function isRefused(
  name: string,
  forgery: Forgery | string,
  code: Fault,
  circumstances: Circumstances = {},
  detail?: object,
) {
  const token = typeof forgery === 'string' ? forgery : await campus.forge(forgery);
  add(name, token, circumstances, refusal(code, detail));
}

/** One link with every intermediate value, including the random ones, so that each step can be compared. */
async function buildStepByStep() {
  const ephemeralKey = await newEncryptionKey();
  const contentEncryptionKey = crypto.getRandomValues(new Uint8Array(32));
  const initializationVector = crypto.getRandomValues(new Uint8Array(12));

  const claimsJson = JSON.stringify(linXiaClaims);
  const jwsHeaderJson = JSON.stringify({ alg: 'ES256', typ: 'campus-link+jwt', kid: 'campus-1' });
  const jwsSigningInput = `${base64url(jwsHeaderJson)}.${base64url(claimsJson)}`;
  const jws = `${jwsSigningInput}.${await signEs256(jwsSigningInput, campus.campusKey.privateKey)}`;

  const token = await new CompactEncrypt(Buffer.from(jws))
    .setProtectedHeader({ alg: 'ECDH-ES+A256KW', enc: 'A256GCM', typ: 'campus-link+jwt', cty: 'JWT', kid: 'portal-1' })
    .setKeyManagementParameters({ epk: ephemeralKey.privateKey })
    .setContentEncryptionKey(contentEncryptionKey)
    .setInitializationVector(initializationVector)
    .encrypt(campus.portalKey.publicKey);
  const [jweHeader = '', encryptedKey] = token.split('.');

  return {
    claimsJson,
    jwsHeaderJson,
    jwsSigningInput,
    jws,
    jweHeaderJson: Buffer.from(jweHeader, 'base64url').toString(),
    ephemeralPrivateKey: await privateJwk(ephemeralKey.privateKey),
    contentEncryptionKey: base64url(contentEncryptionKey),
    encryptedKey,
    initializationVector: base64url(initializationVector),
    token,
  };
}

async function privateJwk(key: CryptoKey, about: object = {}) {
  const { kty, crv, x, y, d } = await exportJWK(key);
  return { kty, crv, x, y, d, ...about };
}

async function signedWithThePublicKeyAsSecret(input: string): Promise<string> {
  const secret = Buffer.from(await exportSPKI(campus.campusKey.publicKey));
  const key = await crypto.subtle.importKey('raw', secret, { name: 'HMAC', hash: 'SHA-256' }, false, ['sign']);
  return base64url(new Uint8Array(await crypto.subtle.sign('HMAC', key, Buffer.from(input))));
}

const stepByStep = await buildStepByStep();
const good = stepByStep.token;
const jwkOfStranger = await exportJWK(stranger.signing.publicKey);
const signedByStranger = (input: string) => signEs256(input, stranger.signing.privateKey);

add('the link of the step-by-step values', good, {}, { ok: true, claims: linXiaClaims });
await opens('a student, in English, with a session there', {
  sub: '110012345',
  name: '江雨晴',
  name_en: 'Chiang Yu-ching',
  role: 'student',
  condition: '校',
  lang: 'en',
  sid: 'campus-session-7',
});
await opens(
  'two addresses, reached by the second',
  { ip: ['140.114.1.2', '2001:db8:1:2::a'] },
  { browserAddress: '2001:db8:1:2::a' },
);
await opens('an IPv4 address in IPv6 spelling', { ip: '::ffff:140.114.1.2' });
await opens('an IPv6 address in another spelling', { ip: '2001:DB8:0:0::000A' }, { browserAddress: '2001:db8::a' });
await opens('without lang', { lang: undefined });
await opens('a claim that is not known is ignored', { favourite_tea: 'oolong' });
await opens('a life of one minute', { exp: noonSecond + 60 });
await opens('issued 30 seconds ahead of the portal', {}, { now: isoAt(-30) });
await opens('30 seconds after its end', {}, { now: isoAt(150) });

const notAuthentic = (name: string, forgery: Forgery | string, circumstances?: Circumstances) =>
  isRefused(name, forgery, 'campus_link.not_authentic', circumstances);
await notAuthentic('nothing', '');
await notAuthentic(
  'one character changed',
  good.replace(/.(?=.{60}$)/, (character) => (character === 'A' ? 'B' : 'A')),
);
await notAuthentic('cut short', good.slice(0, -8));
await notAuthentic('with base64 padding', `${good}==`);
await notAuthentic('signed, but not encrypted', stepByStep.jws);
await notAuthentic('encrypted, but not signed', { plaintext: stepByStep.claimsJson });
await notAuthentic('encrypted to a key that the portal does not have', { jweHeader: { kid: 'portal-9' } });
await notAuthentic('encrypted to another key under a known kid', await strangerCampus.forge({}));
await notAuthentic('signed under a kid that the campus system does not publish', { jwsHeader: { kid: 'campus-9' } });
await notAuthentic('signed by another key under a known kid', { signature: signedByStranger });
await notAuthentic('another key in the header', {
  jwsHeader: { jwk: jwkOfStranger },
  signature: signedByStranger,
});
await notAuthentic('alg none', { jwsHeader: { alg: 'none' }, signature: () => '' });
await notAuthentic('alg HS256, the public key (SPKI PEM) as secret', {
  jwsHeader: { alg: 'HS256' },
  signature: signedWithThePublicKeyAsSecret,
});
await notAuthentic('alg ECDH-ES, without key wrapping', { jweHeader: { alg: 'ECDH-ES' } });
await notAuthentic('enc A128GCM', { jweHeader: { enc: 'A128GCM' } });
await notAuthentic('compressed', { jweHeader: { zip: 'DEF' } });
await notAuthentic('crit in the header', { jwsHeader: { crit: ['exp'], exp: noonSecond } });
await notAuthentic('typ JWT', { jwsHeader: { typ: 'JWT' } });
await notAuthentic('without typ in the outer header', { jweHeader: { typ: undefined } });
await notAuthentic('without cty', { jweHeader: { cty: undefined } });
await notAuthentic('another issuer', { claims: { iss: 'https://other.example' } });
await notAuthentic('another audience', { claims: { aud: 'https://other.example' } });
await notAuthentic('the audience with a slash at the end', { claims: { aud: `${linXiaClaims.aud}/` } });
await notAuthentic('the audience as a list', { claims: { aud: [linXiaClaims.aud] } });
await notAuthentic('without jti', { claims: { jti: undefined } });
await notAuthentic('exp as text', { claims: { exp: String(linXiaClaims.exp) } });
await notAuthentic('times in milliseconds', { claims: { iat: NOON.getTime(), exp: NOON.getTime() + 120_000 } });
await notAuthentic('a life of 121 seconds', { claims: { exp: noonSecond + 121 } });
await notAuthentic('an address that is none', { claims: { ip: '140.114.1' } });
await notAuthentic('an empty English name', { claims: { name_en: '' } });
await notAuthentic('a role that is not known', { claims: { role: 'admin' } });
await notAuthentic(
  'old, and signed by another key: the age is not reported',
  { signature: signedByStranger },
  { now: isoAt(3_600) },
);

await isRefused('issued 31 seconds ahead', {}, 'campus_link.clocks_differ', { now: isoAt(-31) }, { aheadSeconds: 31 });
await isRefused(
  'the campus system’s clock is an hour ahead, and the address differs: the clock is reported',
  {},
  'campus_link.clocks_differ',
  { now: isoAt(-3_600), browserAddress: '203.0.113.9' },
  { aheadSeconds: 3_600 },
);
await isRefused('31 seconds after its end', {}, 'campus_link.expired', { now: isoAt(151) }, { ageSeconds: 151 });
await isRefused(
  'a life of one minute, 31 seconds after its end',
  { claims: { exp: noonSecond + 60 } },
  'campus_link.expired',
  { now: isoAt(91) },
  { ageSeconds: 91 },
);
await isRefused(
  'old, from another address, and used: the age is reported',
  {},
  'campus_link.expired',
  { now: isoAt(300), browserAddress: '203.0.113.9', spent: true },
  { ageSeconds: 300 },
);

const addressDiffers = (name: string, ip: string | string[], circumstances: Circumstances, linkAddress: string) =>
  isRefused(name, { claims: { ip } }, 'campus_link.address_differs', circumstances, {
    linkAddress,
    browserAddress: circumstances.browserAddress,
  });
await addressDiffers('from another address', '140.114.1.2', { browserAddress: '203.0.113.9' }, '140.114.1.2');
await addressDiffers(
  'from neither of two addresses',
  ['140.114.1.2', '2001:DB8::A'],
  { browserAddress: '2001:db8:0:1::b' },
  '140.114.1.2, 2001:db8::a',
);
await addressDiffers(
  'from another address, and used: the address is reported',
  '140.114.1.2',
  { browserAddress: '203.0.113.9', spent: true },
  '140.114.1.2',
);
await isRefused(
  'from an address of the other family',
  { claims: { ip: '140.114.1.2' } },
  'campus_link.address_family_differs',
  { browserAddress: '2001:db8::b' },
  { linkAddress: '140.114.1.2', browserAddress: '2001:db8::b' },
);
await isRefused('used before', {}, 'campus_link.used', { spent: true });

const file = {
  about:
    'Made by tests/support/make-campus-vectors.ts. The keys are for tests only: they are public, never configure them.',
  issuer: campus.keys.issuer,
  audiences: campus.keys.audiences,
  skewSeconds: campus.keys.skewMs / 1_000,
  maxLifeSeconds: campus.keys.maxLifeMs / 1_000,
  addressPrecision: 'ipv6-64',
  portalKey: await privateJwk(campus.portalKey.privateKey, { kid: 'portal-1', use: 'enc', alg: 'ECDH-ES+A256KW' }),
  campusKey: await privateJwk(campus.campusKey.privateKey, { kid: 'campus-1', use: 'sig', alg: 'ES256' }),
  stepByStep,
  vectors,
};
writeFileSync(new URL('../../docs/campus-link-vectors.json', import.meta.url), `${JSON.stringify(file, null, 2)}\n`);
