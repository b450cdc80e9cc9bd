import { exportSPKI } from 'jose';
import { beforeAll, expect, test } from 'vitest';
import { after, before, minutes, seconds } from '@/lib/clock';
import { makeCampusLink } from '@/lib/sign-in/campus-link/make-campus-link';
import { MAX_TOKEN_CHARACTERS, openCampusLink } from '@/lib/sign-in/campus-link/open-campus-link';
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

const NOT_AUTHENTIC = { ok: false, code: 'campus_link.not_authentic', cause: expect.any(String) };

let campus: Awaited<ReturnType<typeof createCampusKeys>>;
let goodToken: string;

beforeAll(async () => {
  campus = await createCampusKeys();
  goodToken = await makeCampusLink(linXiaClaims, campus.maker);
});

const open = (token: string, now = NOON) => openCampusLink(token, campus.keys, now);
const openForged = async (forgery: Forgery, now = NOON) => open(await campus.forge(forgery), now);

test('an authentic, fresh link yields its claims and its times', async () => {
  expect(await open(goodToken)).toEqual({
    ok: true,
    value: { claims: linXiaClaims, issuedAt: NOON, expiresAt: after(NOON, minutes(2)) },
  });
});

test('the forging helper without a change makes a valid link, so the change causes each refusal below', async () => {
  expect(await openForged({})).toMatchObject({ ok: true, value: { claims: linXiaClaims } });
});

test('a link may omit optional claims and carry unknown ones', async () => {
  const { lang, ...required } = linXiaClaims;
  expect(await openForged({ claims: { lang: undefined, nbf: 'whatever', favourite: 'tea' } })).toMatchObject({
    ok: true,
    value: { claims: required },
  });
});

test('a link may name two addresses, a campus session, and any of the portal’s origins', async () => {
  const claims = { ip: ['140.114.1.2', '2001:db8::1'], sid: 'campus-session-7', aud: 'http://localhost:3000' };
  expect(await openForged({ claims })).toMatchObject({ ok: true, value: { claims } });
});

test.each(['none', 'None', 'nOnE', '', null])('A3 an inner token with alg %j is refused', async (alg) => {
  expect(await openForged({ jwsHeader: { alg } })).toEqual(NOT_AUTHENTIC);
  expect(await openForged({ jwsHeader: { alg }, signature: () => '' })).toEqual(NOT_AUTHENTIC);
});

test('A3 an inner token without a signature, or not signed at all, is refused', async () => {
  expect(await openForged({ signature: () => '' })).toEqual(NOT_AUTHENTIC);
  expect(await openForged({ signature: () => base64url(new Uint8Array(64)) })).toEqual(NOT_AUTHENTIC);
  expect(await openForged({ plaintext: JSON.stringify(linXiaClaims) })).toEqual(NOT_AUTHENTIC);
});

test('A4 the campus system’s public key is not accepted as a shared secret', async () => {
  const spki = await exportSPKI(campus.campusKey.publicKey);
  const raw = new Uint8Array(await crypto.subtle.exportKey('raw', campus.campusKey.publicKey));
  for (const secret of [Buffer.from(spki), Buffer.from(spki.trim()), raw]) {
    const signature = (input: string) => signHs256(input, secret);
    expect(await openForged({ jwsHeader: { alg: 'HS256' }, signature })).toEqual(NOT_AUTHENTIC);
    expect(await openForged({ signature })).toEqual(NOT_AUTHENTIC);
  }
});

async function signHs256(input: string, secret: Uint8Array<ArrayBuffer>): Promise<string> {
  const key = await crypto.subtle.importKey('raw', secret, { name: 'HMAC', hash: 'SHA-256' }, false, ['sign']);
  return base64url(new Uint8Array(await crypto.subtle.sign('HMAC', key, Buffer.from(input))));
}

test.each(['RS256', 'PS256', 'ES384', 'ES512', 'ES256K', 'EdDSA', 'HS256', 'es256'])(
  'A4 the signature algorithm is a constant: %s is refused',
  async (alg) => {
    expect(await openForged({ jwsHeader: { alg } })).toEqual(NOT_AUTHENTIC);
  },
);

