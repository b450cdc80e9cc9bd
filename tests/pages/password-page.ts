import type { Locator, Page } from 'playwright/test';
import { readFacts } from './read-facts';
import type { Reader } from './reader';

const LABELS = {
  zh_TW: {
    next: /^新密碼 \(New Password\)/,
    confirm: /^新密碼確認 \(Confirm\)/,
    status: /^狀態 \(Status\)/,
    cancel: /^取消設定 \(Cancel\)/,
    apply: /^確認設定 \(Apply\)/,
    reveal: '顯示輸入的密碼',
    rules: '密碼的規定',
    suggestion: /^建議一組 \(Suggest one\)/,
    english: '建議一組英文詞',
    pinyin: '建議一組拼音詞',
    take: '使用這一組',
  },
  en: {
    next: /^New Password/,
    confirm: /^Confirm/,
    status: /^Status/,
    cancel: /^Cancel/,
    apply: /^Apply/,
    reveal: 'Show what was typed',
    rules: 'Rules for the password',
    suggestion: /^Suggest one/,
    english: 'Suggest English words',
    pinyin: 'Suggest pinyin words',
    take: 'Use this one',
  },
} as const;

/** `/mailboxes/ADDRESS/password`: the form. */
export class PasswordPage {
  readonly next: Locator;
  readonly confirm: Locator;
  /** 狀態 (Status): the strength as a word. */
  readonly status: Locator;
  readonly cancel: Locator;
  readonly apply: Locator;
  readonly reveal: Locator;
  readonly rules: Locator;
  readonly refusal: Locator;
  /** 建議一組 (Suggest one): a button, or a link where no JavaScript runs. */
  readonly suggest: { readonly english: Locator; readonly pinyin: Locator };
  readonly suggestion: Locator;
  readonly takeSuggestion: Locator;

  constructor(
    private readonly page: Page,
    { language }: Reader,
  ) {
    const label = LABELS[language];
    this.next = page.getByRole('textbox', { name: label.next });
    this.confirm = page.getByRole('textbox', { name: label.confirm });
    this.status = page.getByRole('status', { name: label.status });
    this.cancel = page.getByRole('link', { name: label.cancel });
    this.apply = page.getByRole('button', { name: label.apply });
    this.reveal = page.getByRole('checkbox', { name: label.reveal });
    this.rules = page.getByRole('region', { name: label.rules }).getByRole('listitem');
    const suggester = (name: string) => page.getByRole('button', { name }).or(page.getByRole('link', { name }));
    this.suggest = { english: suggester(label.english), pinyin: suggester(label.pinyin) };
    this.suggestion = page.getByRole('region', { name: label.suggestion }).getByRole('status');
    this.takeSuggestion = page.getByRole('button', { name: label.take });
    this.refusal = page.getByRole('alert').filter({ hasText: /./ });
  }

  async open(address: string): Promise<void> {
    await this.page.goto(`/mailboxes/${address}/password`);
  }

  async fill(next: string, confirm = next): Promise<void> {
    await this.next.fill(next);
    await this.confirm.fill(confirm);
  }

  async readSuggestion(): Promise<string> {
    return (await this.suggestion.getByRole('code').textContent()) ?? '';
  }

  facts(): Promise<Record<string, string>> {
    return readFacts(this.page);
  }
}
