import type { Locator, Page } from 'playwright/test';

/** A page of the person's whose middle is one list: a row for each thing, headed by what it is. */
export class ListPage {
  readonly rows: Locator;

  constructor(
    protected readonly page: Page,
    private readonly path: string,
    /** As the menu says it. */
    private readonly title: string,
  ) {
    this.rows = page.getByRole('row').filter({ has: page.getByRole('rowheader') });
  }

  async open(): Promise<void> {
    await this.page.goto(this.path);
  }

  /** By the menu on the left, from any page of the person's. */
  async openByMenu(): Promise<void> {
    await this.page.getByRole('navigation').getByRole('link', { name: this.title, exact: true }).click();
  }

  row(text: string): Locator {
    return this.rows.filter({ hasText: text });
  }
}
