import type { Locator, Page } from 'playwright/test';
import type { Reader } from './reader';

const LABELS = {
  zh_TW: { title: '信箱服務選單 Mailbox Service', set: /^設定密碼 \(Set password\)/ },
  en: { title: 'Mailbox Service', set: /^Set password/ },
} as const;

/** 信箱服務選單 */
export class MailboxesPage {
  readonly rows: Locator;
  private readonly label: (typeof LABELS)['zh_TW' | 'en'];

  constructor(
    private readonly page: Page,
    { language }: Reader,
  ) {
    this.label = LABELS[language];
    this.rows = page.getByRole('rowheader');
  }

  async open(): Promise<void> {
    await this.page.goto('/mailboxes');
  }

  /** Opens the page by the menu on the left, from any member's page. */
  async openByMenu(): Promise<void> {
    await this.page.getByRole('navigation').getByRole('link', { name: this.label.title, exact: true }).click();
  }

  row(address: string): Locator {
    return this.page.getByRole('row').filter({ has: this.page.getByRole('rowheader', { name: address }) });
  }

  setPassword(address: string): Locator {
    return this.row(address).getByRole('link', { name: this.label.set });
  }
}
