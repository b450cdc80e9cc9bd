import type { Locator, Page } from 'playwright/test';
import { readFacts } from './read-facts';
import type { Reader } from './reader';

const LABELS = {
  zh_TW: { goOn: /^以.+的身分繼續$/, notMe: '這不是我' },
  en: { goOn: /^Continue as /, notMe: 'This isn’t me' },
} as const;

/** `/campus`: the target of a campus link. It names the person, and with JavaScript it continues by itself. */
export class ArrivalPage {
  readonly continueAs: Locator;
  readonly notMe: Locator;

  constructor(
    private readonly page: Page,
    private readonly reader: Reader,
  ) {
    const label = LABELS[reader.language];
    this.continueAs = page.getByRole('button', { name: label.goOn });
    this.notMe = page.getByRole('link', { name: label.notMe });
  }

  async open(link: string): Promise<void> {
    await this.page.goto(link);
  }

  async goOn(): Promise<void> {
    if (!this.reader.javaScript) await this.continueAs.click();
    await this.page.waitForURL('/');
  }

  facts(): Promise<Record<string, string>> {
    return readFacts(this.page);
  }
}
