import { expect, test } from 'vitest';
import { languageParts, splitLabel } from './split-languages';

const foreign = (text: string, locale: string) =>
  languageParts(text, locale)
    .filter(({ lang }) => lang)
    .map((part) => part.text);

test.each([
  ['首頁 (Home)', ['(Home)']],
  ['編號 (Student/Staff-ID)', ['(Student/Staff-ID)']],
  ['強度須為「好 (GOOD)」或「極強 (STRONG)」', ['(GOOD)', '(STRONG)']],
  [
    '請先閱讀上述公告，再去設定密碼... (Please read the above announcement first, and then set your password.)',
    ['(Please read the above announcement first, and then set your password.)'],
  ],
  ['錯誤碼 decrypt(-2)', []],
  ['回覆地址（Reply-To）', []],
  ['王小明 (A123456)', []],
  ['登入', []],
])('the English of %s on a Chinese page', (text, parts) => expect(foreign(text, 'zh-Hant-TW')).toEqual(parts));

test.each([
  ['send in the paper form “復用信箱” and say why', ['復用信箱']],
  ['「停用原因」, in Chinese', ['「停用原因」']],
  ['the zhuyin keys of “ㄨㄛˇ ㄇㄣ˙ 你好”', ['ㄨㄛˇ', 'ㄇㄣ˙', '你好']],
  ['Home', []],
  ['Apply (at once)', []],
])('the Chinese of %s on an English page', (text, parts) => expect(foreign(text, 'en')).toEqual(parts));

test('the parts of a text are the text', () => {
  for (const text of ['首頁 (Home)', '好 (GOOD) 或', '(Home) 首頁', 'the form 復用信箱.', '']) {
    for (const locale of ['zh-Hant-TW', 'en'])
      expect(
        languageParts(text, locale)
          .map((part) => part.text)
          .join(''),
      ).toBe(text);
  }
});

test.each([
  ['首頁 (Home)', { label: '首頁', english: 'Home' }],
  ['@mx 密碼變更 (Change Password)', { label: '@mx 密碼變更', english: 'Change Password' }],
  ['這不是我', { label: '這不是我' }],
  ['Home (of all)', { label: 'Home (of all)' }],
])('the two names of %s', (label, expected) => expect(splitLabel(label)).toEqual(expected));
