/** Public facts about a person and their mailbox. */
export type AboutOwner = {
  /** Student or staff number. */
  readonly number: string;
  /** In every known script, such as 林夏 and "Lin Xia". */
  readonly names: readonly string[];
  /** The mailbox, `local@domain`. */
  readonly address: string;
  /** Names of the campus and its places in every usual spelling: Chinese, English, pinyin, zhuyin keystrokes. */
  readonly campusWords: readonly string[];
};

/** A date (19990101) or two years. More digits count as secret. */
const MAX_LOOSE_DIGITS = 8;

/**
 * The person's own words for the strength meter, which counts them as guessable.
 *
 * @returns lower case, without repetition: whole and in parts, forwards and reversed, the campus words last
 */
export function ownerWords(about: AboutOwner): string[] {
  // Zhuyin keystrokes contain punctuation that folding would drop, so campus words also count as written.
  const asWritten = about.campusWords.map((word) => word.toLowerCase());
  return bothWays([...personalWords(about), ...placeWords(about), ...asWritten]);
}

/** Whether the whole password is made of the person's number, names and address, in any order, plus at most 8 digits. */
export function isOwnData(password: string, about: AboutOwner): boolean {
  const text = fold(password);
  const places = bothWays(placeWords(about));
  return isMadeOf(text, [...places, ...bothWays(personalWords(about))]) && !isMadeOf(text, places);
}

/** Whether the whole password is made of names of the campus and its mail domain, plus at most 8 digits. */
export function isCampusWord(password: string, about: AboutOwner): boolean {
  return isMadeOf(fold(password), bothWays(placeWords(about)));
}

function personalWords({ number, names, address }: AboutOwner): string[] {
  return telling([number, localPart(address), ...names].flatMap(wholeAndParts));
}

function placeWords({ address, campusWords }: AboutOwner): string[] {
  return telling([domain(address), ...campusWords].flatMap(wholeAndParts));
}

const localPart = (address: string): string => address.slice(0, address.lastIndexOf('@'));
const domain = (address: string): string => address.slice(address.lastIndexOf('@') + 1);

/** "Lin Xia" is linxia, lin, xia; A123456 is also 123456; 林小夏 is also the given name 小夏. */
function wholeAndParts(words: string): string[] {
  const parts = words.split(/[^\p{L}\p{N}]+/u);
  const runs = words.match(/\p{L}+|\p{N}+/gu) ?? [];
  const givenName = /^\p{Script=Han}{3}$/u.test(words) ? [...words].slice(1).join('') : '';
  return [words, ...parts, ...runs, givenName].map(fold);
}

/** A single letter or a few digits identify no person: they would make half of all passwords own data. */
function telling(words: string[]): string[] {
  return words.filter((word) => (/^\d+$/.test(word) ? word.length >= 4 : [...word].length >= 2));
}

const bothWays = (words: string[]): string[] => [...new Set(words.flatMap((word) => [word, reversed(word)]))];

const reversed = (word: string): string => [...word].reverse().join('');

/** For comparison only: one case, one width, no separators. The password itself is never changed. */
const fold = (text: string): string =>
  text
    .normalize('NFKC')
    .toLowerCase()
    .replace(/[^\p{L}\p{N}]/gu, '');

/** Splits the text into words and loose digits. For each position it keeps the fewest digits that lead to it. */
function isMadeOf(text: string, words: readonly string[]): boolean {
  const fewestDigits = Array<number>(text.length + 1).fill(Number.POSITIVE_INFINITY);
  const digitsAt = (place: number): number => fewestDigits[place] ?? Number.POSITIVE_INFINITY;
  const reach = (place: number, digits: number): void => {
    fewestDigits[place] = Math.min(digitsAt(place), digits);
  };

  reach(0, 0);
  for (let place = 0; place < text.length; place += 1) {
    const digits = digitsAt(place);
    if (digits > MAX_LOOSE_DIGITS) continue;
    for (const word of words) if (text.startsWith(word, place)) reach(place + word.length, digits);
    if (/^\d/.test(text.charAt(place))) reach(place + 1, digits + 1);
  }

  const looseDigits = digitsAt(text.length);
  const hasWords = looseDigits < text.length;
  return hasWords && looseDigits <= MAX_LOOSE_DIGITS;
}
