import type { Locator, Page } from 'playwright/test';

/** A member's page with one list: one row for each item, headed by its name. */
export class ListPage {
  readonly rows: Locator;

  constructor(
    protected readonly page: Page,
    private readonly path: string,
    /** The page's label in the menu. */
    private readonly title: string,
  ) {
    this.rows = page.getByRole('row').filter({ has: page.getByRole('rowheader') });
  }

  async open(): Promise<void> {
    await this.page.goto(this.path);
  }

  /** Opens the page by the menu on the left, from any member's page. */
  async openByMenu(): Promise<void> {
    // The menu has the English on a line of its own, without parentheses.
    const name = this.title.replace(/ \((.+)\)$/, ' $1');
    await this.page.getByRole('navigation').getByRole('link', { name, exact: true }).click();
  }

  row(text: string): Locator {
    return this.rows.filter({ hasText: text });
  }
}
