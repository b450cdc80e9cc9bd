import { expect, type Locator, type Page } from 'playwright/test';
import type { Reader } from './reader';

const LABELS = {
  zh_TW: {
    account: /^帳號 \(EMAIL ACCOUNT\)/,
    domain: '信箱別',
    password: /^密碼 /,
    digits: /^驗證碼 \(VALIDATE\)/,
    reveal: '顯示密碼',
    signIn: /^登入 \(Login\)/,
    reset: '重設 (Reset)',
    instead: '改用圖片或語音驗證碼',
    verified: '已自動驗證',
  },
  en: {
    account: /^Email account/,
    domain: 'Mail system',
    password: /^Password/,
    digits: /^Validation code/,
    reveal: 'Show password',
    signIn: /^Login/,
    reset: 'Reset',
    instead: 'Use a picture or sound instead',
    verified: 'Verified automatically',
  },
} as const;

/** `/login`: way 2. */
export class LoginPage {
  readonly account: Locator;
  readonly domain: Locator;
  readonly password: Locator;
  readonly digits: Locator;
  readonly reveal: Locator;
  readonly signIn: Locator;
  readonly reset: Locator;
  readonly refusal: Locator;
  /** The captcha's picture. */
  readonly picture: Locator;
  readonly voice: Locator;
  /** Unfolds the digits. It exists where JavaScript runs. */
  readonly instead: Locator;
  readonly verified: Locator;

  constructor(
    private readonly page: Page,
    private readonly reader: Reader,
  ) {
    const label = LABELS[reader.language];
    const main = page.getByRole('main');
    this.account = main.getByRole('textbox', { name: label.account });
    this.domain = main.getByRole('combobox', { name: label.domain });
    this.password = main.getByLabel(label.password);
    this.digits = main.getByRole('textbox', { name: label.digits });
    this.reveal = main.getByRole('checkbox', { name: label.reveal });
    this.signIn = main.getByRole('button', { name: label.signIn });
    this.reset = main.getByRole('button', { name: label.reset });
    this.refusal = page.getByRole('alert').filter({ hasText: /./ });
    this.picture = main.getByRole('img');
    this.voice = main.locator('audio').first();
    this.instead = main.getByText(label.instead);
    this.verified = main.getByRole('status').filter({ hasText: label.verified });
  }

  async open(): Promise<void> {
    await this.page.goto('/login');
    // The button appears once the page's script runs; the script does not see earlier input.
    if (this.reader.javaScript) await expect(this.reveal).toBeVisible();
  }

  get verifiesByItself(): boolean {
    return this.reader.javaScript;
  }

  /** The id of the captcha that the page currently shows. */
  captcha(): Promise<string> {
    return this.page.locator('input[name=captcha]').inputValue();
  }

  /** Fills in account and password, but not the captcha. */
  async fill(account: string, password: string): Promise<void> {
    await this.account.fill(account);
    await this.password.fill(password);
  }

  /** Unfolds the digits, if they are folded. */
  async openDigits(): Promise<void> {
    if (!(await this.digits.isVisible())) await this.instead.click();
    await expect(this.digits).toBeVisible();
  }

  async typeDigits(digits: string): Promise<void> {
    await this.openDigits();
    await this.digits.fill(digits);
  }
}
