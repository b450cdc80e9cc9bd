import type { Locator, Page } from 'playwright/test';
import { ListPage } from './list-page';
import type { Reader } from './reader';

const LABELS = {
  zh_TW: {
    title: '聯絡用電子郵件 (Contact Addresses)',
    address: /電子郵件地址/,
    current: /目前的密碼/,
    send: '寄送確認信 (Send)',
    resend: /^重新寄送確認信/,
    remove: /^移除/,
    removeIt: '確認移除 (Remove)',
    confirm: '確認這個地址 (Confirm)',
    notMe: '這不是我 (This was not me)',
  },
  en: {
    title: 'Contact addresses',
    address: 'Email address',
    current: /Current password/,
    send: 'Send confirmation email',
    resend: /^Send again/,
    remove: /^Remove/,
    removeIt: 'Remove it',
    confirm: 'Confirm this address',
    notMe: 'This was not me',
  },
} as const;

/** 聯絡用電子郵件, and the pages behind the links in mails. */
export class ContactAddressesPage extends ListPage {
  readonly address: Locator;
  readonly current: Locator;
  readonly send: Locator;
  readonly removeIt: Locator;
  readonly confirm: Locator;
  readonly notMe: Locator;
  private readonly label: (typeof LABELS)['zh_TW' | 'en'];

  constructor(page: Page, { language }: Reader) {
    super(page, '/contact-addresses', LABELS[language].title);
    this.label = LABELS[language];
    this.address = page.getByRole('textbox', { name: this.label.address });
    this.current = page.getByLabel(this.label.current);
    this.send = page.getByRole('button', { name: this.label.send, exact: true });
    this.removeIt = page.getByRole('button', { name: this.label.removeIt, exact: true });
    this.confirm = page.getByRole('button', { name: this.label.confirm, exact: true });
    this.notMe = page.getByRole('button', { name: this.label.notMe, exact: true });
  }

  async add(address: string): Promise<void> {
    await this.address.fill(address);
    await this.send.click();
  }

  resend(row: Locator): Locator {
    return row.getByRole('button', { name: this.label.resend });
  }

  remove(row: Locator): Locator {
    return row.getByRole('link', { name: this.label.remove });
  }
}
