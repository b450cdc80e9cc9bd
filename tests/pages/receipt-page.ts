import type { Locator, Page } from 'playwright/test';
import { readFacts } from './read-facts';

export const RECEIPT_ADDRESS = /\/mailboxes\/[^/]+\/password\/changes\/[0-9a-f-]{36}(#.*)?$/;

/** `/mailboxes/ADDRESS/password/changes/ID`: what became of a change. */
export class ReceiptPage {
  /** What has been done at the mail server, step by step. */
  readonly steps: Locator;

  /** To the receipt of the change that took this one's place. */
  readonly newest: Locator;

  constructor(private readonly page: Page) {
    this.steps = page.getByRole('main').getByRole('listitem');
    this.newest = page
      .getByRole('main')
      .getByRole('link', { name: /^最後一次變更的收據$|^the receipt of the newest change$/ });
  }

  async reached(): Promise<void> {
    await this.page.waitForURL(RECEIPT_ADDRESS);
  }

  /** The mail server's own heading, with the word that says how far the change is. */
  state(word: string): Locator {
    return this.page.getByRole('heading', { name: word });
  }

  /** What is said of one service. */
  row(service: string): Locator {
    return this.page.getByRole('article', { name: service });
  }

  says(sentence: string): Locator {
    return this.page.getByRole('main').getByText(sentence);
  }

  facts(): Promise<Record<string, string>> {
    return readFacts(this.page);
  }
}
