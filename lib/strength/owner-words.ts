/** What is known about a person and their mailbox, and therefore is no secret. */
export type AboutOwner = {
  /** Student or staff number. */
  readonly number: string;
  /** In every script that is known, such as 林夏 and "Lin Xia". */
  readonly names: readonly string[];
  /** The mailbox, `local@domain`. */
  readonly address: string;
  /** Names of the campus and its places in every spelling that is typed: Chinese, English, pinyin, zhuyin keystrokes. */
  readonly campusWords: readonly string[];
};

/** A date (19990101) or two years; more digits than that are a secret of their own. */
const MAX_LOOSE_DIGITS = 8;

/**
 * The person's own words for the strength meter, where using them counts as guessable.
 *
 * @returns lower case, without repetition: whole and in parts, forwards and reversed, the campus words last
 */
export function ownerWords(about: AboutOwner): string[] {
  // Keystrokes of a zhuyin keyboard hold punctuation that folding would drop, so campus words count as written too.
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

/** One letter, or a few digits, say nothing about anybody: they would make half of all passwords somebody's own data. */
function telling(words: string[]): string[] {
  return words.filter((word) => (/^\d+$/.test(word) ? word.length >= 4 : [...word].length >= 2));
}

const bothWays = (words: string[]): string[] => [...new Set(words.flatMap((word) => [word, reversed(word)]))];

const reversed = (word: string): string => [...word].reverse().join('');

/** For comparing only: one case, one width, no separators. The password itself is never changed like this. */
const fold = (text: string): string =>
  text
    .normalize('NFKC')
    .toLowerCase()
    .replace(/[^\p{L}\p{N}]/gu, '');

/** Walks through the text by words and loose digits, remembering for each place the fewest digits that led there. */
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
