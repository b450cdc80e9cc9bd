import type { Locator, Page } from 'playwright/test';

/** The simulated campus information system, with its choice of persons. */
export class CampusSystemPage {
  /** 登入網路系統組線上服務 */
  readonly goToOnlineServices: Locator;

  constructor(private readonly page: Page) {
    this.goToOnlineServices = page.getByRole('link', { name: /^(登入網路系統組線上服務|Sign in to Online Services)$/ });
  }

  async open(): Promise<void> {
    await this.page.goto('/demo/campus');
  }

  async choose(number: string): Promise<void> {
    await this.page.getByRole('main').getByRole('link', { name: number }).click();
  }
}
