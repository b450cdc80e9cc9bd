import type { Locator, Page } from 'playwright/test';
import { readFacts } from './read-facts';

/** `/` for a signed-in user. */
export class HomePage {
  constructor(private readonly page: Page) {}

  async open(): Promise<void> {
    await this.page.goto('/');
  }

  facts(): Promise<Record<string, string>> {
    return readFacts(this.page);
  }

  link(name: string): Locator {
    return this.page.getByRole('main').getByRole('link', { name });
  }

  /** The entry of a service, with its availability for this person. */
  service(name: string): Locator {
    return this.page
      .getByRole('main')
      .getByRole('listitem')
      .filter({ has: this.page.getByRole('heading', { name }) });
  }
}
