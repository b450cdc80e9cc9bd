import { readFileSync } from 'node:fs';
import { CompactEncrypt, compactVerify, importJWK, type JWK } from 'jose';
import { expect, test } from 'vitest';
import type { AddressPrecision } from '@/lib/client-address/same-address';
import { seconds } from '@/lib/clock';
import { oldCodeOf } from '@/lib/old-codes';
import { REFUSAL_CODES, type RefusalCode } from '@/lib/refusal-codes';
import { campusClaims } from '@/lib/sign-in/campus-link/campus-claims';
import { judgeArrival } from '@/lib/sign-in/campus-link/judge-arrival';
import { type CampusLinkKeys, openCampusLink } from '@/lib/sign-in/campus-link/open-campus-link';

type Vector = {
  name: string;
  now: string;
  browserAddress: string;
  spent: boolean;
  expect: { ok: true; claims: object } | { ok: false; code: RefusalCode; oldCode: string; detail?: object };
  token: string;
};

type StepByStep = Record<
  | 'claimsJson'
  | 'jwsHeaderJson'
  | 'jwsSigningInput'
  | 'jws'
  | 'jweHeaderJson'
  | 'contentEncryptionKey'
  | 'encryptedKey'
  | 'initializationVector'
  | 'token',
  string
> & { ephemeralPrivateKey: JWK };

type VectorFile = {
  issuer: string;
  audiences: string[];
  skewSeconds: number;
  maxLifeSeconds: number;
  addressPrecision: AddressPrecision;
  portalKey: JWK;
  campusKey: JWK;
  stepByStep: StepByStep;
  vectors: Vector[];
};

const readDoc = (name: string) => readFileSync(new URL(`../../../docs/${name}`, import.meta.url), 'utf8');
const file: VectorFile = JSON.parse(readDoc('campus-link-vectors.json'));
const document = readDoc('campus-link.md');
const CAMPUS_LINK_CODES = REFUSAL_CODES.filter((code) => code.startsWith('campus_link.'));

const importKey = async (jwk: JWK, algorithm: string) => (await importJWK(jwk, algorithm)) as CryptoKey;
const publicPart = ({ d, ...jwk }: JWK): JWK => jwk;

const decryptionKey = await importKey(file.portalKey, 'ECDH-ES+A256KW');
const verificationKey = await importKey(publicPart(file.campusKey), 'ES256');
const keys: CampusLinkKeys = {
  decryptionKey: (kid) => (kid === file.portalKey.kid ? decryptionKey : undefined),
  verificationKey: (kid) => (kid === file.campusKey.kid ? verificationKey : undefined),
  issuer: file.issuer,
  audiences: file.audiences,
  skewMs: seconds(file.skewSeconds),
  maxLifeMs: seconds(file.maxLifeSeconds),
};

test.each(file.vectors)('vector: $name', async ({ token, now, browserAddress, spent, expect: expected }) => {
  const opened = await openCampusLink(token, keys, new Date(now));
  const outcome = opened.ok
    ? judgeArrival(opened.value, { browserAddress, precision: file.addressPrecision, spent })
    : opened;

  if (expected.ok) {
    expect(outcome).toMatchObject({ ok: true });
    expect(opened).toMatchObject({ value: { claims: expected.claims } });
  } else {
    expect(outcome).toMatchObject({ ok: false, code: expected.code });
    expect(expected.oldCode).toBe(oldCodeOf(expected.code)?.code);
    expect('detail' in outcome ? outcome.detail : undefined).toEqual(expected.detail);
  }
});

test('the vectors are at least twenty, have unique names, and cover success and every refusal', () => {
  const outcomes = file.vectors.map((vector) => (vector.expect.ok ? 'ok' : vector.expect.code));
  expect(file.vectors.length).toBeGreaterThanOrEqual(20);
  expect(new Set(file.vectors.map(({ name }) => name)).size).toBe(file.vectors.length);
  expect(new Set(outcomes)).toEqual(new Set(['ok', ...CAMPUS_LINK_CODES]));
});

test('the step-by-step values lead from the claims to the token', async () => {
  const steps = file.stepByStep;
  const encoded = (text: string) => Buffer.from(text).toString('base64url');

  expect(steps.jwsSigningInput).toBe(`${encoded(steps.jwsHeaderJson)}.${encoded(steps.claimsJson)}`);
  expect(steps.jws.startsWith(`${steps.jwsSigningInput}.`)).toBe(true);
  await compactVerify(steps.jws, verificationKey);

  const { epk, ...header } = JSON.parse(steps.jweHeaderJson);
  expect(epk).toEqual(publicPart(steps.ephemeralPrivateKey));
  const token = await new CompactEncrypt(Buffer.from(steps.jws))
    .setProtectedHeader(header)
    .setKeyManagementParameters({ epk: await importKey({ ...steps.ephemeralPrivateKey, ext: true }, 'ECDH-ES+A256KW') })
    .setContentEncryptionKey(Buffer.from(steps.contentEncryptionKey, 'base64url'))
    .setInitializationVector(Buffer.from(steps.initializationVector, 'base64url'))
    .encrypt(await importKey(publicPart(file.portalKey), 'ECDH-ES+A256KW'));

  expect(steps.token).toBe(token);
  expect(token.split('.').slice(0, 3)).toEqual([
    encoded(steps.jweHeaderJson),
    steps.encryptedKey,
    steps.initializationVector,
  ]);
});

test('the document describes every claim', () => {
  for (const claim of Object.keys(campusClaims.shape)) {
    expect(document, claim).toContain(`| \`${claim}\` |`);
  }
});

test('the document describes every refusal, under the code and the message that the page shows', () => {
  for (const code of CAMPUS_LINK_CODES) {
    const shown = oldCodeOf(code);
    const row = document.split('\n').find((line) => line.includes(`\`${code}\``));
    expect(row, code).toContain(`| \`${shown?.code}\` | ${shown?.message} |`);
  }
});
