import type { Locator, Page } from 'playwright/test';
import { readFacts } from './read-facts';

export const RECEIPT_ADDRESS = /\/mailboxes\/[^/]+\/password\/changes\/[0-9a-f-]{36}(#.*)?$/;

/** `/mailboxes/ADDRESS/password/changes/ID`: what became of a change. */
export class ReceiptPage {
  /** What has been done at the mail server, step by step. */
  readonly steps: Locator;

  /** One for each service that the mailbox has. */
  readonly rows: Locator;

  /** To the receipt of the change that took this one's place. */
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

  /** A service's heading, by the word at its end that says how far the change is. */
  state(word: string): Locator {
    // Its end, and capitals as they are: "Not yet in force" is not "In force".
    return this.page.getByRole('heading', { name: new RegExp(`${word}$`) });
  }

  /** What is said of one service. */
  row(service: string): Locator {
    return this.page.getByRole('article', { name: service });
  }

  /** What was done at one service, each step with its time, or with the sign that stands in its place. */
  async trail(service: string): Promise<{ at: string; what: string }[]> {
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
