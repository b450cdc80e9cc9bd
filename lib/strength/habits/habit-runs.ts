import { addSounds, SOUNDS, type Sounds } from './sounds';
import { byStart, type OwnWords, type Token, tokensAt } from './tokens';

/** A part of a password that consists of habits from end to end. Positions count from 0; `to` is exclusive. */
export type HabitRun = {
  readonly from: number;
  readonly to: number;
  /** The number of guesses, as a power of ten. */
  readonly cost: number;
  readonly tokens: readonly Token[];
};

/** An attacker does not know where one token ends and the next begins: each joint doubles the work. */
const JOINT = Math.log10(2);
const ORDINARY_SEPARATOR = Math.log10(1.2);
const OTHER_SIGN = Math.log10(8);
/** A run that is hardly cheaper than random characters (10 guesses each, as zxcvbn counts them) is ignored. */
const LEAST_GAIN = Math.log10(4);
const LONGEST = 64;
/** Ends of runs that are kept for each start: the best, and the longest. */
const MOST_ENDS = 6;

/**
 * Finds the runs in a password that an attacker who knows how people in Taiwan choose would find in lists: words as they
 * sound, numbers, names, one after another. Of several readings the cheapest counts.
 *
 * The work is bounded: only 64 characters are read, each position once, and dynamic programming finds the cheapest way
 * through the readings, so the work grows with the square of the length at most.
 *
 * @param password   in the form that `normalisePassword` gives
 * @param wordsAlone see `tokensAt`
 */
export function findHabitRuns(password: string, own: OwnWords, wordsAlone = false): HabitRun[] {
  const text = password.slice(0, LONGEST).toLowerCase();
  // Some letters become longer in lower case, which would shift the positions.
  if (text.length !== Math.min(password.length, LONGEST)) return [];

  const tokens = Array.from(text, (_, place) => tokensAt(text, place, own, wordsAlone));
  // A run inside another that gains nothing at the same end would only add work for the rest of the meter.
  const gainTo: number[] = [];
  const runs: HabitRun[] = [];
  for (let from = 0; from < text.length; from += 1) {
    if (tokens[from]?.length === 0) continue;
    const steps = stepsFrom(text, from, tokens);
    const ends = endsOf(steps, from).filter((end) => gain(end) > Math.max(LEAST_GAIN, gainTo[end.to] ?? 0));
    for (const end of ends) gainTo[end.to] = gain(end);
    for (const { to, cost } of bestOf(ends)) {
      runs.push({ from, to, cost: cost + caseCost(password.slice(from, to)), tokens: wayTo(steps, to) });
    }
  }
  return runs;
}

type Step = { cost: number; token: Token | undefined };

/** For each position reachable from a start, the cheapest way to it. */
function stepsFrom(text: string, from: number, tokens: readonly Token[][]): Step[] {
  const best: Step[] = [];
  best[from] = { cost: 0, token: undefined };
  const reach = (token: Token, cost: number): void => {
    if (cost < (best[token.to]?.cost ?? Number.POSITIVE_INFINITY)) best[token.to] = { cost, token };
  };
  for (let place = from; place < text.length; place += 1) {
    const here = best[place];
    if (!here) continue;
    for (const token of tokens[place] ?? []) reach(token, here.cost + token.cost + (place === from ? 0 : JOINT));
    const sign = place === from ? undefined : separatorAt(text, place);
    if (sign) reach(sign, here.cost + sign.cost);
  }

  return best;
}

type End = { readonly from: number; readonly to: number; readonly cost: number };

/** A separator at the end joins nothing, so it is no end of a run. */
function endsOf(steps: readonly Step[], from: number): End[] {
  const ends: End[] = [];
  steps.forEach(({ cost, token }, to) => {
    if (token && token.kind !== 'separator') ends.push({ from, to, cost });
  });
  return ends;
}

function wayTo(best: readonly Step[], to: number): Token[] {
  const way: Token[] = [];
  for (let token = best[to]?.token; token; token = best[token.from]?.token) way.unshift(token);
  return way;
}

function separatorAt(text: string, place: number): Token | undefined {
  const sign = text.charAt(place);
  if (/[\p{L}\p{N}]/u.test(sign)) return undefined;
  const cost = /[ '_.-]/.test(sign) ? ORDINARY_SEPARATOR : OTHER_SIGN;
  return { from: place, to: place + 1, kind: 'separator', cost };
}

const gain = ({ from, to, cost }: End): number => to - from - cost;

function bestOf(runs: readonly End[]): End[] {
  const byGain = [...runs].sort((a, b) => gain(b) - gain(a)).slice(0, MOST_ENDS);
  const longest = runs.at(-1);
  return longest && !byGain.includes(longest) ? [...byGain, longest] : byGain;
}

/**
 * Capitals as zxcvbn counts them: at the beginning, at the end or everywhere they double the guesses, elsewhere their
 * combinations count.
 */
function caseCost(token: string): number {
  const upper = token.replace(/[^A-Z]/g, '').length;
  if (upper === 0) return 0;
  const lower = token.replace(/[^a-z]/g, '').length;
  if (lower === 0 || /^[A-Z][^A-Z]*$/.test(token) || /^[^A-Z]*[A-Z]$/.test(token)) return Math.log10(2);
  let ways = 0;
  for (let chosen = 1, choices = 1; chosen <= Math.min(upper, lower); chosen += 1) {
    choices *= (upper + lower - chosen + 1) / chosen;
    ways += choices;
  }
  return Math.log10(ways);
}

/** @param words see `ownerWords`: those in pinyin are also found as keys of a zhuyin keyboard */
export function ownWords(words: readonly string[]): OwnWords {
  const root: Sounds = { next: new Map(), words: [] };
  words.forEach((word, at) => {
    for (const syllables of readAsPinyin(word)) {
      addSounds(root, syllables).words.push({ tones: '', rank: 10 + at });
    }
  });
  return { written: byStart(words.filter(({ length }) => length >= 3)), sounds: root };
}

const MOST_READINGS = 4;
const LONGEST_OWN_WORD = 30;

/** "xian" is one syllable or two; a word that is not pinyin has no reading. */
function readAsPinyin(word: string): string[][] {
  if (word.length > LONGEST_OWN_WORD || !/^[a-z]+$/.test(word)) return [];
  const readings: string[][][] = [[[]]];
  for (let place = 0; place < word.length; place += 1) {
    const here = readings[place];
    if (!here) continue;
    for (let length = 1; length <= 6 && place + length <= word.length; length += 1) {
      const syllable = word.slice(place, place + length);
      if (!SOUNDS.next.has(syllable)) continue;
      const there = readings[place + length] ?? [];
      there.push(...here.map((before) => [...before, syllable]));
      readings[place + length] = there.slice(0, MOST_READINGS);
    }
  }
  return (readings[word.length] ?? []).filter(({ length }) => length >= 2);
}
