import type { Locator, Page } from 'playwright/test';
import { ListPage } from './list-page';
import type { Reader } from './reader';

const LABELS = {
  zh_TW: { title: '帳號紀錄 (Account History)', receipt: /^變更結果 /, older: '較早的紀錄 (Older)' },
  en: { title: 'Account history', receipt: /^Result /, older: 'Older' },
} as const;

/** 帳號紀錄 */
export class HistoryPage extends ListPage {
  readonly older: Locator;
  private readonly label: (typeof LABELS)['zh_TW' | 'en'];

  constructor(page: Page, { language }: Reader) {
    super(page, '/history', LABELS[language].title);
    this.label = LABELS[language];
    this.older = page.getByRole('link', { name: this.label.older, exact: true });
  }

  receipt(row: Locator): Locator {
    return row.getByRole('link', { name: this.label.receipt });
  }
}
