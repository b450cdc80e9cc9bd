import { readStoredHash } from '@/lib/hashing/stored-hash';
import { showOutside } from '@/lib/input-file/show-character';
import type { LineFault } from './line-faults';

type ReadHash =
  | { readonly ok: true; readonly value: string }
  | { readonly ok: false; readonly fault: LineFault; readonly detail?: string };

/** KiB times iterations: the most that RFC 9106 and common programs use, and about half a second. */
const MOST_ARGON2ID_WORK = 262_144;

/** The identifiers of crypt(3) and PHC hashes, and the scheme each is stored under. */
const SCHEME_OF: Readonly<Record<string, string>> = {
  argon2id: 'ARGON2ID',
  '2a': 'BLF-CRYPT',
  '2b': 'BLF-CRYPT',
  '2y': 'BLF-CRYPT',
  '6': 'SHA512-CRYPT',
  '5': 'CRYPT',
  '1': 'MD5-CRYPT',
};
const TAKEN = new Set([...Object.values(SCHEME_OF), 'SSHA', 'SHA256-CRYPT']);
const PLAIN = new Set(['PLAIN', 'CLEAR', 'CLEARTEXT', 'PLAIN-TRUNC']);
const YESCRYPT_OR_SCRYPT = new Set(['y', 'gy', '7']);

/** Scheme names that the report may quote. Any other text in that place may be the beginning of a password. */
const QUOTABLE =
  /^(?:\{(?:S?SHA(?:1|224|256|384|512)?|S?MD5|PLAIN-MD[45]|LDAP-MD5|DIGEST-MD5|CRAM-MD5|HMAC-MD5|NT|NTLM|LM|LANMAN|SCRAM-SHA-\d+|PBKDF2(?:-SHA\d+)?|ARGON2I?|OTP|SKEY|RPA|SASL)\}|\$(?:apr1|P|H|S|2|2x|3|8|9|sha1|md5|argon2i|argon2d|scrypt|bcrypt)\$)/;

/** The characters of each form. */
const BASE64 = /[A-Za-z0-9+/=]/;
const HEX = /[0-9A-Fa-f]/;
const PHC = /[A-Za-z0-9+/=,$]/;
const CRYPT = /[A-Za-z0-9./=$]/;
const ASCII = /[ -~]/;
const NOT_INVISIBLE = /[^\p{C}\p{Z}\p{M}]| /u;

const LDIF_ATTRIBUTE = /^(?:userPassword(?:;[^:]*)?)?:(:?)[ \t]*/i;
const ENCODING = /\.(B64|BASE64|HEX)$/;

/**
 * Parses a password hash as another service wrote it: with a scheme in braces (any case), as plain crypt(3) or PHC
 * text, or as an LDIF attribute in base64. The hash itself determines the algorithm, whatever its scheme says. Plain
 * text is never accepted.
 *
 * @returns the form in which it is stored, or why it is not imported
 */
export function readHash(given: string): ReadHash {
  const text = withoutLdif(given);
  const [, named = '', rest = ''] = /^(?:\{([^}]*)\})?(.*)$/s.exec(text) ?? [];
  const encoded = named.toUpperCase();
  const scheme = encoded.replace(ENCODING, '');
  const encoding = ENCODING.exec(encoded)?.[1];
  const body = withoutEncoding(rest.trim(), { scheme, encoding });
  if (PLAIN.has(scheme)) return refuse('hash.plain');
  if (/^[!*]/.test(body)) return refuse('hash.locked');

  const [, id = ''] = /^\$([^$]*)\$/.exec(body) ?? [];
  const hash = scheme === 'SSHA' && id === '' ? padded(body) : asPhc(body);
  const stored = [`{${scheme}}${hash}`, `{${SCHEME_OF[id]}}${hash}`].find((form) => readStoredHash(form));
  if (stored) {
    return workOf(hash) > MOST_ARGON2ID_WORK ? refuse('hash.too_costly') : { ok: true, value: stored };
  }

  if (SCHEME_OF[id] && isCostly(id, hash)) return refuse('hash.too_costly');
  if (scheme === 'DES-CRYPT' || (scheme === 'CRYPT' && /^[./A-Za-z0-9]{13}$/.test(body))) {
    return refuse('hash.des');
  }
  if (YESCRYPT_OR_SCRYPT.has(id)) return refuse('hash.yescrypt');
  if (SCHEME_OF[id] || (id === '' && TAKEN.has(scheme))) {
    const alphabet = encoding === undefined ? alphabetOf({ scheme, id }) : encodingAlphabet(encoding);
    const offence = showOutside(text.trimEnd(), alphabet, charactersIn(text) - charactersIn(rest.trimStart()));
    const where = text === given ? '' : ' in the value of userPassword';
    return refuse('hash.malformed', offence === undefined ? showTooFew(body) : `${offence}${where}`);
  }
  if (scheme === '' && id === '') {
    // It may be a password, so no visible character of it is shown.
    return refuse('hash.none', offenceInLdif(given) ?? showOutside(given, NOT_INVISIBLE));
  }
  const [name] = QUOTABLE.exec(body) ?? QUOTABLE.exec(`{${scheme}}`) ?? [];
  const nameOfScheme = text.slice(0, id === '' ? named.length + 1 : text.indexOf(`$${id}$`) + id.length + 1);
  const offence = showOutside(nameOfScheme, ASCII);
  return name === undefined && offence !== undefined
    ? refuse('hash.malformed', `${offence} in the name of its scheme`)
    : refuse('hash.unknown_scheme', name);
}

