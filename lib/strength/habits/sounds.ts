import { GIVEN, SURNAMES } from './names';
import { KEYBOARDS, keysOfSyllable, wadeGilesOf } from './spellings';
import words from './words.json' with { type: 'json' };

/** A node of the trie of words, by syllable. */
export type Sounds = {
  readonly next: Map<string, Sounds>;
  /** The words that end here: their tones as digits, and the rank of the most frequent word with these tones. */
  readonly words: { readonly tones: string; readonly rank: number }[];
};

/** A phrase of the portal's own list is guessed about as early as a word of this rank. */
const PHRASE_RANK = 180;

/** The 20,000 most frequent words of Mandarin by their sound. Ranks are precise to half an octave. */
export const SOUNDS: Sounds = plant();

/** Every syllable that occurs in the words, without tone. */
const SYLLABLES: readonly string[] = [...SOUNDS.next.keys()];

export type Spelling = {
  readonly name: 'pinyin' | 'dachen' | 'eten' | 'passport';
  /** The spellings of syllables. One spelling can stand for several syllables (`ch` in passports). */
  readonly syllables: ReadonlyMap<string, readonly string[]>;
  readonly tones: Readonly<Record<string, number>>;
  readonly longest: number;
};

const PINYIN = spelling('pinyin', (syllable) => syllable, { '1': 1, '2': 2, '3': 3, '4': 4, '5': 5, '0': 5 });

/** The spellings of words. */
export const SPELLINGS: readonly Spelling[] = [
  PINYIN,
  ...KEYBOARDS.map((keyboard) => spelling(keyboard.name, (one) => keysOfSyllable(one, keyboard), keyboard.tones)),
];

/** The spellings of people's names: one more. */
export const NAME_SPELLINGS: readonly Spelling[] = [...SPELLINGS, spelling('passport', wadeGilesOf, {})];

export const SURNAME_RANKS = ranks(SURNAMES);
export const GIVEN_RANKS = ranks(GIVEN);

/**
 * The initials of phrases of three syllables and more, such as wadmm, the usual abbreviation of 我的密碼, with their rank.
 */
export const INITIALS: ReadonlyMap<string, number> = allInitials();

/** The characters of a phrase by its sound, such as 我的密碼 by "wo de mi ma". */
export const CHARACTERS: ReadonlyMap<string, string> = new Map(
  Object.entries(words.phrases).map(([characters, sound]) => [plain(sound).join(' '), characters]),
);

function spelling(name: Spelling['name'], spell: (syllable: string) => string, tones: Spelling['tones']): Spelling {
  const syllables = new Map<string, string[]>();
  for (const syllable of SYLLABLES) {
    const written = spell(syllable);
    syllables.set(written, [...(syllables.get(written) ?? []), syllable]);
  }
  return { name, syllables, tones, longest: Math.max(...[...syllables.keys()].map(({ length }) => length)) };
}

function plant(): Sounds {
  const root: Sounds = { next: new Map(), words: [] };
  words.grades.forEach((grade, at) => {
    for (const sound of soundsOf(grade)) plantSound(root, sound, 2 ** (at / 2));
  });
  for (const sound of Object.values(words.phrases)) plantSound(root, sound, PHRASE_RANK);
  return root;
}

function plantSound(root: Sounds, sound: string, rank: number): void {
  addSounds(root, plain(sound)).words.push({ tones: sound.replace(/[a-z]/g, ''), rank });
}

/** Returns the node where these syllables end, and makes it if it is missing. */
export function addSounds(root: Sounds, syllables: readonly string[]): Sounds {
  let node = root;
  for (const syllable of syllables) {
    const known = node.next.get(syllable) ?? { next: new Map(), words: [] };
    node.next.set(syllable, known);
    node = known;
  }
  return node;
}

/** Reverses the joining by `tools/habits/make-words.ts`: "ai4,qing2" is 愛 and 愛情. */
function* soundsOf(grade: string): Generator<string> {
  for (const group of grade.split(';')) {
    const first = /^[a-z]+\d/.exec(group)?.[0];
    if (!first) continue;
    for (const rest of group.slice(first.length).split(',')) yield first + rest;
  }
}

function allInitials(): Map<string, number> {
  const found = new Map<string, number>();
  words.grades.forEach((grade, at) => {
    for (const sound of soundsOf(grade)) {
      const initials = initialsOf(sound);
      if (initials.length >= 3 && !found.has(initials)) found.set(initials, 2 ** (at / 2));
    }
  });
  for (const sound of Object.values(words.phrases)) found.set(initialsOf(sound), PHRASE_RANK);
  return found;
}

function initialsOf(sound: string): string {
  return plain(sound)
    .map((syllable) => syllable.charAt(0))
    .join('');
}

/** The syllables of "wo3de5" without their tones. */
function plain(sound: string): string[] {
  return sound.match(/[a-z]+/g) ?? [];
}

function ranks(list: readonly string[]): ReadonlyMap<string, number> {
  return new Map(list.map((word, at) => [word, at + 1]));
}
