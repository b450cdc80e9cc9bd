import { ok, type Result, refuse } from '@/lib/result';

export type ReadRefusal =
  | 'password.empty'
  | 'password.too_many_bytes'
  | 'password.control_character'
  | 'password.broken_character'
  | 'password.replacement_character';

/** Beyond this the buffers of the mail programs begin to differ, so a longer password would work in some of them only. */
export const MAX_PASSWORD_BYTES = 512;

/** UTF-16 units as typed. Far more than any spelling of 512 bytes takes, and few enough to normalise at once. */
export const MAX_TYPED_UNITS = 2_048;

const LONE_SURROGATE = /\p{Surrogate}/u;
// Stands where a program could not read what was there: whoever types the password again types something else.
const REPLACEMENT_CHARACTER = /\uFFFD/u;
// Line breaks and the byte order mark are no controls to Unicode, but programs on the way to the mailbox eat them.
const REFUSED_CHARACTER = /[\p{Control}\u2028\u2029\uFEFF]/u;

/**
 * The one form in which a typed password is counted, judged, hashed and verified: Unicode NFC, otherwise untouched
 * (nothing is trimmed, cut or case-folded). Runs in the browser too; the server calls it through `readPassword`.
 *
 * @returns the password in NFC, at most 512 bytes of UTF-8; or the first of: empty, too many bytes, a broken character
 *   (`position`), U+FFFD (`position`), a control character (`codePoint` such as "U+0000", `position`). Positions count code points as
 *   typed, from 1
 * @see RFC 8265 §4.2 for NFC without case mapping; unlike it we keep spaces as they are
 */
export function normalisePassword(typed: string): Result<string, ReadRefusal> {
  if (typed === '') return refuse('password.empty');
  if (typed.length > MAX_TYPED_UNITS) return refuse('password.too_many_bytes');

  const password = typed.normalize('NFC');
  if (bytesIn(password) > MAX_PASSWORD_BYTES) return refuse('password.too_many_bytes');

  const broken = LONE_SURROGATE.exec(typed);
  if (broken) return refuse('password.broken_character', { position: positionOf(broken) });

  const lost = REPLACEMENT_CHARACTER.exec(typed);
  if (lost) return refuse('password.replacement_character', { position: positionOf(lost) });

  const refused = REFUSED_CHARACTER.exec(typed);
  if (refused) {
    return refuse('password.control_character', { codePoint: nameOf(refused[0]), position: positionOf(refused) });
  }
  return ok(password);
}

const bytesIn = (text: string): number => new TextEncoder().encode(text).length;

const positionOf = (match: RegExpExecArray): number => [...match.input.slice(0, match.index)].length + 1;

const nameOf = (character: string): string =>
  `U+${(character.codePointAt(0) ?? 0).toString(16).toUpperCase().padStart(4, '0')}`;
