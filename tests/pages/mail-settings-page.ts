import type { Locator, Page } from 'playwright/test';
import { ListPage } from './list-page';
import type { Reader } from './reader';

const LABELS = {
  zh_TW: {
    title: '郵件程式設定 (Mail Settings)',
    profile: /^下載描述檔 \(Download profile\)/,
    qrCode: '本頁網址的 QR 碼',
  },
  en: { title: 'Mail settings', profile: /^Download profile/, qrCode: 'QR code with the address of this page' },
} as const;

/** 郵件程式設定: one row for each server */
export class MailSettingsPage extends ListPage {
  readonly profile: Locator;
  readonly qrCode: Locator;

  constructor(page: Page, { language }: Reader) {
    super(page, '/mail-settings', LABELS[language].title);
    this.profile = page.getByRole('link', { name: LABELS[language].profile });
    this.qrCode = page.getByRole('img', { name: LABELS[language].qrCode });
  }

  /** The folded steps of one mail program. */
  steps(program: string): Locator {
    return this.page.getByRole('group').filter({ hasText: program });
  }

  async unfold(program: string): Promise<void> {
    await this.steps(program).getByText(program, { exact: false }).first().click();
  }

  /** The settings of one of several mailboxes. */
  mailbox(address: string): Locator {
    return this.page.getByRole('main').getByRole('link', { name: address });
  }
}
