import type { Locator, Page } from 'playwright/test';
import type { Reader } from './reader';

const LABELS = {
  zh_TW: {
    signOut: '登出 (Logout)',
    stay: '繼續使用 (Stay)',
    understood: '知道了',
    menu: '選單',
    skip: '跳到主要內容',
  },
  en: { signOut: 'Logout', stay: 'Stay signed in', understood: 'OK', menu: 'Menu', skip: 'Skip to main content' },
} as const;

/** The frame around every page. */
export class Shell {
  readonly signOut: Locator;
  /** The remaining time of the session. */
  readonly timer: Locator;
  readonly stayDialog: Locator;
  readonly stay: Locator;
  readonly understood: Locator;
  readonly menu: Locator;
  readonly skip: Locator;
  readonly content: Locator;

  constructor(
    private readonly page: Page,
    { language }: Reader,
  ) {
    const label = LABELS[language];
    this.signOut = page.getByRole('banner').getByRole('button', { name: label.signOut, exact: true });
    this.timer = page.getByRole('timer');
    this.stayDialog = page.getByRole('dialog');
    this.stay = this.stayDialog.getByRole('button', { name: label.stay });
    this.understood = this.stayDialog.getByRole('button', { name: label.understood });
    this.menu = page.getByRole('navigation', { name: label.menu });
    this.skip = page.getByRole('link', { name: label.skip });
    this.content = page.getByRole('main');
  }

  /** An entry of the menu, by its label: 首頁 (Home). */
  entry(label: string): Locator {
    const name = label.replace(/ \(([^)]*)\)$/, ' $1');
    return this.menu.getByRole('link', { name, exact: true, includeHidden: true });
  }

  languageButton(language: '中文' | 'English'): Locator {
    return this.page.getByRole('banner').getByRole('button', { name: language, exact: true });
  }
}
