import { spokenMain } from '../support/spoken';
import { expect, forEveryReader, test } from '../support/story';

/* The login as a screen reader reads it: the fields, the captcha in each of its states, the buttons, the other ways. */
const SCRIPTS = {
  zh_TW: {
    fields: `
      heading 1 登入
      text 網路系統組線上服務系統登入 (ONLINE SERVICES LOGIN)
      textbox 帳號 (EMAIL ACCOUNT) | required | 也可以輸入或貼上完整的信箱地址。
      combobox 信箱別 | collapsed
      text 也可以輸入或貼上完整的信箱地址。
      textbox 密碼 (PASSWORD) | required
    `,
    reveal: 'checkbox 顯示密碼',
    idle: 'text 自動驗證（免輸入）',
    verified: 'status 已自動驗證',
    folded: 'DisclosureTriangle 改用圖片或語音驗證碼 | collapsed',
    unfolded: 'DisclosureTriangle 改用圖片或語音驗證碼 | expanded',
    digits: `
      image 六個數字的圖片。看不到圖片時，可以改聽下方的語音。
      button 換一組
      textbox 驗證碼 (VALIDATE) | 請輸入圖片中的六個數字；看不清楚可以聽語音。2 分鐘內有效。
      text 請輸入圖片中的六個數字；看不清楚可以聽語音。2 分鐘內有效。
      DisclosureTriangle 英文語音 (English) | collapsed
    `,
    rest: `
      button 登入 (Login)
      button 重設 (Reset)
      heading 2 忘記密碼？
      text 忘記信箱密碼，或信箱已暫停時，無法在此登入。請改用：
      link 由校務資訊系統登入
      text 不論是否忘記信箱密碼均適用，即時有效
      link 填寫書面申請單
      text 送件後約三個工作天
    `,
  },
  en: {
    fields: `
      heading 1 Online Services Login
      text With the account and password of your mailbox
      textbox Email account | required | You can also enter your full email address.
      combobox Mail system | collapsed
      text You can also enter your full email address.
      textbox Password | required
    `,
    reveal: 'checkbox Show password',
    idle: 'text Automatic verification (no typing)',
    verified: 'status Verified automatically',
    folded: 'DisclosureTriangle Use a picture or sound instead | collapsed',
    unfolded: 'DisclosureTriangle Use a picture or sound instead | expanded',
    digits: `
      image A picture of six digits. If you can’t see it, listen to the recording below.
      button New code
      textbox Validation code | Enter the six digits in the picture, or listen to them. They are valid for two minutes.
      text Enter the six digits in the picture, or listen to them. They are valid for two minutes.
      DisclosureTriangle Recording in Chinese (中文) | collapsed
    `,
    rest: `
      button Login
      button Reset
      heading 2 Forgot the password?
      text If you forgot the password, or your mailbox is suspended, you can’t sign in here. Instead you can:
      link Sign in through the Campus Information System
      text Works even if you forgot the password, and takes effect at once
      link Use the paper form
      text Takes about three working days
    `,
  },
} as const;

const linesOf = (...parts: string[]): string[] =>
  parts
    .join('\n')
    .split('\n')
    .map((line) => line.trim())
    .filter(Boolean);

forEveryReader(({ language, javaScript }) => {
  test('a screen reader reads the login in this order, with these names', async ({ page, on }) => {
    const { fields, reveal, idle, verified, folded, unfolded, digits, rest } = SCRIPTS[language];
    await on.login.open();
    if (!javaScript) {
      expect(await spokenMain(page)).toEqual(linesOf(fields, digits, rest));
      return;
    }
    expect(await spokenMain(page)).toEqual(linesOf(fields, reveal, idle, folded, rest));
    await on.login.password.focus();
    await expect(on.login.verified).toBeVisible();
    await on.login.openDigits();
    expect(await spokenMain(page)).toEqual(linesOf(fields, reveal, verified, unfolded, digits, rest));
  });
});