test.each([
  { alg: 'ECDH-ES' },
  { alg: 'ECDH-ES+A128KW' },
  { alg: 'ECDH-ES+A192KW' },
  { enc: 'A128GCM' },
  { enc: 'A256CBC-HS512' },
])('A4 the encryption algorithm is a constant: %j is refused', async (jweHeader) => {
  expect(await openForged({ jweHeader })).toEqual(NOT_AUTHENTIC);
});

test('A4 a verification key of another kind verifies nothing', async () => {
  const rsa = {
    name: 'RSASSA-PKCS1-v1_5',
    hash: 'SHA-256',
    modulusLength: 2048,
    publicExponent: Uint8Array.of(1, 0, 1),
  };
  const { publicKey } = await crypto.subtle.generateKey(rsa, false, ['sign', 'verify']);
  const outcome = await openCampusLink(goodToken, { ...campus.keys, verificationKey: () => publicKey }, NOON);
  expect(outcome).toEqual(NOT_AUTHENTIC);
});

test.each(['jku', 'x5u', 'jwk', 'x5c', 'x5t', 'b64', 'zip', 'p2c', 'apu', 'iss', '__proto__'])(
  'A6 a header %s in either layer is not followed: the token is refused',
  async (name) => {
    const evil = await newSigningKey();
    const jwk = await crypto.subtle.exportKey('jwk', evil.publicKey);
    const value =
      { jwk, x5c: ['MIIB'], b64: true, zip: 'DEF', apu: 'QQ', p2c: 1_000 }[name] ?? 'https://evil.example/keys';
    const header = Object.fromEntries([[name, value]]);
    const signature = (input: string) => signEs256(input, evil.privateKey);
    expect(await openForged({ jwsHeader: header })).toEqual(NOT_AUTHENTIC);
    expect(await openForged({ jwsHeader: header, signature })).toEqual(NOT_AUTHENTIC);
    expect(await openForged({ jweHeader: header })).toEqual(NOT_AUTHENTIC);
  },
);

test.each([[['exp']], [['b64']], [[]], ['exp'], [{}]])('A6 crit %j is refused, known or unknown', async (crit) => {
  expect(await openForged({ jwsHeader: { crit, exp: 1, b64: true } })).toEqual(NOT_AUTHENTIC);
  expect(await openForged({ jwsHeader: { crit } })).toEqual(NOT_AUTHENTIC);
});

test('A6 crit in the outer layer is refused', async () => {
  expect(await openForged({ jweHeader: { crit: ['exp'], exp: 1 } })).toEqual(NOT_AUTHENTIC);
});

test('A6 a key id is only looked up and never fetched, whatever it contains', async () => {
  for (const kid of [
    '../portal-1',
    'https://evil.example',
    '__proto__',
    'constructor',
    '',
    7,
    null,
    ['campus-1'],
    undefined,
  ]) {
    expect(await openForged({ jwsHeader: { kid } })).toEqual(NOT_AUTHENTIC);
  }
});

test.each([
  { iss: 'https://other.example' },
  { iss: 'https://campus.example/' },
  { iss: ['https://campus.example'] },
  { iss: undefined },
  { aud: 'https://other.example' },
  { aud: 'https://portal.example/' },
  { aud: 'HTTPS://PORTAL.EXAMPLE' },
  { aud: ['https://portal.example'] },
  { aud: ['https://portal.example', 'https://other.example'] },
  { aud: '' },
  { aud: undefined },
])('A7 the claims %j are not for us', async (claims) => {
  expect(await openForged({ claims })).toEqual(NOT_AUTHENTIC);
});

test.each(['JWT', 'at+jwt', 'secevent+jwt', 'CAMPUS-LINK+JWT', 'application/campus-link+jwt', '', undefined])(
  'A7 a token of another kind made with the same keys (typ %j) does not open the portal',
  async (typ) => {
    expect(await openForged({ jwsHeader: { typ } })).toEqual(NOT_AUTHENTIC);
    expect(await openForged({ jweHeader: { typ } })).toEqual(NOT_AUTHENTIC);
  },
);

