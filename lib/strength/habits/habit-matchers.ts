/**
 * How people in Taiwan choose passwords, which zxcvbn does not know. These are zxcvbn matchers, so that the habits found
 * here and its own matches are weighed together.
 *
 * - `spellings.ts` how a syllable is typed: pinyin, passport romanisation, the keys of two zhuyin keyboards
 * - `words.json` 20,000 words and 350 phrases as they sound, made by `tools/habits/make-words.ts`
 * - `names.ts`, `numbers.ts`, `local-words.ts` surnames and given names, dates in both calendars, campus numbers, places
 * - `tokens.ts` the known tokens at one position; `habit-runs.ts` the cheapest way to join them
 * - `keyboard-blocks.ts` keyboard walks in blocks
 *
 * @see docs/decisions/012-habits-of-choosing.md for the sources and their licences
 */
import {
  type MatchEstimated,
  type MatchExtended,
  type Matcher,
  MatcherBaseClass,
  type MatchOptions,
} from '@zxcvbn-ts/core';
import { findHabitRuns, type HabitRun, ownWords } from './habit-runs';
import { findKeyboardBlocks } from './keyboard-blocks';
import { CHARACTERS } from './sounds';
import { toneMark, zhuyinOf } from './spellings';
import type { OwnWords, Token } from './tokens';

export const HABIT_WARNINGS = [
  'zhuyinWords',
  'pinyinWords',
  'initialsOfWords',
  'localNames',
  'knownNumbers',
  'localWords',
  'keyboardBlocks',
] as const;
export type HabitWarning = (typeof HABIT_WARNINGS)[number];

/** The position and the reading of a habit in a password, in UTF-16 units. Shown only on the person's own page. */
export type HabitFinding = {
  readonly warning: HabitWarning;
  readonly from: number;
  readonly to: number;
  /** 我的密碼, or ㄨㄛˇ ㄉㄜ˙, or "wo de"; undefined for a token that is read as it is written. */
  readonly reading?: string;
};

const RUNS = 'habitRuns';
const BLOCKS = 'keyboardBlocks';
/** Reversed words double an attacker's work. */
const REVERSED = Math.log10(2);
const NOBODY = ownWords([]);

class HabitRuns extends MatcherBaseClass {
  match({ password, userInputsOptions }: MatchOptions): MatchExtended[] {
    const words = Object.entries(userInputsOptions?.rankedDictionary ?? {}).sort(([, a], [, b]) => a - b);
    const own: OwnWords = words.length > 0 ? ownWords(words.map(([word]) => word)) : NOBODY;
    const end = password.length;
    const backwards = findHabitRuns([...password].reverse().join(''), own, true).map((run) => ({
      ...run,
      from: end - run.to,
      to: end - run.from,
      cost: run.cost + REVERSED,
      isReversed: true,
    }));
    return [...findHabitRuns(password, own), ...backwards].map((run) => asMatch(RUNS, password, run));
  }
}

class KeyboardBlocks extends MatcherBaseClass {
  match({ password }: MatchOptions): MatchExtended[] {
    return findKeyboardBlocks(password).map((block) => asMatch(BLOCKS, password, block));
  }
}

function asMatch(pattern: string, password: string, found: { from: number; to: number; cost: number }): MatchExtended {
  const { from, to } = found;
  const guesses = Math.max(10 ** found.cost, to - from < password.length ? LEAST_OF_A_PART : 1);
  // With the guesses given, zxcvbn does not estimate a match again for every sequence that may contain it.
  const estimate = { guesses, guessesLog10: Math.log10(guesses) };
  return {
    ...found,
    ...estimate,
    pattern,
    i: from,
    j: to - 1,
    token: password.slice(from, to),
  } as unknown as MatchExtended;
}

/** As in zxcvbn, for its own matches that are a part of the password. */
const LEAST_OF_A_PART = 50;

const scoring = (match: MatchExtended | MatchEstimated): number => (match as MatchEstimated).guesses;

const feedback = (_options: unknown, match: MatchEstimated) => ({
  warning: habitFindingOf(match)?.warning ?? null,
  suggestions: ['unrelatedWords'],
});

export const habitMatchers: Record<string, Matcher> = {
  [RUNS]: { Matching: HabitRuns, scoring, feedback },
  [BLOCKS]: { Matching: KeyboardBlocks, scoring, feedback },
};

/** The habit behind a match; undefined for a match of another kind. */
export function habitFindingOf(match: MatchExtended): HabitFinding | undefined {
  const pattern: string = match.pattern;
  if (pattern === BLOCKS) return { warning: 'keyboardBlocks', from: match.i, to: match.j + 1 };
  if (pattern !== RUNS) return undefined;

  const run = match as unknown as HabitRun & { isReversed?: boolean };
  const warning = WARNINGS[longestKind(run.tokens)];
  if (run.isReversed) return { warning, from: run.from, to: run.to };
  // In a run of several kinds, the consecutive words of the longest kind are shown with their reading.
  const kind = longestKind(run.tokens);
  const first = run.tokens.findIndex((token) => token.kind === kind);
  const shown: Token[] = [];
  for (const token of run.tokens.slice(first)) {
    if (token.kind !== kind && token.kind !== 'separator') break;
    if (token.kind === kind) shown.push(token);
  }
  const reading = shown.map(readingOf).join(' ');
  return {
    warning,
    from: shown[0]?.from ?? run.from,
    to: shown.at(-1)?.to ?? run.to,
    ...(reading.trim() && { reading }),
  };
}

const WARNINGS: Record<Token['kind'], HabitWarning> = {
  zhuyin: 'zhuyinWords',
  pinyin: 'pinyinWords',
  initials: 'initialsOfWords',
  name: 'localNames',
  campus_word: 'localWords',
  word: 'localWords',
  separator: 'localWords',
  date: 'knownNumbers',
  year: 'knownNumbers',
  id_number: 'knownNumbers',
  phone: 'knownNumbers',
  lucky_number: 'knownNumbers',
};

function longestKind(tokens: readonly Token[]): Token['kind'] {
  const lengths = new Map<Token['kind'], number>();
  for (const { kind, from, to } of tokens) lengths.set(kind, (lengths.get(kind) ?? 0) + to - from);
  lengths.delete('separator');
  return [...lengths].sort(([, a], [, b]) => b - a)[0]?.[0] ?? 'separator';
}

function readingOf({ kind, syllables = [], tones = [] }: Token): string {
  const characters = CHARACTERS.get(syllables.join(' '));
  if (characters) return characters;
  if (kind !== 'zhuyin') return syllables.join(' ');
  return syllables.map((syllable, at) => zhuyinOf(syllable) + toneMark(tones[at])).join(' ');
}
