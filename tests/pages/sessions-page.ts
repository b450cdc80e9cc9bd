import type { Locator, Page } from 'playwright/test';
import { WORDS } from '../support/words';
import { ListPage } from './list-page';
import type { Reader } from './reader';

const LABELS = {
  zh_TW: {
    title: '登入中的裝置與連線 (Sessions)',
    this: WORDS.zh_TW('sessions.this'),
    end: /^結束 \(End\)/,
    endOthers: '結束其他所有登入 (End all others)',
    signOut: '登出 (Logout)',
  },
  en: {
    title: 'Sessions and connections',
    this: WORDS.en('sessions.this'),
    end: /^End /,
    endOthers: 'End all others',
    signOut: 'Logout',
  },
} as const;

/** 登入中的裝置與連線 */
export class SessionsPage extends ListPage {
  /** The row of the current session. */
  readonly thisOne: Locator;
  readonly signOut: Locator;
  readonly endOthers: Locator;
  private readonly label: (typeof LABELS)['zh_TW' | 'en'];

  constructor(page: Page, { language }: Reader) {
    super(page, '/sessions', LABELS[language].title);
    this.label = LABELS[language];
    this.thisOne = this.rows.filter({ hasText: this.label.this });
    this.signOut = this.thisOne.getByRole('button', { name: this.label.signOut, exact: true });
    this.endOthers = page.getByRole('button', { name: this.label.endOthers, exact: true });
  }

  end(row: Locator): Locator {
    return row.getByRole('button', { name: this.label.end });
  }
}