const refuse = (fault: LineFault, detail?: string): ReadHash => ({
  ok: false,
  fault,
  ...(detail !== undefined && { detail }),
});

const charactersIn = (text: string): number => [...text].length;

function alphabetOf({ scheme, id }: { scheme: string; id: string }): RegExp {
  if (id === 'argon2id' || (id === '' && scheme === 'ARGON2ID')) return PHC;
  return id === '' && scheme === 'SSHA' ? BASE64 : CRYPT;
}

/** Describes the first character that makes `userPassword:: …` no base64. A blank is legal where the line is folded. */
function offenceInLdif(given: string): string | undefined {
  const [attribute] = /^userPassword(?:;[^:]*)?::/i.exec(given) ?? [];
  return attribute && showOutside(given, /[A-Za-z0-9+/=\s]/, attribute.length);
}

/** Decodes `userPassword:: e1NTSEF9…`, also folded, or its value alone. @see RFC 2849 */
function withoutLdif(given: string): string {
  const attribute = LDIF_ATTRIBUTE.exec(given);
  const value = attribute ? given.slice(attribute[0].length).replace(/\r?\n /g, '') : given;
  if (attribute && attribute[1] !== ':') return value;
  const decoded = /^[A-Za-z0-9+/]+={0,2}$/.test(value) ? Buffer.from(value, 'base64').toString('utf8').trim() : '';
  return attribute || /^(?:\{[A-Za-z0-9.-]+\}|\$[0-9a-z]+\$)/.test(decoded) ? decoded : value;
}

/**
 * A digest is in base64 already; a crypt(3) text is encoded as a whole.
 *
 * @returns '' for text with other characters, which the decoder would ignore
 */
function withoutEncoding(text: string, { scheme, encoding }: { scheme: string; encoding: string | undefined }): string {
  if (encoding === undefined) return text;
  if (showOutside(text, encodingAlphabet(encoding)) !== undefined) return '';
  const bytes = Buffer.from(text, encoding === 'HEX' ? 'hex' : 'base64');
  return scheme === 'SSHA' ? bytes.toString('base64') : bytes.toString('utf8');
}

const encodingAlphabet = (encoding: string): RegExp => (encoding === 'HEX' ? HEX : BASE64);

const padded = (base64: string): string => base64.padEnd(Math.ceil(base64.length / 4) * 4, '=');

/** PHC requires the order m, t, p and unpadded base64, and so does Dovecot; some programs write other forms. */
function asPhc(hash: string): string {
  if (!hash.startsWith('$argon2id$')) return hash;
  return hash
    .replace(/={1,2}(?=\$|$)/g, '')
    .replace(/^(\$argon2id\$v=\d+\$)([mtp]=\d+),([mtp]=\d+),([mtp]=\d+)\$/, (_, start, ...parts) => {
      const ordered = [...'mtp'].map((name) => parts.slice(0, 3).find((part: string) => part.startsWith(name)));
      return `${start}${ordered.join(',')}$`;
    });
}

function workOf(hash: string): number {
  const [, memory, rounds] = /m=(\d+),t=(\d+)/.exec(hash) ?? [];
  return Number(memory) * Number(rounds);
}

/** Whether the hash would be accepted with smaller parameters. Then its rounds, cost or memory exceed the limits. */
function isCostly(id: string, hash: string): boolean {
  const cheaper = hash
    .replace(/\$rounds=[1-9]\d{5,}\$/, '$rounds=1000$')
    .replace(/(\$2[aby]\$)(?:1[3-9]|[2-9]\d)\$/, '$110$')
    .replace(/\$m=[1-9]\d*,t=[1-9]\d*,p=[1-9]\d*\$/, '$m=19456,t=2,p=1$');
  return cheaper !== hash && readStoredHash(`{${SCHEME_OF[id]}}${cheaper}`) !== undefined;
}

/**
 * Reports parameters below the minimum of crypt(3), which verifies no such hash: glibc and OpenSSL would have raised
 * the figure before writing it, and libxcrypt refuses it.
 */
function showTooFew(hash: string): string | undefined {
  const [, rounds] = /^\$[56]\$rounds=0*(\d{1,3})\$/.exec(hash) ?? [];
  if (rounds !== undefined) return `it names ${rounds} rounds, and crypt(3) computes no fewer than 1000`;
  const [, cost] = /^\$2[aby]\$(0[0-3])\$/.exec(hash) ?? [];
  return cost === undefined ? undefined : `it names the cost ${cost}, and bcrypt has none below 04`;
}
