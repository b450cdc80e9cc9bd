/** Longer names may differ by more letters and still be meant. */
const LETTERS_PER_MISTAKE = 4;
const MOST_MISTAKES = 3;

/**
 * The known name that was most likely meant: by another case or separator, by a few wrong, missing, doubled or swapped
 * letters, by its words in another order, or by its beginning alone.
 *
 * @returns undefined when none is near
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

/** PASSWORD_MIN_LENGTH, password-min-length and passwordMinLength are the same words. */
const wordsOf = (name: string): string[] =>
  name
    .replace(/([a-z0-9])([A-Z])/g, '$1_$2')
    .toLowerCase()
    .split(/[^a-z0-9]+/)
    .filter(Boolean);

function countMistakes(given: readonly string[], known: readonly string[]): number {
  const isSameWords = given.length > 1 && given.toSorted().join() === known.toSorted().join();
  const isBeginning = given.length > 1 && given.length < known.length && given.every((word, at) => word === known[at]);
  if (isSameWords || isBeginning) return 1;
  return editDistance(given.join('_'), known.join('_'));
}

/** Insertions, deletions, substitutions, and swaps of neighbours (optimal string alignment). */
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
