import { expect, test } from 'vitest';
import { OTHERS_HASHES } from '@/tests/support/stored-hashes';
import { readHash } from './read-hash';

const madeBy = (name: string) => OTHERS_HASHES.find((one) => one.madeBy === name)?.stored ?? '';
const bare = (stored: string) => stored.replace(/^\{[^}]*\}/, '');
const base64 = (text: string) => Buffer.from(text).toString('base64');
/** Salt and digest with = padding, as some libraries write them. */
const paddedPhc = (stored: string) =>
  stored.replace(/[^$]+\$[^$]+$/, (tail) =>
    tail
      .split('$')
      .map((one) => one.padEnd(Math.ceil(one.length / 4) * 4, '='))
      .join('$'),
  );
const ssha = madeBy('doveadm pw -s SSHA');
const sha512 = madeBy('doveadm pw -s SHA512-CRYPT');
const md5 = madeBy('doveadm pw -s MD5-CRYPT');
const bcrypt = madeBy('doveadm pw -s BLF-CRYPT');
const argon2id = madeBy('doveadm pw -s ARGON2ID');
const sha256 = madeBy('openssl passwd -5, as {CRYPT}');

test.each(OTHERS_HASHES)('a hash by $madeBy is accepted unchanged', ({ stored }) => {
  expect(readHash(stored)).toEqual({ ok: true, value: stored });
});

test.each([
  ['{SHA256-CRYPT}$5$', `{SHA256-CRYPT}${bare(sha256)}`, sha256],
  ['{ARGON2}, as OpenLDAP has it', `{ARGON2}${bare(argon2id)}`, argon2id],
  ['{argon2} in small letters', `{argon2}${bare(argon2id)}`, argon2id],
  ['{ssha} in small letters', ssha.replace('{SSHA}', '{ssha}'), ssha],
  ['{Md5}$1$', `{Md5}${bare(md5)}`, md5],
  ['{BCRYPT}$2y$', `{BCRYPT}${bare(bcrypt)}`, bcrypt],
  ['{SHA512-CRYPT}$5$', `{SHA512-CRYPT}${bare(sha256)}`, sha256],
  ['{SSHA}$6$', `{SSHA}${bare(sha512)}`, sha512],
  ['{crypt}$6$', `{crypt}${bare(sha512)}`, `{CRYPT}${bare(sha512)}`],
  ['bare $1$', bare(md5), md5],
  ['bare $2y$', bare(bcrypt), bcrypt],
  ['bare $5$', bare(sha256), sha256],
  ['bare $6$', bare(sha512), sha512],
  ['bare $argon2id$', bare(argon2id), argon2id],
  ['argon2id with parameters in another order', argon2id.replace('t=3,p=1', 'p=1,t=3'), argon2id],
  ['argon2id in base64 with padding', paddedPhc(argon2id), argon2id],
  ['userPassword:: of LDIF', `userPassword:: ${base64(ssha)}`, ssha],
  ['the same folded', `userPassword:: ${base64(argon2id).replace(/^.{60}/, '$&\n ')}`, argon2id],
  ['the same in small letters, of a bare hash', `userpassword::${base64(bare(sha512))}`, sha512],
  ['userPassword: of LDIF, as it is', `userPassword: ${ssha}`, ssha],
  ['the value of LDIF alone', base64(`{crypt}${bare(bcrypt)}`), `{CRYPT}${bare(bcrypt)}`],
  ['{SSHA.HEX} of Dovecot', `{SSHA.HEX}${Buffer.from(bare(ssha), 'base64').toString('hex')}`, ssha],
  ['{SSHA.b64} of Dovecot', ssha.replace('{SSHA}', '{SSHA.b64}'), ssha],
  ['{SHA512-CRYPT.B64} of Dovecot', `{SHA512-CRYPT.B64}${base64(bare(sha512))}`, sha512],
])('the hash itself determines its scheme, whatever its name: %s', (_, given, stored) => {
  expect(readHash(given)).toEqual({ ok: true, value: stored });
});