test.each(['jwt', 'json', undefined])('A7 the outer layer holds a JWT: cty %j is refused', async (cty) => {
  expect(await openForged({ jweHeader: { cty } })).toEqual(NOT_AUTHENTIC);
});

const REQUIRED = ['iss', 'aud', 'sub', 'iat', 'exp', 'jti', 'ip', 'name', 'name_en', 'role', 'condition'];

test.each(REQUIRED)('A8 a link without %s is refused', async (claim) => {
  expect(await openForged({ claims: { [claim]: undefined } })).toEqual(NOT_AUTHENTIC);
  expect(await openForged({ claims: { [claim]: null } })).toEqual(NOT_AUTHENTIC);
  expect(await openForged({ claims: { [claim]: '' } })).toEqual(NOT_AUTHENTIC);
});

test.each(['iat', 'exp'])('A8 %s is a whole number of seconds of a real time', async (claim) => {
  const good = linXiaClaims[claim as 'iat' | 'exp'];
  for (const value of [
    String(good),
    good + 0.5,
    -good,
    0,
    good * 1_000,
    2 ** 53,
    2 ** 53 + 2,
    1e300,
    true,
    [good],
    {},
  ]) {
    expect(await openForged({ claims: { [claim]: value } })).toEqual(NOT_AUTHENTIC);
  }
});

test('A8 times beyond every calendar are refused, although they are 60 seconds apart', async () => {
  for (const iat of [253_402_300_800, NOON.getTime(), 9_000_000_000_000_000]) {
    expect(await openForged({ claims: { iat, exp: iat + 60 } })).toEqual(NOT_AUTHENTIC);
  }
});

test.each(['1e400', '-1e400', '9007199254740992', '1.5', '"1772424000"', 'NaN', 'Infinity', '01', '1n'])(
  'A8 exp written as %s is refused',
  async (written) => {
    const payload = JSON.stringify(linXiaClaims).replace(`"exp":${linXiaClaims.exp}`, `"exp":${written}`);
    expect(payload).toContain(`"exp":${written},`);
    expect(await openForged({ payload })).toEqual(NOT_AUTHENTIC);
  },
);

test.each([{ exp: noonSecond + 121 }, { exp: noonSecond + 86_400 }, { exp: noonSecond }, { exp: noonSecond - 1 }])(
  'A8 a link with a lifetime outside 1 to 120 seconds is refused: %j',
  async (claims) => {
    expect(await openForged({ claims })).toEqual(NOT_AUTHENTIC);
  },
);

test.each([
  { sub: 123456 },
  { sub: 'A123 456' },
  { sub: 'A123456\n' },
  { sub: '林夏' },
  { sub: 'A'.repeat(33) },
  { jti: 'j'.repeat(129) },
  { jti: 7 },
  { name: 'x'.repeat(101) },
  { name: ' \u3000' },
  { name: '林\u0000夏' },
  { name: '林\r\n夏' },
  { name: '林\u2028夏' },
  { name: '林\ud800夏' },
  { role: 'admin' },
  { role: 'Staff' },
  { role: ['staff'] },
  { condition: 'x'.repeat(33) },
  { condition: 1 },
  { lang: 'fr' },
  { lang: 'zh-TW' },
  { lang: '' },
  { sid: '' },
  { sid: 's'.repeat(257) },
  { ip: 'unknown' },
  { ip: '140.114.1' },
  { ip: 'fe80::1%eth0' },
  { ip: [] },
  { ip: ['140.114.1.2', '140.114.1.3', '140.114.1.4'] },
  { ip: ['140.114.1.2', ''] },
  { ip: [['140.114.1.2']] },
  { ip: { 0: '140.114.1.2' } },
])('A8 claims of another form are refused: %j', async (claims) => {
  expect(await openForged({ claims })).toEqual(NOT_AUTHENTIC);
});

