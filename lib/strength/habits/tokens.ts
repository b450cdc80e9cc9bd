import { LOCAL_WORDS } from './local-words';
import { type NumberKind, numbersAt } from './numbers';
import {
  GIVEN_RANKS,
  INITIALS,
  NAME_SPELLINGS,
  SOUNDS,
  type Sounds,
  SPELLINGS,
  type Spelling,
  SURNAME_RANKS,
} from './sounds';

export type TokenKind = 'zhuyin' | 'pinyin' | 'initials' | 'name' | 'campus_word' | 'word' | 'separator' | NumberKind;

/** A part of a password that an attacker who knows the habits has in a list. */
export type Token = {
  readonly from: number;
  readonly to: number;
  readonly kind: TokenKind;
  /** The number of guesses, as a power of ten. */
  readonly cost: number;
  /** Of a word: its syllables, and the tone of each if it was typed. */
  readonly syllables?: readonly string[];
  readonly tones?: readonly (number | undefined)[];
};

/** Words of the person and the campus, most telling first, as they are typed and as they sound. */
export type OwnWords = { readonly written: WordsByStart; readonly sounds: Sounds };

type RankedWord = { readonly word: string; readonly at: number };
/** Words with their rank in the list, by first character, so that few have to be compared at a position. */
export type WordsByStart = ReadonlyMap<string, readonly RankedWord[]>;

export function byStart(words: readonly string[]): WordsByStart {
  const found = new Map<string, RankedWord[]>();
  words.forEach((word, at) => {
    const start = word.charAt(0);
    found.set(start, [...(found.get(start) ?? []), { word, at }]);
  });
  return found;
}

const LOCAL = byStart(LOCAL_WORDS);

function startingLike(text: string, from: number, words: WordsByStart): RankedWord[] {
  return (words.get(text.charAt(from)) ?? []).filter(({ word }) => text.startsWith(word, from));
}

