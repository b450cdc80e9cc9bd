import made from '@/lib/hashing/hash-vectors.json';

const [ssha = '', sha512 = '', md5 = '', bcrypt = '', argon2id = ''] = made.vectors.map(({ stored }) => stored);
const [, , , , , , sha256 = ''] = made.vectors.map(({ stored }) => stored);

/** A hash of each accepted scheme, made by other programs from `OTHERS_PASSWORD`. */
export const OTHERS_HASHES = made.vectors;
export const OTHERS_PASSWORD = made.password;

/**
 * Values that may not be stored, each with its description. The import's check and the table's check constraint both
 * have to refuse them.
 */
export const REFUSED_HASHES: readonly [what: string, stored: string][] = [
  ['an empty text', ''],
  ['a plain password', '{PLAIN}lanterns drift over the river'],
  ['a plain password that is empty, with which Dovecot accepts any login', '{PLAIN}'],
  ['a plain password without a scheme', 'lanterns drift over the river'],
  ['a plain password under another name', '{CLEARTEXT}lanterns'],
  ['a hash without a salt', '{SHA}W6ph5Mm5Pz8GgiULbPgzG37mj9g='],
  ['a digest without a salt under the name of one with', '{SSHA}W6ph5Mm5Pz8GgiULbPgzG37mj9g='],
  ['another salted digest', '{SSHA512}c2FsdHNhbHRzYWx0c2FsdHNhbHRzYWx0c2FsdHNhbHQ='],
  ['a challenge of CRAM-MD5', '{CRAM-MD5}e02d374fde0dc75a17a557039a3a5338c7743304777dccd376f332bee68d2cf6'],
  ['DES, which reads eight letters', '{CRYPT}Z6OWdEc6mYEIg'],
  ['DES under its own name', '{DES-CRYPT}Z6OWdEc6mYEIg'],
  ['yescrypt', '{CRYPT}$y$j9T$F5Jx5fExrKuPp53xLKQ..1$tnSYvahCwPBHKZUspmcxMfb0.WiB9W.zEaKlOBL35rC'],
  ['an account that is locked', '{CRYPT}!'],
  ['an account that is locked, in front of its hash', md5.replace('{MD5-CRYPT}', '{CRYPT}!')],
  ['no name of a scheme', md5.replace('{MD5-CRYPT}', '')],
  ['a scheme in lower case', ssha.replace('{SSHA}', '{ssha}')],
  ['an encoding besides', ssha.replace('{SSHA}', '{SSHA.b64}')],
  ['MD5 under the name of SHA-512', md5.replace('{MD5-CRYPT}', '{SHA512-CRYPT}')],
  ['SHA-256 under the name of SHA-512', sha256.replace('{CRYPT}', '{SHA512-CRYPT}')],
  ['the MD5 of Apache', md5.replace('$1$', '$apr1$')],
  ['the bcrypt of a program that was wrong', bcrypt.replace('$2y$', '$2x$')],
  ['a bcrypt that would take days', bcrypt.replace('$05$', '$31$')],
  ['a bcrypt that would take half a second', bcrypt.replace('$05$', '$13$')],
  ['a bcrypt below its least cost', bcrypt.replace('$05$', '$03$')],
  ['SHA-512 for hours', sha512.replace('$6$', '$6$rounds=999999999$')],
  ['SHA-512 for half a second', sha512.replace('$6$', '$6$rounds=100001$')],
  ['SHA-512 below its least rounds', sha512.replace('$6$', '$6$rounds=999$')],
  ['SHA-512 with a zero in front of its rounds', sha512.replace('$6$', '$6$rounds=05000$')],
  ['a digit too few', sha512.slice(0, -1)],
  ['a digit too many', `${sha512}x`],
  ['argon2id of many gigabytes', argon2id.replace('m=65536', 'm=99999999')],
  ['argon2id of more memory than Dovecot has', argon2id.replace('m=65536', 'm=200000')],
  ['argon2id of ten rounds', argon2id.replace('t=3', 't=10')],
  ['argon2i', argon2id.replace('$argon2id$', '$argon2i$')],
  ['argon2id of another version', argon2id.replace('v=19', 'v=16')],
  ['the order of npm argon2, which Dovecot refuses', argon2id.replace('t=3,p=1', 'p=1,t=3')],
  ['argon2id without a scheme', argon2id.replace('{ARGON2ID}', '')],
  ['a second line', `${argon2id}\n{PLAIN}x`],
  ['a line break at the end', `${ssha}\n`],
  ['a space at the end', `${argon2id} `],
  ['a space in front', ` ${argon2id}`],
];
