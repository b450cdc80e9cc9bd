import { type MatchExtended, type TranslationKeys, ZxcvbnFactory } from '@zxcvbn-ts/core';
import {
  HABIT_WARNINGS,
  type HabitFinding,
  type HabitWarning,
  habitFindingOf,
  habitMatchers,
} from '@/lib/strength/habits/habit-matchers';
import type { StrengthDictionaries } from '@/lib/strength/strength-dictionaries';

/** The name of each score, from 0 to 4: 很弱, 弱, 普通, 好, 極強. */
export const STRENGTH_WORDS = ['very_weak', 'weak', 'fair', 'good', 'strong'] as const;
export type Score = 0 | 1 | 2 | 3 | 4;

/** 好 (GOOD). */
export const MINIMUM_SCORE: Score = 3;

const LIBRARY_WARNINGS = [
  'straightRow',
  'keyPattern',
  'simpleRepeat',
  'extendedRepeat',
  'sequences',
  'recentYears',
  'dates',
  'topTen',
  'topHundred',
  'common',
  'similarToCommon',
  'wordByItself',
  'namesByThemselves',
  'commonNames',
  'userInputs',
  'pwned',
] as const satisfies readonly (keyof TranslationKeys['warnings'])[];

/** The warnings of the library, then the portal's own. */
export const STRENGTH_WARNINGS: readonly (HabitWarning | (typeof LIBRARY_WARNINGS)[number])[] = [
  ...LIBRARY_WARNINGS,
  ...HABIT_WARNINGS,
];
export type StrengthWarning = (typeof STRENGTH_WARNINGS)[number];

const LIBRARY_SUGGESTIONS = [
  'l33t',
  'reverseWords',
  'allUppercase',
  'capitalization',
  'dates',
  'recentYears',
  'associatedYears',
  'sequences',
  'repeated',
  'longerKeyboardPattern',
  'anotherWord',
  'useWords',
  'noNeed',
  'pwned',
] as const satisfies readonly (keyof TranslationKeys['suggestions'])[];

export const STRENGTH_SUGGESTIONS = [...LIBRARY_SUGGESTIONS, 'unrelatedWords'] as const;
export type StrengthSuggestion = (typeof STRENGTH_SUGGESTIONS)[number];

/** Warning and suggestions are keys of zxcvbn; their sentences are `strength.warnings` and `strength.suggestions`. */
export type Strength = {
  readonly score: Score;
  /** `common` when the whole password is in a list of common passwords. */
  readonly warning: StrengthWarning | null;
  readonly suggestions: readonly StrengthSuggestion[];
  /**
   * How an attacker who knows the local habits reads a weak password. It contains part of the password: only its owner
   * may see it.
   */
  readonly finding?: HabitFinding;
};

export type StrengthMeter = {
  /**
   * @param password in the form that `normalisePassword` gives
   * @param words    words that count as guessable for this person only, see `ownerWords`; not kept after the call
   */
  measure(password: string, words: readonly string[]): Strength;
};

/**
 * The cost of a measurement grows faster than the password: seconds for 256 hostile characters with the defaults of
 * zxcvbn, tens of milliseconds with these limits. The characters beyond the limit could only make a password stronger, and
 * five words of the longest kind fit within it.
 */
const COST_LIMITS = { maxLength: 48, l33tMaxSubstitutions: 10 };

/** The same meter for the browser's worker and the server's thread; the server's result is decisive. */
export function createStrengthMeter({ dictionary, graphs }: StrengthDictionaries): StrengthMeter {
  const zxcvbn = new ZxcvbnFactory({ dictionary, graphs, ...COST_LIMITS }, habitMatchers);
  const commonPasswords = new Set(passwordLists(dictionary).flat());
  const isCommon = (password: string): boolean =>
    commonPasswords.has(password.toLowerCase()) || commonPasswords.has(withoutShift(password));

  return {
    measure(password, words) {
      if (isCommon(password)) return { score: 0, warning: 'common', suggestions: ['anotherWord'] };

      const { score, feedback, sequence } = zxcvbn.check(password, [...words]);
      const finding = score < MINIMUM_SCORE ? longestFinding(sequence) : undefined;
      return {
        ...(finding && { finding }),
        score,
        warning: STRENGTH_WARNINGS.find((known) => known === feedback.warning) ?? null,
        suggestions: feedback.suggestions.filter(isSuggestion),
      };
    },
  };
}

function longestFinding(sequence: readonly MatchExtended[]): HabitFinding | undefined {
  const findings = sequence.map(habitFindingOf).filter((finding) => finding !== undefined);
  return findings.sort((a, b) => b.to - b.from - (a.to - a.from))[0];
}

const isSuggestion = (key: string): key is StrengthSuggestion => STRENGTH_SUGGESTIONS.some((known) => known === key);

function passwordLists(dictionary: StrengthDictionaries['dictionary']): (string | number)[][] {
  return Object.entries(dictionary)
    .filter(([name]) => name.startsWith('passwords'))
    .map(([, list]) => list);
}

const SHIFTED = '~!@#$%^&*()_+{}|:"<>?';
const PLAIN = "`1234567890-=[]\\;',./";

/** `!QAZ@WSX` is the same walk over the keys as `1qaz2wsx`, on the keyboards sold in Taiwan. */
function withoutShift(password: string): string {
  return password.toLowerCase().replace(/[~!@#$%^&*()_+{}|:"<>?]/g, (key) => PLAIN.charAt(SHIFTED.indexOf(key)));
}