test.each(['null', '[]', '7', '"claims"', '', '{', '{}', 'not json', '[{"sub":"A123456"}]'])(
  'A8 a payload %j is refused',
  async (payload) => {
    expect(await openForged({ payload })).toEqual(NOT_AUTHENTIC);
  },
);

test('A8 a payload that is not UTF-8 is refused', async () => {
  const payload = Buffer.from(JSON.stringify({ ...linXiaClaims, name: 'LIN' }));
  payload[payload.indexOf('LIN') + 1] = 0xff;
  expect(await openForged({ payload })).toEqual(NOT_AUTHENTIC);
});

test('A10 a link issued up to the skew ahead of our clock is accepted', async () => {
  expect(await open(goodToken, before(NOON, seconds(30)))).toMatchObject({ ok: true });
});

test('A10 a link issued further ahead is refused with the difference of the clocks', async () => {
  expect(await open(goodToken, before(NOON, seconds(30) + 1))).toMatchObject({
    ok: false,
    code: 'campus_link.clocks_differ',
    detail: { aheadSeconds: 31 },
  });
  expect(await open(goodToken, before(NOON, minutes(60)))).toMatchObject({ detail: { aheadSeconds: 3_600 } });
});

test('A10 a link is accepted up to the skew after its end, and then refused with its age', async () => {
  expect(await open(goodToken, after(NOON, seconds(150)))).toMatchObject({ ok: true });
  expect(await open(goodToken, after(NOON, seconds(150) + 1))).toMatchObject({
    ok: false,
    code: 'campus_link.expired',
    detail: { ageSeconds: 150 },
  });
  expect(await open(goodToken, after(NOON, seconds(151)))).toMatchObject({ detail: { ageSeconds: 151 } });
});

test('A10 the skew comes from the configuration', async () => {
  const strict = { ...campus.keys, skewMs: 0 };
  expect(await openCampusLink(goodToken, strict, before(NOON, 1))).toMatchObject({ code: 'campus_link.clocks_differ' });
  expect(await openCampusLink(goodToken, strict, NOON)).toMatchObject({ ok: true });
  expect(await openCampusLink(goodToken, strict, after(NOON, seconds(120)))).toMatchObject({ ok: true });
  expect(await openCampusLink(goodToken, strict, after(NOON, seconds(120) + 1))).toMatchObject({
    code: 'campus_link.expired',
  });
});

test.each(['', '.', '....', 'a.b.c.d.e', 'not a token', '林夏', 'null', `${'a'.repeat(40)}.${'b'.repeat(40)}.c`])(
  'A13 %j is refused like every other token that is not authentic',
  async (token) => {
    expect(await open(token)).toEqual(NOT_AUTHENTIC);
  },
);

test('A13 a signed token that is not encrypted is refused', async () => {
  const header = base64url(JSON.stringify({ alg: 'ES256', typ: 'campus-link+jwt', kid: 'campus-1' }));
  const input = `${header}.${base64url(JSON.stringify(linXiaClaims))}`;
  expect(await open(`${input}.${await signEs256(input, campus.campusKey.privateKey)}`)).toEqual(NOT_AUTHENTIC);
});

test('A13 a token encrypted to another key, or signed by another, gets the same refusal', async () => {
  const stranger = await newSigningKey();
  const ours = { kid: 'portal-1', publicKey: (await newEncryptionKey()).publicKey };
  const elsewhere = await makeCampusLink(linXiaClaims, { ...campus.maker, encryptTo: ours });
  const forged = await openForged({ signature: (input) => signEs256(input, stranger.privateKey) });
  expect(await open(elsewhere)).toEqual(NOT_AUTHENTIC);
  expect(forged).toEqual(NOT_AUTHENTIC);
});

test('A13 only an authentic token is refused as old or early', async () => {
  const stranger = await newSigningKey();
  const signature = (input: string) => signEs256(input, stranger.privateKey);
  expect(await openForged({ signature }, after(NOON, minutes(60)))).toEqual(NOT_AUTHENTIC);
  expect(await openForged({ signature }, before(NOON, minutes(60)))).toEqual(NOT_AUTHENTIC);
  expect(await openForged({ claims: { aud: 'https://other.example' } }, after(NOON, minutes(60)))).toEqual(
    NOT_AUTHENTIC,
  );
});

