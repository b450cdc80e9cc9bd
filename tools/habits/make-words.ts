import { readFileSync, writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { pinyin } from 'pinyin-pro';

/** The file from which the matcher of habits reads its words. */
export const WORDS_FILE = fileURLToPath(new URL('../../lib/strength/habits/words.json', import.meta.url));

/** Interjections without a vowel. As syllables they would match in every random string. */
const NO_SYLLABLE = /^(?:m|n|ng|hm|hng)\d$/;
type Words = {
  /** Element n: the words whose rank rounds to 2^(n/2), as toned syllables, grouped by their first syllable. */
  grades: string[];
  /** Toned syllables by phrase in Chinese characters, so that a finding can be shown in characters. */
  phrases: Record<string, string>;
};

/**
 * Converts the word lists in this folder to syllables. Pinyin and a zhuyin keyboard produce only the sound, so
 * homophones count once, with the rank of the most frequent. Readings: pinyin-pro.
 */
function makeWords(): Words {
  const phrases = linesOf('phrases.txt')
    .flatMap((line) => line.split(' '))
    .filter((phrase) => /^\p{Script=Han}+$/u.test(phrase));
  const read = phrases.map((phrase): [string, string] => [phrase, syllablesOf(phrase)]);

  const gradeOf = new Map<string, number>();
  linesOf('frequent-words.txt').forEach((line, grade) => {
    for (const word of line.split(' ').filter(Boolean)) {
      const syllables = syllablesOf(word);
      if (syllables) gradeOf.set(syllables, Math.min(grade, gradeOf.get(syllables) ?? grade));
    }
  });
  const grades: string[][] = [];
  for (const [syllables, grade] of gradeOf) {
    while (grades.length <= grade) grades.push([]);
    grades[grade]?.push(syllables);
  }
  return { grades: grades.map(joined), phrases: Object.fromEntries(read) };
}

/** The content of `WORDS_FILE`. */
export const wordsAsText = (): string => `${JSON.stringify(makeWords(), null, 2)}\n`;

const linesOf = (name: string): string[] =>
  readFileSync(new URL(name, import.meta.url), 'utf8')
    .split('\n')
    .slice(0, -1)
    .filter((line) => !line.startsWith('#'));

function syllablesOf(word: string): string {
  if (word === '了') return 'le5';
  const syllables = pinyin(word, { toneType: 'num', type: 'array', v: true, toneSandhi: false }).map((one) =>
    one.replace(/0$/, '5'),
  );
  return syllables.every((one) => /^[a-z]+[1-5]$/.test(one) && !NO_SYLLABLE.test(one)) ? syllables.join('') : '';
}

/** "ai4,qing2" for 愛, 愛情: the first syllable, then the rest of each word. */
function joined(words: string[]): string {
  const byFirst = new Map<string, string[]>();
  for (const word of words.sort()) {
    const first = /^[a-z]+\d/.exec(word)?.[0] ?? '';
    byFirst.set(first, [...(byFirst.get(first) ?? []), word.slice(first.length)]);
  }
  return [...byFirst].map(([first, rests]) => `${first}${rests.join(',')}`).join(';');
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  writeFileSync(WORDS_FILE, wordsAsText());
}
