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
    current: /^目前的密碼 \(Current Password\)/,
    reveal: '顯示密碼',
    rules: '密碼規則',
    suggestion: /^建議一組 \(Suggest one\)/,
    english: '英文詞',
    pinyin: '拼音詞',
    take: '使用這一組',
    copy: '複製',
  },
  en: {
    next: /^New Password/,
    confirm: /^Confirm/,
    status: /^Status/,
    cancel: /^Cancel/,
    apply: /^Apply/,
    current: /^Current Password/,
    reveal: 'Show password',
    rules: 'Password rules',
    suggestion: /^Suggest one/,
    english: 'English words',
    pinyin: 'Pinyin words',
    take: 'Use this one',
    copy: 'Copy',
  },
} as const;

/** `/mailboxes/ADDRESS/password`: the form. */
export class PasswordPage {
  readonly next: Locator;
  readonly confirm: Locator;
  readonly current: Locator;
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
  readonly copySuggestion: Locator;

  constructor(
    private readonly page: Page,
    private readonly reader: Reader,
  ) {
    const label = LABELS[reader.language];
    this.next = page.getByRole('textbox', { name: label.next });
    this.confirm = page.getByRole('textbox', { name: label.confirm });
    this.current = page.getByRole('textbox', { name: label.current });
    this.status = page.getByRole('status', { name: label.status });
    this.cancel = page.getByRole('link', { name: label.cancel });
    this.apply = page.getByRole('button', { name: label.apply });
    this.reveal = page.getByRole('checkbox', { name: label.reveal });
    this.rules = page.getByRole('list', { name: label.rules }).getByRole('listitem');
    const suggester = (name: string) => page.getByRole('button', { name }).or(page.getByRole('link', { name }));
    this.suggest = { english: suggester(label.english), pinyin: suggester(label.pinyin) };
    this.suggestion = page.getByRole('region', { name: label.suggestion }).getByRole('status').first();
    this.takeSuggestion = page.getByRole('button', { name: label.take });
    this.copySuggestion = page.getByRole('button', { name: label.copy, exact: true });
    this.refusal = page.getByRole('alert').filter({ hasText: /./ });
  }

  async open(address: string): Promise<void> {
    await this.page.goto(`/mailboxes/${address}/password`);
  }

  async fill(next: string, confirm = next): Promise<void> {
    await this.next.fill(next);
    await this.confirm.fill(confirm);
  }

  /** Waits until the checks of the form run; without JavaScript there are none. */
  async isReady(): Promise<void> {
    await this.apply.waitFor();
    if (this.reader.javaScript) await this.reveal.waitFor();
  }

  async readSuggestion(): Promise<string> {
    return (await this.suggestion.getByRole('code').textContent()) ?? '';
  }

  facts(): Promise<Record<string, string>> {
    return readFacts(this.page);
  }
}