test('A13 a signature over other claims is not valid for these', async () => {
  const signature = (input: string) => {
    const [header] = input.split('.');
    const other = base64url(JSON.stringify({ ...linXiaClaims, sub: 'A999999' }));
    return signEs256(`${header}.${other}`, campus.campusKey.privateKey);
  };
  expect(await openForged({ signature })).toEqual(NOT_AUTHENTIC);
});

test('A13 the ephemeral key must be a point of the curve', async () => {
  const [header = '', ...rest] = goodToken.split('.');
  const good = JSON.parse(Buffer.from(header, 'base64url').toString());
  const zero = base64url(new Uint8Array(32));
  for (const epk of [
    { ...good.epk, y: zero },
    { ...good.epk, x: zero, y: zero },
    { ...good.epk, crv: 'P-384' },
    { ...good.epk, d: zero },
    { kty: 'oct', k: zero },
    { kty: 'OKP', crv: 'X25519', x: good.epk.x },
    null,
    undefined,
  ]) {
    const token = [base64url(JSON.stringify({ ...good, epk })), ...rest].join('.');
    expect(await open(token)).toEqual(NOT_AUTHENTIC);
  }
});

test('A13 every part of one token in another token is refused', async () => {
  const other = (await makeCampusLink({ ...linXiaClaims, sub: 'A999999' }, campus.maker)).split('.');
  for (const at of other.keys()) {
    const spliced = goodToken.split('.').with(at, other[at] ?? '');
    expect(await open(spliced.join('.'))).toEqual(NOT_AUTHENTIC);
  }
});

const ALPHABET = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_';
const replaceAt = (text: string, at: number, character: string) => text.slice(0, at) + character + text.slice(at + 1);

test('A13 a token with one character changed, anywhere, is refused', async () => {
  const step = 5;
  for (let at = 0; at < goodToken.length; at += step) {
    const next = ALPHABET[(ALPHABET.indexOf(goodToken.charAt(at)) + 1) % ALPHABET.length] ?? '';
    expect(await open(replaceAt(goodToken, at, next)), `character ${at}`).toEqual(NOT_AUTHENTIC);
  }
});

test('A13 the last character of each part has one spelling only', async () => {
  const ends = [...goodToken.matchAll(/.(?=\.|$)/g)].map((match) => match.index);
  expect(ends).toHaveLength(5);
  for (const at of ends) {
    for (const character of ALPHABET.replace(goodToken.charAt(at), '')) {
      expect(await open(replaceAt(goodToken, at, character)), `${character} at ${at}`).toEqual(NOT_AUTHENTIC);
    }
  }
});

test('A13 a token cut short, anywhere, is refused', async () => {
  for (let length = 0; length < goodToken.length; length += 7) {
    expect(await open(goodToken.slice(0, length)), `${length} characters`).toEqual(NOT_AUTHENTIC);
    expect(await open(goodToken.slice(goodToken.length - length)), `last ${length}`).toEqual(NOT_AUTHENTIC);
  }
  expect(await open(goodToken.slice(0, -1))).toEqual(NOT_AUTHENTIC);
});

test.each([' ', '\n', '\t', '=', '==', '.', '%00', '\u0000', 'A', '\ufeff', '+', '/'])(
  'A13 a token with %j before, within or after it is refused',
  async (extra) => {
    const middle = Math.floor(goodToken.length / 2);
    expect(await open(extra + goodToken)).toEqual(NOT_AUTHENTIC);
    expect(await open(goodToken + extra)).toEqual(NOT_AUTHENTIC);
    expect(await open(goodToken.slice(0, middle) + extra + goodToken.slice(middle))).toEqual(NOT_AUTHENTIC);
    expect(await open(goodToken.replaceAll('.', `${extra}.`))).toEqual(NOT_AUTHENTIC);
  },
);

