/** One mistake is tolerated for every four letters of a name, up to MOST_MISTAKES. */
const LETTERS_PER_MISTAKE = 4;
const MOST_MISTAKES = 3;

/**
 * Finds the known name that was most likely meant. Tolerated differences are case and separators; a few wrong, missing,
 * doubled or swapped letters; the order of the words; and one missing, extra or different word.
 *
 * @returns undefined if no name is similar enough
 */
export function findNearestName(given: string, known: Iterable<string>): string | undefined {
  const written = wordsOf(given);
  let nearest: { name: string; mistakes: number } | undefined;
  for (const name of known) {
    const mistakes = countMistakes(written, wordsOf(name));
    const most = Math.min(Math.floor(name.length / LETTERS_PER_MISTAKE), MOST_MISTAKES);
    if (mistakes <= most && mistakes < (nearest?.mistakes ?? Number.POSITIVE_INFINITY)) nearest = { name, mistakes };
  }
  return nearest?.name;
}

/** @returns ` Did you mean …?`, or nothing */
export function didYouMean(given: string, known: Iterable<string>): string {
  const nearest = findNearestName(given, known);
  return nearest === undefined ? '' : ` Did you mean ${nearest}?`;
}

/** The number of mistakes tolerated by the length of a name of several words. One word may be a name of other programs. */
const UNMISTAKABLE: readonly [letters: number, mistakes: number][] = [
  [14, 3],
  [8, 2],
  [0, 1],
];

/** Words that users take for one another. */
const SYNONYMS = [
  ['key', 'token', 'secret', 'password'],
  ['dir', 'directory', 'folder', 'path'],
];

/**
 * Whether one word of the known name is missing, extra or different and at least two are right, in a name that is not
 * likely to be another program's.
 */
export function hasOneWordWrong(given: string, name: string): boolean {
  const [written, meant] = [wordsOf(given), wordsOf(name)];
  // Other programs prefix a word to their variables: RUST_LOG_LEVEL, TEST_DATABASE_URL.
  const isOfOther = written.length >= meant.length && !meant.includes(written[0] ?? '');
  return !isOfOther && sharedBy(written, meant) >= 2 && wrongWords(written, meant) === 1;
}

/**
 * Whether a name consists of the known one's words, apart from their order, the separators, synonyms and a few wrong
 * letters. In a single word only two swapped letters and a doubled letter count: COST is not a misspelt HOST.
 */
export function isMistyped(given: string, name: string): boolean {
  const [written, meant] = [wordsOf(given), wordsOf(name)];
  const [a, b] = [written.join('_'), meant.join('_')];
  if (written.join('') === meant.join('') || isSameWords(written, meant) || isSynonym(written, meant)) return true;
  const mistakes = editDistance(a, b);
  const isSwap = mistakes === 1 && [...a].toSorted().join() === [...b].toSorted().join();
  const isDoubled = mistakes === 1 && a.length > b.length && withoutDoubles(a) === withoutDoubles(b);
  const letters = meant.join('').length;
  const [, most = 0] = UNMISTAKABLE.find(([least]) => letters >= least) ?? [];
  return isSwap || isDoubled || (meant.length > 1 && mistakes <= most);
}

/** Whether a name is the known one with one more word in the middle or at the end: DATABASE_READ_URL. */
export function isExtended(given: string, name: string): boolean {
  const [written, meant] = [wordsOf(given), wordsOf(name)];
  return (
    written.length === meant.length + 1 &&
    written.some((_, at) => at > 0 && written.toSpliced(at, 1).join() === meant.join())
  );
}

const isSynonym = (given: readonly string[], known: readonly string[]): boolean =>
  given.length === known.length &&
  given.every((word, at) => {
    const meant = known[at] ?? '';
    return word === meant || SYNONYMS.some((words) => words.includes(word) && words.includes(meant));
  });

const withoutDoubles = (text: string): string => text.replace(/(.)\1+/g, '$1');

/** PASSWORD_MIN_LENGTH, password-min-length and passwordMinLength consist of the same words; a domain is one word. */
const wordsOf = (name: string): string[] =>
  name
    .replace(/([a-z0-9])([A-Z])/g, '$1_$2')
    .toLowerCase()
    .split(/[^a-z0-9.]+/)
    .filter(Boolean);

function countMistakes(given: readonly string[], known: readonly string[]): number {
  const mistakes = editDistance(given.join('_'), known.join('_'));
  if (isSameWords(given, known) || isOneWordOff(given, known)) return Math.min(mistakes, 1);
  return mistakes;
}

const isSameWords = (given: readonly string[], known: readonly string[]): boolean =>
  given.length > 1 && given.toSorted().join() === known.toSorted().join();

/** One word is missing or extra; or one word differs and two are right. */
function isOneWordOff(given: readonly string[], known: readonly string[]): boolean {
  const least = given.length === known.length ? 2 : 1;
  return wrongWords(given, known) === 1 && sharedBy(given, known) >= least;
}

const sharedBy = (given: readonly string[], known: readonly string[]): number =>
  known.filter((word) => given.includes(word)).length;

const wrongWords = (given: readonly string[], known: readonly string[]): number =>
  Math.max(given.length, known.length) - sharedBy(given, known);

/** Insertions, deletions, substitutions and transpositions of neighbours (optimal string alignment distance). */
function editDistance(a: string, b: string): number {
  if (Math.abs(a.length - b.length) > MOST_MISTAKES) return Number.POSITIVE_INFINITY;
  let [beforeLast, last] = [[] as number[], Array.from({ length: b.length + 1 }, (_, at) => at)];
  for (let i = 1; i <= a.length; i += 1) {
    const row = [i];
    for (let j = 1; j <= b.length; j += 1) {
      const substituted = (last[j - 1] ?? 0) + (a[i - 1] === b[j - 1] ? 0 : 1);
      row[j] = Math.min((last[j] ?? 0) + 1, (row[j - 1] ?? 0) + 1, substituted);
      const isSwap = i > 1 && j > 1 && a[i - 1] === b[j - 2] && a[i - 2] === b[j - 1];
      if (isSwap) row[j] = Math.min(row[j] ?? 0, (beforeLast[j - 2] ?? 0) + 1);
    }
    [beforeLast, last] = [last, row];
  }
  return last[b.length] ?? 0;
}
