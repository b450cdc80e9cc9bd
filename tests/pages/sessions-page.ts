import type { Locator, Page } from 'playwright/test';
import type { Reader } from './reader';

const LABELS = {
  zh_TW: {
    title: '登入中的裝置與連線 (Sessions)',
    this: '這一個',
    end: /^結束 \(End\)/,
    endOthers: '結束其他所有登入 (End all others)',
    signOut: '登出 (Logout)',
  },
  en: {
    title: 'Sessions and connections',
    this: 'this one',
    end: /^End /,
    endOthers: 'End all others',
    signOut: 'Logout',
  },
} as const;

/** 登入中的裝置與連線 */
export class SessionsPage {
  /** The browsers, or the mailboxes, of which each row tells. */
  readonly rows: Locator;
  /** The row of the session that one is in. */
  readonly thisOne: Locator;
  readonly signOut: Locator;
  readonly endOthers: Locator;
  private readonly label: (typeof LABELS)['zh_TW' | 'en'];

  constructor(
    private readonly page: Page,
    { language }: Reader,
  ) {
    this.label = LABELS[language];
    this.rows = page.getByRole('row').filter({ has: page.getByRole('rowheader') });
    this.thisOne = this.rows.filter({ hasText: this.label.this });
    this.signOut = this.thisOne.getByRole('button', { name: this.label.signOut, exact: true });
    this.endOthers = page.getByRole('button', { name: this.label.endOthers, exact: true });
  }

  async open(): Promise<void> {
    await this.page.goto('/sessions');
  }

  /** By the menu on the left, from any page of the person's. */
  async openByMenu(): Promise<void> {
    await this.page.getByRole('navigation').getByRole('link', { name: this.label.title, exact: true }).click();
  }

  row(text: string): Locator {
    return this.rows.filter({ hasText: text });
  }

  end(row: Locator): Locator {
    return row.getByRole('button', { name: this.label.end });
  }
}
