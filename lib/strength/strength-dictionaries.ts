import type { OptionsDictionary, OptionsGraph } from '@zxcvbn-ts/core';

export type StrengthDictionaries = { readonly dictionary: OptionsDictionary; readonly graphs: OptionsGraph };

/**
 * Common passwords of people who write Chinese that lists of English-speaking passwords lack, most frequent first. Zhuyin
 * stands for the keys pressed on a zhuyin keyboard.
 */
const CHINESE_HABITS = [
  'ji32k7au4a83', // zhuyin: 我的密碼, "my password"
  'su3cl3g4', // zhuyin: ㄋㄧˇㄏㄠˇㄕˋ, beginning with 你好, "hello"
  'woaibeijing1314', // pinyin: 我愛北京, "I love Beijing", and 1314, which sounds like "for ever"
  'qinghuadaxue', // pinyin: 清華大學, the university's name
];

const LONGEST_SEQUENCE = 30;

/**
 * The meter's words, passwords and keyboards. The server's thread and the browser's worker load the same ones, so that both
 * give the same result. Loaded on demand, since they are larger than everything else on the page.
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
 * Joins the fourteen lists of sequences of the language package: numbers, days, months, planets … They have a few words
 * each, and every list costs a search of its own. Joined, they halve the work and give the same result: the rank in such a
 * short list hardly counts. The name tells the meter that it is a list of sequences.
 */
function withSequencesJoined(dictionary: OptionsDictionary): OptionsDictionary {
  const lists = Object.entries(dictionary);
  const sequences = lists.filter(([, words]) => words.length <= LONGEST_SEQUENCE).flatMap(([, words]) => words);
  return {
    ...Object.fromEntries(lists.filter(([, words]) => words.length > LONGEST_SEQUENCE)),
    'cardinalNumbers-all': [...new Set(sequences)],
  };
}
