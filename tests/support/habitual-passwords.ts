import { KEYBOARDS, keysOfSyllable } from '@/lib/strength/habits/spellings';
import words from '@/lib/strength/habits/words.json' with { type: 'json' };

/** A pseudo-random sequence in [0, 1) that is the same in every run. (Mulberry32, public domain.) */
export function seeded(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}

export const pick = <T>(list: readonly T[], random: () => number): T => list[Math.floor(random() * list.length)] as T;

const syllables = (sound: string): [syllable: string, tone: number][] =>
  [...sound.matchAll(/([a-z]+)(\d)/g)].map(([, syllable = '', tone]) => [syllable, Number(tone)]);

/** The keys for a sound on one of the two keyboards; the first tone as a space, or nothing. */
export function zhuyinKeys(sound: string, keyboard = 0, firstTone = ''): string {
  const layout = KEYBOARDS[keyboard] as (typeof KEYBOARDS)[number];
  const toneKeys = new Map(Object.entries(layout.tones).map(([key, tone]) => [tone, key === ' ' ? firstTone : key]));
  return syllables(sound)
    .map(([syllable, tone]) => keysOfSyllable(syllable, layout) + toneKeys.get(tone))
    .join('');
}

export const pinyin = (sound: string): string => sound.replace(/\d/g, '');

/** The phrases that users here are known to choose. */
export const PHRASES: readonly string[] = Object.values(words.phrases);
export const FREQUENT: readonly string[] = words.grades
  .slice(8, 22)
  .flatMap((grade) => grade.split(';'))
  .flatMap((group) => {
    const first = /^[a-z]+\d/.exec(group)?.[0] ?? '';
    return group
      .slice(first.length)
      .split(',')
      .map((rest) => first + rest);
  })
  .filter((sound) => syllables(sound).length === 2);

const NUMBERS = [
  '',
  '1314',
  '520',
  '123',
  '1234',
  '168',
  '888',
  '2024',
  '1999',
  '0790512',
  '112',
  '88',
  '0',
  '5201314',
];

/** Passwords of habit: a phrase in one of its spellings, or two frequent words, and a number. */
export function habitual(count: number, seed: number): string[] {
  const random = seeded(seed);
  const spellings: ((sound: string) => string)[] = [
    pinyin,
    (sound) => sound,
    (sound) => pinyin(sound).replace(/^./, (first) => first.toUpperCase()),
    (sound) => zhuyinKeys(sound),
    (sound) => zhuyinKeys(sound, 0, ' '),
    (sound) => zhuyinKeys(sound, 1),
  ];
  return Array.from({ length: count }, () => {
    const sound = random() < 0.7 ? pick(PHRASES, random) : pick(FREQUENT, random);
    return pick(spellings, random)(sound) + pick(NUMBERS, random);
  });
}

const ALL_SIGNS = Array.from({ length: 94 }, (_, at) => String.fromCharCode(33 + at));

export function randomSigns(count: number, seed: number, length = 16): string[] {
  const random = seeded(seed);
  return Array.from({ length: count }, () => Array.from({ length }, () => pick(ALL_SIGNS, random)).join(''));
}

/** Randomly drawn syllables with tones, as on a zhuyin keyboard, that spell nothing; 16 keys at least. */
export function zhuyinNonsense(count: number, seed: number): string[] {
  const random = seeded(seed);
  const all = [...new Set(words.grades.join(';').match(/[a-z]+/g))];
  return Array.from({ length: count }, () => {
    let keys = '';
    while (keys.length < 16) keys += zhuyinKeys(`${pick(all, random)}${1 + Math.floor(random() * 5)}`, 0, ' ');
    return keys.trimEnd();
  });
}
