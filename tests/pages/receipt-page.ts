import type { Locator, Page } from 'playwright/test';
import { readFacts } from './read-facts';

export const RECEIPT_ADDRESS = /\/mailboxes\/[^/]+\/password\/changes\/[0-9a-f-]{36}(#.*)?$/;

/** `/mailboxes/ADDRESS/password/changes/ID`: the result of a change. */
export class ReceiptPage {
  /** The steps that were done at the mail server. */
  readonly steps: Locator;

  /** One row for each service of the mailbox. */
  readonly rows: Locator;

  /** The link to the receipt of the change that replaced this one. */
  readonly newest: Locator;

  constructor(private readonly page: Page) {
    this.steps = page.getByRole('main').getByRole('listitem');
    this.rows = page.getByRole('main').getByRole('article');
    this.newest = page
      .getByRole('main')
      .getByRole('link', { name: /^最後一次變更的收據$|^the receipt of the newest change$/ });
  }

  async reached(): Promise<void> {
    await this.page.waitForURL(RECEIPT_ADDRESS);
  }

  /** A service's heading, found by the word at its end that names the state of the change. */
  state(word: string): Locator {
    // The word must be at the end and in its own case: "Not yet in force" is not "In force".
    return this.page.getByRole('heading', { name: new RegExp(`${word}$`) });
  }

  /** The row of one service. */
  row(service: string): Locator {
    return this.page.getByRole('article', { name: service });
  }

  /** The steps done at one service, each with its time or the sign that replaces it. */
  async stepsOf(service: string): Promise<{ at: string; what: string }[]> {
    const steps = await this.row(service).getByRole('listitem').allInnerTexts();
    return steps.map((step) => {
      const [, at = '', what = ''] = /^(\S+)\s+(.+)$/.exec(step) ?? [];
      return { at, what };
    });
  }

  says(sentence: string): Locator {
    return this.page.getByRole('main').getByText(sentence);
  }

  facts(): Promise<Record<string, string>> {
    return readFacts(this.page);
  }
}
