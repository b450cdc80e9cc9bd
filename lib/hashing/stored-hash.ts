/** By what a hash computes, whatever the name in front of it: `{CRYPT}$1$…` is an MD5-CRYPT. */
export type HashScheme = 'argon2id' | 'bcrypt' | 'unix_crypt' | 'salted_sha1';

export interface StoredHash {
  readonly scheme: HashScheme;
  /** Without the name in braces. */
  readonly hash: string;
}

/**
 * argon2id: less memory than Dovecot has (256 MB), at most nine rounds; `refuseHash` looks closer.
 * Rounds of SHA-256 and SHA-512: 1,000 to 100,000. Costs of bcrypt: 4 to 12. More would hold a core for
 * longer than half a second.
 */
const ROUNDS = String.raw`(?:rounds=(?:[1-9][0-9]{3,4}|100000)\$)?`;
const COST = '(?:0[4-9]|1[0-2])';
const SALT = '[./A-Za-z0-9]';
const BASE64 = '[A-Za-z0-9+/]';

/**
 * The forms in which a password may be stored; the check constraint of `mailboxes` holds the same, and a test both to the
 * same examples. Anything else (`{PLAIN}` above all) is none: Dovecot would take some of it in silence.
 */
const FORMS: readonly [scheme: HashScheme, form: RegExp][] = [
  [
    'argon2id',
    new RegExp(
      String.raw`^\{ARGON2ID\}(\$argon2id\$v=19\$m=(?:[1-9][0-9]{0,4}|1[0-9]{5}),t=[1-9],p=[1-9][0-9]?\$${BASE64}{11,86}\$${BASE64}{22,86})$`,
    ),
  ],
  [
    'salted_sha1',
    new RegExp(String.raw`^\{SSHA\}((?:${BASE64}{4}){7,17}(?:${BASE64}{4}|${BASE64}{3}=|${BASE64}{2}==))$`),
  ],
  ['unix_crypt', new RegExp(String.raw`^\{(?:MD5-CRYPT|CRYPT)\}(\$1\$${SALT}{1,8}\$${SALT}{22})$`)],
  ['unix_crypt', new RegExp(String.raw`^\{CRYPT\}(\$5\$${ROUNDS}${SALT}{1,16}\$${SALT}{43})$`)],
  ['unix_crypt', new RegExp(String.raw`^\{(?:SHA512-CRYPT|CRYPT)\}(\$6\$${ROUNDS}${SALT}{1,16}\$${SALT}{86})$`)],
  ['bcrypt', new RegExp(String.raw`^\{(?:BLF-CRYPT|CRYPT)\}(\$2[aby]\$${COST}\$${SALT}{53})$`)],
];

/** What a stored password is a hash of, or undefined for what is none that may be stored. */
export function readStoredHash(stored: string): StoredHash | undefined {
  for (const [scheme, form] of FORMS) {
    const hash = form.exec(stored)?.[1];
    if (hash !== undefined) return { scheme, hash };
  }
  return undefined;
}

/** Hashes that are made here begin so; every other one was imported. The index `mailboxes_imported_hash` says the same. */
export const OWN_HASH_START = '{ARGON2ID}$argon2id$v=19$m=19456,t=2,p=1$';

export const isImportedHash = (stored: string): boolean => !stored.startsWith(OWN_HASH_START);

/** bcrypt reads so many bytes of a password and passes over the rest; of a shorter one it reads a NUL behind it. */
export const BCRYPT_BYTES = 72;

/** What mail systems that are written to take from us; other imported hashes only stand in our own database. */
export const isArgon2id = (stored: string): boolean => readStoredHash(stored)?.scheme === 'argon2id';
