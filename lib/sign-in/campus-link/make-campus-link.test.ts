import { compactDecrypt, decodeProtectedHeader } from 'jose';
import { expect, test } from 'vitest';
import { makeCampusLink } from '@/lib/sign-in/campus-link/make-campus-link';
import { openCampusLink } from '@/lib/sign-in/campus-link/open-campus-link';
import { createCampusKeys, linXiaClaims, NOON } from '@/tests/support/forge-campus-link';

test('a link made here can be opened', async () => {
  const { keys, maker } = await createCampusKeys();
  const opened = await openCampusLink(await makeCampusLink(linXiaClaims, maker), keys, NOON);
  expect(opened).toMatchObject({ ok: true, value: { claims: linXiaClaims } });
});

test('the headers are those of the contract', async () => {
  const { portalKey, maker } = await createCampusKeys();
  const token = await makeCampusLink(linXiaClaims, maker);
  const { plaintext } = await compactDecrypt(token, portalKey.privateKey);

  expect(decodeProtectedHeader(token)).toEqual({
    alg: 'ECDH-ES+A256KW',
    enc: 'A256GCM',
    typ: 'campus-link+jwt',
    cty: 'JWT',
    kid: 'portal-1',
    epk: { kty: 'EC', crv: 'P-256', x: expect.any(String), y: expect.any(String) },
  });
  expect(decodeProtectedHeader(Buffer.from(plaintext).toString())).toEqual({
    alg: 'ES256',
    typ: 'campus-link+jwt',
    kid: 'campus-1',
  });
});

test('no personal data can be read in a link', async () => {
  const { maker } = await createCampusKeys();
  const token = await makeCampusLink(linXiaClaims, maker);
  const readable = token.split('.').map((part) => Buffer.from(part, 'base64url').toString());
  for (const text of [linXiaClaims.sub, linXiaClaims.name, linXiaClaims.name_en]) {
    expect(readable.join(' ')).not.toContain(text);
  }
});

test('two links for the same claims share nothing but their header', async () => {
  const { maker } = await createCampusKeys();
  const [first, second] = [await makeCampusLink(linXiaClaims, maker), await makeCampusLink(linXiaClaims, maker)];
  const parts = second.split('.');
  expect(first.split('.').filter((part) => parts.includes(part))).toEqual([]);
});
