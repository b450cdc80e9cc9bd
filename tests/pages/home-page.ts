import type { Locator, Page } from 'playwright/test';
import { readFacts } from './read-facts';

/** `/` of who is signed in. */
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

  /** What a service says to this person. */
  service(name: string): Locator {
    return this.page
      .getByRole('main')
      .getByRole('listitem')
      .filter({ has: this.page.getByRole('heading', { name }) });
  }
}
