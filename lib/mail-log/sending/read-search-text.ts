/** The longest mail address. @see RFC 5321 §4.5.3.1 */
const MOST_CHARACTERS = 320;

/**
 * Reads a part of a mail address that is searched for. Full-width letters, as input methods write them, count as the usual ones.
 *
 * @returns null for an empty text; undefined for one that no address can contain
 */
export function readSearchText(asked: unknown): string | null | undefined {
  if (asked === undefined) return null;
  if (typeof asked !== 'string') return undefined;
  const text = asked.normalize('NFKC').trim();
  if (text === '') return null;
  return text.length > MOST_CHARACTERS || /[\p{Cc}\p{Cs}]/u.test(text) ? undefined : text;
}
