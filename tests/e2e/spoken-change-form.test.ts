import { spokenMain } from '../support/spoken';
import { expect, forReadersWithJavaScript, test } from '../support/story';

/* The change form as a screen reader reads it. The time and the person are in braces. */
const SCRIPTS = {
  zh_TW: `
    heading 1 @mx 密碼變更 (Change Password)
    text 編號 (Student/Staff-ID)
    text {number}
    text 姓名 (Name)
    text 林夏
    text 帳號 (Account)
    text {address}
    text 1設定密碼 (Set password)
    text 2檢視結果 (Check results)
    status 請於 {time} 前送出；逾時須重新登入。
    textbox 新密碼 (New Password) | required | 輸入後顯示強度 {rules}
    text 狀態
    text (Status)
    status 輸入後顯示強度
    text 15 到 128 個字元，可用空格、中文與符號 (未符合)
    text 強度為「好」或「極強」 (未符合)
    text 兩次輸入相同 (未符合)
    text 不同於目前、近期與其他信箱的密碼（送出後檢查）
    textbox 新密碼確認 (Confirm) | required
    checkbox 顯示密碼
    text 建議一組
    text (Suggest one)
    button 英文詞
    button 拼音詞
    link 取消設定 (Cancel)
    button 確認設定 (Apply)
    text 密碼強度須為「好」或「極強」，方可送出申請。
    text 建議用四、五個不相干的詞，組成一句只有您知道的話。
    text 變更生效後，舊密碼即失效；手機與郵件程式裡的密碼也須一併更新。
    text 詳細資訊請參考本網站：
    link net.nthu.edu.tw
  `,
  en: `
    heading 1 @mx Change Password
    text Student/Staff-ID
    text {number}
    text Name
    text Lin Xia
    text Account
    text {address}
    text 1Set password
    text 2Check results
    status Submit before {time}. After that, you must sign in again.
    textbox New Password | required | Shown as you type {rules}
    text Status
    status Shown as you type
    text 15 to 128 characters, with any spaces, symbols or Chinese (not yet met)
    text Strength is GOOD or STRONG (not yet met)
    text Both entries match (not yet met)
    text Not a current or recent password of any of your mailboxes (checked when you apply)
    textbox Confirm | required
    checkbox Show password
    text Suggest one
    button English words
    button Pinyin words
    link Cancel
    button Apply
    text Password strength must be GOOD or STRONG before you will be able to submit.
    text Four or five unrelated words, in a sentence that only you know, make a good password.
    text The old password stops working with the change, so be ready to update your phone and mail programs.
    text Please refer to our site for further information:
    link net.nthu.edu.tw
  `,
} as const;

/** The script of the form after a weak password without confirmation was submitted, from the field on. */
const SCRIPTS_OF_REFUSAL = {
  zh_TW: `
    textbox 新密碼 (New Password) | required | invalid | 密碼太短：現在 13 個字元，至少要 15 個。請再加一兩個不相干的詞。 繼續輸入 {rules}
    text 狀態
    text (Status)
    status 繼續輸入
    text 13 個字元
    text 密碼太短：現在 13 個字元，至少要 15 個。請再加一兩個不相干的詞。
    {list}
    textbox 新密碼確認 (Confirm) | required | invalid | 尚未再次輸入新密碼。請在兩欄輸入相同的密碼。
    text 尚未再次輸入新密碼。請在兩欄輸入相同的密碼。
  `,
  en: `
    textbox New Password | required | invalid | The password is too short: it has 13 characters and needs at least 15. Add another unrelated word or two. Keep typing {rules}
    text Status
    status Keep typing
    text 13 characters
    text The password is too short: it has 13 characters and needs at least 15. Add another unrelated word or two.
    {list}
    textbox Confirm | required | invalid | You have not confirmed the new password. Enter the same password in both fields.
    text You have not confirmed the new password. Enter the same password in both fields.
  `,
} as const;

const linesOf = (script: string) =>
  script
    .split('\n')
    .map((line) => line.trim())
    .filter(Boolean);

/** The four rules, which the list shows and the description of the field repeats. */
function rulesIn(script: readonly string[]): string[] {
  const first = script.findIndex((line) => /^text 15 /.test(line));
  return script.slice(first, first + 4);
}

const describedBy = (rules: readonly string[]) => rules.map((line) => line.slice('text '.length)).join(' ');

/** Without the sign of an error, which stands before its text, and with one space between words. */
const plain = (line: string) =>
  line
    .replaceAll('✕', '')
    .replace(/ *(?=\()/g, ' ')
    .replace(/\s+/g, ' ')
    .trim();

forReadersWithJavaScript(({ language }) => {
  test('a screen reader reads the change form in this order, with these names', async ({
    page,
    on,
    signInNewPerson,
    words,
  }) => {
    const who = await signInNewPerson();
    await on.password.open(who.box.address);
    await on.password.isReady();
    const script = linesOf(SCRIPTS[language]);
    const rules = rulesIn(script);

    const spoken = (await spokenMain(page)).map((line) =>
      plain(line)
        .replace(/\b\d\d:\d\d\b/, '{time}')
        .replace(who.box.address, '{address}')
        .replace(who.person.number, '{number}')
        .replace(describedBy(rules), '{rules}'),
    );
    expect(spoken).toEqual(script.map(plain));

    await on.password.fill('lantern otter', '');
    await on.password.apply.click();
    await expect(on.password.confirm).toHaveAttribute('aria-invalid', 'true');
    const afterwards = (await spokenMain(page)).map(plain);
    const from = afterwards.findIndex((line) => line.startsWith('textbox'));
    const [length = '', ...others] = rules;
    const broken = [length.replace(words('password.unmet'), words('password.broken')), ...others];
    const refusal = linesOf(SCRIPTS_OF_REFUSAL[language]).flatMap((line) =>
      line === '{list}' ? broken : [line.replace('{rules}', describedBy(broken))],
    );
    expect(afterwards.slice(from, from + refusal.length)).toEqual(refusal.map(plain));
  });
});