/** There are about 400 syllables, and 1,300 with their tones: the highest cost of a syllable that belongs to no word. */
const SYLLABLES = Math.log10(400);
const TONED_SYLLABLES = Math.log10(1_300);
/** So many single syllables are words that by rank alone half of all letters would cost nothing. */
const LEAST_OF_ONE = Math.log10(30);
const LEAST = Math.log10(10);
const STYLE = Math.log10(2);
/** A wrong tone: four alternatives, and the rarity of such an error. */
const WRONG_TONE = Math.log10(8);
const MOST_SYLLABLES_OF_A_WORD = 10;
/** The surname comes first or last, and the syllables are joined or not; a given name alone may be any two. */
const NAME = Math.log10(10);
const GIVEN_NAME_ALONE = Math.log10(40);
const SHORTEST_NAME = 4;
/** Between syllables, as in "wo de mi-ma". */
const SEPARATOR = /[ '_.-]/;
const SEPARATOR_COST = Math.log10(1.2);

/**
 * Finds the known tokens that begin at a position of the text.
 *
 * @param text       in lower case
 * @param wordsAlone for a reversed text: people do not reverse zhuyin keystrokes or dates
 */
export function tokensAt(text: string, from: number, own: OwnWords, wordsAlone = false): Token[] {
  const tokens = new Map<string, Token>();
  const keep = (token: Token): void => {
    const key = `${token.to} ${token.kind}`;
    if (token.cost < (tokens.get(key)?.cost ?? Number.POSITIVE_INFINITY)) tokens.set(key, token);
  };

  for (const spelling of wordsAlone ? SPELLINGS.slice(0, 1) : SPELLINGS) {
    for (const root of [SOUNDS, own.sounds]) walk({ text, from, spelling, keep }, root, from, [], [], 0);
  }
  if (wordsAlone) return [...tokens.values()];

  for (const spelling of NAME_SPELLINGS) namesAt(text, from, spelling, keep);
  for (const { length, kind, guesses } of numbersAt(text, from)) {
    keep({ from, to: from + length, kind, cost: Math.log10(guesses) });
  }
  for (const { word, at } of startingLike(text, from, own.written)) {
    keep({ from, to: from + word.length, kind: 'campus_word', cost: Math.log10(10 + at) });
  }
  for (const { word, at } of startingLike(text, from, LOCAL)) {
    keep({ from, to: from + word.length, kind: 'word', cost: Math.log10(20 + at) });
  }
  for (let length = 3; length <= 8 && from + length <= text.length; length += 1) {
    const rank = INITIALS.get(text.slice(from, from + length));
    if (rank) keep({ from, to: from + length, kind: 'initials', cost: Math.log10(rank * 2) });
  }
  return [...tokens.values()];
}

type Walk = { text: string; from: number; spelling: Spelling; keep: (token: Token) => void };

/** Descends the trie of words as far as the text spells them. */
function walk(
  on: Walk,
  node: Sounds,
  place: number,
  syllables: readonly string[],
  tones: readonly (number | undefined)[],
  separators: number,
): void {
  for (const { syllable, tone, to } of syllablesAt(on.text, place, on.spelling)) {
    const next = node.next.get(syllable);
    if (!next) continue;
    const soFar = [...syllables, syllable];
    const tonesSoFar = [...tones, tone];
    if (next.words.length > 0 && to - on.from > 1) {
      const cost = costOf(next, tonesSoFar, on.spelling) + separators * SEPARATOR_COST;
      const kind = on.spelling.name === 'pinyin' ? 'pinyin' : 'zhuyin';
      on.keep({ from: on.from, to, kind, cost, syllables: soFar, tones: tonesSoFar });
    }
    if (next.next.size === 0 || soFar.length === MOST_SYLLABLES_OF_A_WORD) continue;
    walk(on, next, to, soFar, tonesSoFar, separators);
    const isSeparated = on.spelling.name === 'pinyin' && SEPARATOR.test(on.text.charAt(to));
    if (isSeparated) walk(on, next, to + 1, soFar, tonesSoFar, separators + 1);
  }
}

type Syllable = { syllable: string; tone: number | undefined; to: number };

/** The possible syllables at a position: each with its tone if one follows, and also without, for other readings. */
function syllablesAt(text: string, place: number, { syllables, tones, longest }: Spelling): Syllable[] {
  const found: Syllable[] = [];
  for (let length = 1; length <= longest && place + length <= text.length; length += 1) {
    const to = place + length;
    const tone = tones[text.charAt(to)];
    for (const syllable of syllables.get(text.slice(place, to)) ?? []) {
      found.push({ syllable, tone: undefined, to });
      if (tone) found.push({ syllable, tone, to: to + 1 });
    }
  }
  return found;
}

function costOf({ words }: Sounds, tones: readonly (number | undefined)[], { name }: Spelling): number {
  let least = Number.POSITIVE_INFINITY;
  const typed = tones.filter((tone) => tone !== undefined).length;
  for (const { tones: right, rank } of words) {
    let cost = Math.log10(rank);
    tones.forEach((tone, at) => {
      const expected = Number(right.charAt(at));
      if (tone !== undefined && expected && tone !== expected) cost += WRONG_TONE;
    });
    least = Math.min(least, cost);
  }
  // Pinyin is mostly typed without tones, zhuyin mostly with them. The other style is one more variant to try.
  const style = (name === 'pinyin') === typed > 0 ? STYLE : 0;
  if (tones.length > 1) return Math.max(LEAST, least) + style;
  return Math.min(Math.max(LEAST_OF_ONE, least), typed > 0 ? TONED_SYLLABLES : SYLLABLES) + style;
}

/** 陳雅婷, 雅婷, and the reversed order of passports: "chenyating", "Ya-ting Chen", "yating". */
function namesAt(text: string, from: number, spelling: Spelling, keep: (token: Token) => void): void {
  type Part = { to: number; cost: number };
  const next = (place: number, ranks: ReadonlyMap<string, number>): Part[] => {
    const starts =
      spelling.name !== 'dachen' && spelling.name !== 'eten' && SEPARATOR.test(text.charAt(place)) ? place + 1 : place;
    return syllablesAt(text, starts, spelling).flatMap(({ syllable, to }) => {
      const rank = ranks.get(syllable);
      return rank ? [{ to, cost: Math.log10(rank + 2) }] : [];
    });
  };
  const then = (parts: Part[], ranks: ReadonlyMap<string, number>): Part[] =>
    parts.flatMap(({ to, cost }) => next(to, ranks).map((more) => ({ to: more.to, cost: cost + more.cost })));

  if (SEPARATOR.test(text.charAt(from)) && (spelling.name === 'pinyin' || spelling.name === 'passport')) return;
  const surnames = next(from, SURNAME_RANKS);
  const given = then(next(from, GIVEN_RANKS), GIVEN_RANKS);
  const full = then(then(surnames, GIVEN_RANKS), GIVEN_RANKS);
  const short = then(surnames, GIVEN_RANKS);
  const keepName = ({ to, cost }: Part, form: number): void => {
    if (to - from >= SHORTEST_NAME) keep({ from, to, kind: 'name', cost: cost + form });
  };
  for (const name of [...full, ...short, ...then(given, SURNAME_RANKS)]) keepName(name, NAME);
  for (const name of given) keepName(name, GIVEN_NAME_ALONE);
}
