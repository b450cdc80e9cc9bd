import type { Locator, Page } from 'playwright/test';
import { readFacts } from './read-facts';
import type { Reader } from './reader';

export const RECEIPT_ADDRESS = /\/mailboxes\/[^/]+\/password\/changes\/[0-9a-f-]{36}(#.*)?$/;

const LABELS = {
  zh_TW: { timeline: '處理經過', services: '各系統的結果', newest: '查看最後一次變更的結果', number: '變更編號' },
  en: {
    timeline: 'What happened',
    services: 'Status by service',
    newest: 'See the result of the latest change',
    number: 'Change number',
  },
} as const;

/** `/mailboxes/ADDRESS/password/changes/ID`: the result of a change. */
export class ReceiptPage {
  /** The steps of the change, at all of its services. */
  readonly steps: Locator;

  /** One row for each service of the mailbox, while one of them is delayed. */
  readonly rows: Locator;

  /** Unfolds the rows while no service is delayed. */
  readonly byService: Locator;

  /** The link to the result of the change that replaced this one. */
  readonly newest: Locator;

  private readonly label: (typeof LABELS)['zh_TW' | 'en'];

  constructor(
    private readonly page: Page,
    { language }: Reader,
  ) {
    this.label = LABELS[language];
    this.steps = page.getByRole('list', { name: this.label.timeline }).getByRole('listitem');
    this.rows = page.getByRole('main').getByRole('article');
    this.byService = page.getByRole('main').getByText(this.label.services, { exact: true });
    this.newest = page.getByRole('main').getByRole('link', { name: this.label.newest, exact: true });
  }

  async reached(): Promise<void> {
    await this.page.waitForURL(RECEIPT_ADDRESS);
  }

  /** The heading, which says the outcome. */
  outcome(sentence: string): Locator {
    return this.page.getByRole('heading', { level: 1, name: sentence, exact: true });
  }

  /** The row of one service. */
  row(service: string): Locator {
    return this.page.getByRole('article', { name: service });
  }

  /** The steps of the change, each with its time or the sign that replaces it. */
  async stepsWithTimes(): Promise<{ at: string; what: string }[]> {
    const steps = await this.steps.allInnerTexts();
    return steps.map((step) => {
      const [, at = '', what = ''] = /^(\S+)\s+(.+)$/.exec(step) ?? [];
      return { at, what };
    });
  }

  /** Opens everything that is folded. */
  async unfoldEverything(): Promise<void> {
    for (const fold of await this.page.getByRole('main').locator('summary').all()) await fold.click();
  }

  says(sentence: string): Locator {
    return this.page.getByRole('main').getByText(sentence);
  }

  facts(): Promise<Record<string, string>> {
    return readFacts(this.page);
  }

  /** The change number. */
  async number(): Promise<string> {
    return (await this.facts())[this.label.number] ?? '';
  }
}
