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

/**
 * What the meter knows of words, passwords and keyboards: the same on the server's thread and in the browser's worker,
 * so that both give one answer. Loaded on demand, since it weighs more than everything else on the page.
 *
 * A dictionary whose name begins with `passwords` also refuses the whole string as a common password.
 */
export async function loadStrengthDictionaries(): Promise<StrengthDictionaries> {
  const [common, english] = await Promise.all([import('@zxcvbn-ts/language-common'), import('@zxcvbn-ts/language-en')]);
  return {
    dictionary: { ...common.dictionary, ...english.dictionary, 'passwords-chinese-habits': CHINESE_HABITS },
    graphs: common.adjacencyGraphs,
  };
}
