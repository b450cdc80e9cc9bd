/** The algorithm of a hash, whatever its prefix says: `{CRYPT}$1$…` is MD5-CRYPT. */
export type HashScheme = 'argon2id' | 'bcrypt' | 'unix_crypt' | 'salted_sha1';

export interface StoredHash {
  readonly scheme: HashScheme;
  /** Without the scheme in braces. */
  readonly hash: string;
}

/**
 * Bounds of the parameters. argon2id: less memory than Dovecot's limit (256 MB), at most nine iterations; `readHash`
 * checks more closely. SHA-256 and SHA-512: 1,000 to 100,000 rounds. bcrypt: cost 4 to 12. More would occupy a core for
 * longer than half a second.
 */
const ROUNDS = String.raw`(?:rounds=(?:[1-9][0-9]{3,4}|100000)\$)?`;
const COST = '(?:0[4-9]|1[0-2])';
const SALT = '[./A-Za-z0-9]';
const BASE64 = '[A-Za-z0-9+/]';

/**
 * The accepted forms of stored passwords. The check constraint of `mailboxes` repeats them, and a test runs both on the
 * same examples. Anything else is refused, above all `{PLAIN}`: Dovecot would silently accept some other forms.
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

/** Parses a stored password. @returns undefined for a form that may not be stored */
export function readStoredHash(stored: string): StoredHash | undefined {
  for (const [scheme, form] of FORMS) {
    const hash = form.exec(stored)?.[1];
    if (hash !== undefined) return { scheme, hash };
  }
  return undefined;
}

/**
 * The prefix of hashes computed here; every other hash was imported. The index `mailboxes_imported_hash` repeats it.
 */
export const OWN_HASH_START = '{ARGON2ID}$argon2id$v=19$m=19456,t=2,p=1$';

export const isImportedHash = (stored: string): boolean => !stored.startsWith(OWN_HASH_START);

/** The number of bytes that bcrypt reads; it ignores the rest. It appends a NUL to a shorter password. */
export const BCRYPT_BYTES = 72;

/** The scheme that is written to mail systems. Imported hashes of other schemes stay in the portal's own database. */
export const isArgon2id = (stored: string): boolean => readStoredHash(stored)?.scheme === 'argon2id';
