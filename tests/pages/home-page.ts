import type { Locator, Page } from 'playwright/test';
import { readFacts } from './read-facts';
import type { Reader } from './reader';

const LABELS = {
  zh_TW: { set: /^設定密碼 \(Set password\)/, data: '個人資料與本次登入' },
  en: { set: /^Set password/, data: 'Personal data and this sign-in' },
} as const;

/** `/` for a signed-in user. */
export class HomePage {
  /** Unfolds the personal data. Absent on the first page after a sign-in through the campus system. */
  readonly foldedData: Locator;
  private readonly label: (typeof LABELS)['zh_TW' | 'en'];

  constructor(
    private readonly page: Page,
    { language }: Reader,
  ) {
    this.label = LABELS[language];
    this.foldedData = page.getByText(this.label.data, { exact: true });
  }

  async open(): Promise<void> {
    await this.page.goto('/');
  }

  /** The personal data, as shown now. */
  facts(): Promise<Record<string, string>> {
    return readFacts(this.page);
  }

  link(name: string): Locator {
    return this.page.getByRole('main').getByRole('link', { name });
  }

  /** The card of a mailbox, with its state and its next step. */
  card(address: string): Locator {
    return this.page
      .getByRole('main')
      .getByRole('listitem')
      .filter({ has: this.page.getByRole('heading', { name: address }) });
  }

  setPassword(address: string): Locator {
    return this.card(address).getByRole('link', { name: this.label.set });
  }
}
