import type { OptionsDictionary, OptionsGraph } from '@zxcvbn-ts/core';

export type StrengthDictionaries = { readonly dictionary: OptionsDictionary; readonly graphs: OptionsGraph };

/**
 * Passwords that are common among people who write Chinese and that no list of English-speaking passwords knows,
 * most frequent first. Zhuyin stands for the keys pressed on a zhuyin keyboard.
 */
const CHINESE_HABITS = [
  'ji32k7au4a83', // zhuyin: 我的密碼, "my password"
  'su3cl3g4', // zhuyin: ㄋㄧˇㄏㄠˇㄕˋ, beginning with 你好, "hello"
  'woaibeijing1314', // pinyin: 我愛北京, "I love Beijing", and 1314, which sounds like "for ever"
  'qinghuadaxue', // pinyin: 清華大學, the university's name
];

const LONGEST_SEQUENCE = 30;

/**
 * What the meter knows of words, passwords and keyboards: the same on the server's thread and in the browser's worker,
 * so that both give one answer. Loaded on demand, since it weighs more than everything else on the page.
 *
 * A dictionary whose name begins with `passwords` also refuses the whole string as a common password.
 */
export async function loadStrengthDictionaries(): Promise<StrengthDictionaries> {
  const [common, english] = await Promise.all([import('@zxcvbn-ts/language-common'), import('@zxcvbn-ts/language-en')]);
  return {
    dictionary: {
      ...common.dictionary,
      ...withSequencesJoined(english.dictionary),
      'passwords-chinese-habits': CHINESE_HABITS,
    },
    graphs: common.adjacencyGraphs,
  };
}

/**
 * The language brings fourteen lists of a few words each that follow one another: numbers, days, months, planets … Every
 * list costs a search of its own, so as one they halve the work of a judgement and give the same one: a word's place in
 * so short a list weighs nothing. The name says to the meter that it is a list of sequences.
 */
function withSequencesJoined(dictionary: OptionsDictionary): OptionsDictionary {
  const lists = Object.entries(dictionary);
  const sequences = lists.filter(([, words]) => words.length <= LONGEST_SEQUENCE).flatMap(([, words]) => words);
  return {
    ...Object.fromEntries(lists.filter(([, words]) => words.length > LONGEST_SEQUENCE)),
    'cardinalNumbers-all': [...new Set(sequences)],
  };
}
