import { ok, type Result, refuse } from '@/lib/result';

export type ReadRefusal =
  | 'password.empty'
  | 'password.too_many_bytes'
  | 'password.control_character'
  | 'password.broken_character'
  | 'password.replacement_character';

/** Mail programs have different buffer sizes, so a longer password would work in only some of them. */
export const MAX_PASSWORD_BYTES = 512;

/** UTF-16 units as typed: more than any spelling of 512 bytes takes, and few enough to normalise without delay. */
export const MAX_TYPED_UNITS = 2_048;

const LONE_SURROGATE = /\p{Surrogate}/u;
// Stands for a character that a program could not decode: typed again, the password would be different.
const REPLACEMENT_CHARACTER = /\uFFFD/u;
// To Unicode, line separators and the byte order mark are not control characters, but mail programs drop them.
const REFUSED_CHARACTER = /[\p{Control}\u2028\u2029\uFEFF]/u;

/**
 * The one form in which a typed password is counted, judged, hashed and verified: Unicode NFC, otherwise unchanged
 * (not trimmed, truncated or case-folded). Runs in the browser too; the server calls it through `readPassword`.
 *
 * @returns the password in NFC, at most 512 bytes of UTF-8; or the first of: empty, too many bytes, a lone surrogate
 *   (`position`), U+FFFD (`position`), a control character (`codePoint` such as "U+0000", `position`). Positions count code
 *   points as typed, from 1
 * @see RFC 8265 §4.2 for NFC without case mapping; unlike it, spaces are kept as they are
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