test('A13 the inner token has one spelling only, too', async () => {
  for (const extra of [' ', '=', '\n']) {
    const signature = async (input: string) => (await signEs256(input, campus.campusKey.privateKey)) + extra;
    expect(await openForged({ signature })).toEqual(NOT_AUTHENTIC);
  }
});

test('A13 the cause for the log is short and distinguishes the causes', async () => {
  const long = await openForged({ jwsHeader: { ['x'.repeat(1_000)]: 1 } });
  const unsigned = await openForged({ signature: () => base64url(new Uint8Array(64)) });
  const causes = [long, unsigned, await open('')].map((outcome) => ('cause' in outcome ? outcome.cause : ''));
  expect(new Set(causes).size).toBe(3);
  for (const cause of causes) expect(cause.length).toBeLessThanOrEqual(200);
});

test('a token that is too long is refused before any work', async () => {
  const lookUp = () => {
    throw new Error('a key was looked up');
  };
  const token = goodToken + 'A'.repeat(MAX_TOKEN_CHARACTERS);
  expect(await openCampusLink(token, { ...campus.keys, decryptionKey: lookUp }, NOON)).toEqual(NOT_AUTHENTIC);
});

test('the longest claims that are allowed still fit into a token', async () => {
  const claims = {
    sub: 'A'.repeat(32),
    jti: 'j'.repeat(128),
    ip: ['2001:db8:1111:2222:3333:4444:5555:6666', '255.255.255.255'],
    name: '\u{20000}'.repeat(50),
    name_en: '龘'.repeat(100),
    condition: '畢'.repeat(32),
    sid: 's'.repeat(256),
  };
  expect(await openForged({ claims })).toMatchObject({ ok: true, value: { claims } });
});

test('A13 a token that demands decompression is refused', async () => {
  const zeros = 'A'.repeat(200_000);
  const token = await campus.forge({ jweHeader: { zip: 'DEF' }, plaintext: zeros });
  expect(token.length).toBeLessThan(MAX_TOKEN_CHARACTERS);
  expect(await open(token)).toEqual(NOT_AUTHENTIC);
});

test('A18 a key is accepted exactly as long as it is listed', async () => {
  const newCampusKey = await newSigningKey();
  const newPortalKey = await newEncryptionKey();
  const verification = new Map([['campus-1', campus.campusKey.publicKey]]);
  const decryption = new Map([['portal-1', campus.portalKey.privateKey]]);
  const keys = {
    ...campus.keys,
    verificationKey: (kid: string) => verification.get(kid),
    decryptionKey: async (kid: string) => decryption.get(kid),
  };
  const rotated = await makeCampusLink(linXiaClaims, {
    encryptTo: { kid: 'portal-2', publicKey: newPortalKey.publicKey },
    signWith: { kid: 'campus-2', privateKey: newCampusKey.privateKey },
  });
  expect(await openCampusLink(rotated, keys, NOON)).toEqual(NOT_AUTHENTIC);

  verification.set('campus-2', newCampusKey.publicKey);
  decryption.set('portal-2', newPortalKey.privateKey);
  expect(await openCampusLink(rotated, keys, NOON)).toMatchObject({ ok: true });
  expect(await openCampusLink(goodToken, keys, NOON)).toMatchObject({ ok: true });

  verification.delete('campus-1');
  expect(await openCampusLink(goodToken, keys, NOON)).toEqual(NOT_AUTHENTIC);
  decryption.delete('portal-2');
  expect(await openCampusLink(rotated, keys, NOON)).toEqual(NOT_AUTHENTIC);
});

test('A18 a key found under another key’s id verifies nothing', async () => {
  const other = await newSigningKey();
  const outcome = await openCampusLink(goodToken, { ...campus.keys, verificationKey: () => other.publicKey }, NOON);
  expect(outcome).toEqual(NOT_AUTHENTIC);
});

test('a key store that fails is an unexpected error, not a refused link', async () => {
  const broken = { ...campus.keys, verificationKey: () => Promise.reject(new Error('the key store is down')) };
  await expect(openCampusLink(goodToken, broken, NOON)).rejects.toThrow('the key store is down');
});
