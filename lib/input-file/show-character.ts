const LONGEST_SHOWN = 60;
/**
 * Control and format characters, separators and combining marks: a terminal shows nothing, a space, or another letter.
 */
const INVISIBLE = /[\p{C}\p{Z}\p{M}]/u;
const NOT_PRINTABLE_ASCII = /[^ -~]/gu;

/** Shows a character's code point, with the character itself if it is visible: `U+200B`, `"-" (U+002D)`. */
export function showCharacter(character: string): string {
  return INVISIBLE.test(character) ? codeOf(character) : `"${character}" (${codeOf(character)})`;
}

/** Quotes a text that should be ASCII, cut to 60 characters. Other characters are shown as `<U+200B>`. */
export function showText(text: string): string {
  const characters = [...text];
  const cut = characters.length > LONGEST_SHOWN ? `${characters.slice(0, LONGEST_SHOWN).join('')}…` : text;
  return `"${cut.replace(NOT_PRINTABLE_ASCII, (character) => (character === '…' ? character : `<${codeOf(character)}>`))}"`;
}

/**
 * Describes the fault of a text: it is empty, its first character that is not allowed, or otherwise the text itself.
 *
 * @param allowed matches a single character
 */
export function showOffence(text: string, allowed: RegExp): string {
  if (text === '') return 'it is empty';
  return showOutside(text, allowed) ?? `it is ${showText(text)}`;
}

/**
 * Describes the first character that is not allowed. It shows no more of the text, which may be a secret.
 *
 * @param allowed matches a single character
 * @param from the number of characters at the beginning that are not checked
 * @returns undefined if there is none. Positions count characters of the whole text, from 1
 */
export function showOutside(text: string, allowed: RegExp, from = 0): string | undefined {
  const characters = [...text];
  const at = characters.findIndex((character, place) => place >= from && !allowed.test(character));
  return at === -1 ? undefined : `character ${at + 1} is ${showCharacter(characters[at] ?? '')}`;
}

const codeOf = (character: string): string =>
  `U+${(character.codePointAt(0) ?? 0).toString(16).toUpperCase().padStart(4, '0')}`;