test.each([
  ['a password', 'lanterns drift', 'hash.none'],
  ['a password that begins with a dollar', '$ecret$lanterns', 'hash.unknown_scheme'],
  ['a digest without its scheme', bare(ssha), 'hash.none'],
  ['a plain password', '{plain}lanterns', 'hash.plain'],
  ['a plain password that looks like a hash', `{PLAIN}${bare(sha512)}`, 'hash.plain'],
  ['a plain password in base64', `{PLAIN.b64}${base64('lanterns')}`, 'hash.plain'],
  ['a plain password of LDIF', `userPassword:: ${base64('lanterns')}`, 'hash.none'],
  ['DES', '{CRYPT}Z6OWdEc6mYEIg', 'hash.des'],
  ['yescrypt without a scheme', '$y$j9T$F5Jx5fExrKuPp53xLKQ..1$tnSYvahCwPBHKZUspmcxMfb0', 'hash.yescrypt'],
  ['a locked account', '{CRYPT}!', 'hash.locked'],
  ['a locked account of a shadow file', `!${bare(sha512)}`, 'hash.locked'],
  ['no salt', '{SHA}W6ph5Mm5Pz8GgiULbPgzG37mj9g=', 'hash.unknown_scheme'],
  ['the MD5 of Apache', bare(md5).replace('$1$', '$apr1$'), 'hash.unknown_scheme'],
  ['argon2i', `{ARGON2}${bare(argon2id).replace('$argon2id$', '$argon2i$')}`, 'hash.unknown_scheme'],
  ['a damaged one', sha512.slice(0, -1), 'hash.malformed'],
  ['a damaged one without a scheme', bare(sha512).slice(0, -1), 'hash.malformed'],
  ['{PLAIN-MD5}, which is no password', '{PLAIN-MD5}5f4dcc3b5aa765d61d8327deb882cf99', 'hash.unknown_scheme'],
  ['{MD5-CRYPT} without its $1$', '{MD5-CRYPT}5f4dcc3b5aa765d61d8327deb882cf99', 'hash.malformed'],
  ['fewer rounds than crypt(3) has', bare(sha512).replace('$6$', '$6$rounds=500$'), 'hash.malformed'],
  ['more rounds than are computed here', bare(sha512).replace('$6$', '$6$rounds=100001$'), 'hash.too_costly'],
  ['a cost that bcrypt has not', bare(bcrypt).replace('$05$', '$03$'), 'hash.malformed'],
  ['argon2id of more memory than Dovecot has', argon2id.replace('m=65536,t=3', 'm=200000,t=1'), 'hash.too_costly'],
  ['bcrypt for hours', bare(bcrypt).replace('$05$', '$31$'), 'hash.too_costly'],
  ['argon2id of much work', argon2id.replace('m=65536,t=3', 'm=150000,t=9'), 'hash.too_costly'],
])('%s is refused', (_, given, fault) => {
  expect(readHash(given)).toMatchObject({ ok: false, fault });
});

test('a refusal quotes the name of a known scheme, one invalid character, and nothing else', () => {
  expect(readHash('{SSHA512}c2FsdA==')).toEqual({ ok: false, fault: 'hash.unknown_scheme', detail: '{SSHA512}' });
  expect(readHash('{PLAIN-MD5}5f4dcc3b5aa765d6')).toMatchObject({ detail: '{PLAIN-MD5}' });
  expect(readHash(bare(sha512).replace('$6$', '$6$rounds=500$'))).toMatchObject({
    detail: 'it names 500 rounds, and crypt(3) computes no fewer than 1000',
  });
  expect(readHash('{hunter2}lanterns')).toEqual({ ok: false, fault: 'hash.unknown_scheme' });
  expect(readHash(sha512.replace('$6$', '$6$\u200b'))).toEqual({
    ok: false,
    fault: 'hash.malformed',
    detail: 'character 18 is U+200B',
  });
});

test.each([
  ['a Cyrillic а', sha512.replace('$6$', '$6$а'), 'character 18 is "а" (U+0430)'],
  ['a hyphen of typography', ssha.replace('{SSHA}', '{SSHA}\u2010'), 'character 7 is "\u2010" (U+2010)'],
  ['a full-width Ａ', bare(bcrypt).replace('$05$', '$05$Ａ'), 'character 8 is "Ａ" (U+FF21)'],
  ['a dot, which PHC has not', argon2id.replace(/\$[^$]+$/, '$.$&'), expect.stringMatching(/is "\." \(U\+002E\)$/)],
  ['in base64', ssha.replace('{SSHA}', '{SSHA.B64}а'), 'character 11 is "а" (U+0430)'],
  ['in hex', `{SSHA.HEX}0g${'0'.repeat(60)}`, 'character 12 is "g" (U+0067)'],
  [
    'a scheme that is not ASCII',
    ssha.replace('{SSHA}', '{SSHА}'),
    'character 5 is "А" (U+0410) in the name of its scheme',
  ],
  [
    'an identifier that is not ASCII',
    bare(sha512).replace('$6$', '$6\u200b$'),
    'character 3 is U+200B in the name of its scheme',
  ],
  ['LDIF that is no base64', 'userPassword:: e1NTSEF9Y\u0430', 'character 25 is "\u0430" (U+0430)'],
  ['an invisible character before the scheme', `\u200b${ssha}`, 'character 1 is U+200B'],
])('A120 the first invalid character of a hash is reported: %s', (_, given, detail) => {
  expect(readHash(given)).toMatchObject({ ok: false, detail });
});

test('A120 the legal blank of LDIF is not reported, but the fault in its value', () => {
  expect(readHash('userPassword:: e1NTSEF9YWJjZA==')).toEqual({ ok: false, fault: 'hash.malformed' });
  expect(readHash(`userPassword:: ${base64('{SSHA}ab cd')}`)).toEqual({
    ok: false,
    fault: 'hash.malformed',
    detail: 'character 9 is U+0020 in the value of userPassword',
  });
  expect(readHash('lanterns drift')).toEqual({ ok: false, fault: 'hash.none' });
});
