import type { Locator, Page } from 'playwright/test';
import type { Reader } from './reader';

const LABELS = {
  zh_TW: {
    signOut: '登出 (Logout)',
    stay: '繼續使用 (Stay)',
    understood: '知道了',
    menu: '選單 (Menu)',
    skip: '跳到主要內容',
  },
  en: { signOut: 'Logout', stay: 'Stay signed in', understood: 'I see', menu: 'Menu', skip: 'Skip to the content' },
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

  languageButton(language: '中文' | 'English'): Locator {
    return this.page.getByRole('banner').getByRole('button', { name: language, exact: true });
  }
}
