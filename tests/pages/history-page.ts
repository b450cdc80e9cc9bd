import type { Locator, Page } from 'playwright/test';
import type { Reader } from './reader';

const LABELS = {
  zh_TW: { title: '帳號記錄 (Account History)', receipt: /^看收據/, older: '較早的記錄 (Older)' },
  en: { title: 'Account history', receipt: /^Receipt/, older: 'Older' },
} as const;

/** 帳號記錄 */
export class HistoryPage {
  /** One for each entry, the newest first. */
  readonly rows: Locator;
  readonly older: Locator;
  private readonly label: (typeof LABELS)['zh_TW' | 'en'];

  constructor(
    private readonly page: Page,
    { language }: Reader,
  ) {
    this.label = LABELS[language];
    this.rows = page.getByRole('row').filter({ has: page.getByRole('rowheader') });
    this.older = page.getByRole('link', { name: this.label.older, exact: true });
  }

  async open(): Promise<void> {
    await this.page.goto('/history');
  }

  /** By the menu on the left, from any page of the person's. */
  async openByMenu(): Promise<void> {
    await this.page.getByRole('navigation').getByRole('link', { name: this.label.title, exact: true }).click();
  }

  row(text: string): Locator {
    return this.rows.filter({ hasText: text });
  }

  receipt(row: Locator): Locator {
    return row.getByRole('link', { name: this.label.receipt });
  }
}
