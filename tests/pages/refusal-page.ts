import type { Locator, Page } from 'playwright/test';
import { readFacts } from './read-facts';
import type { Reader } from './reader';

const LABELS = {
  zh_TW: {
    code: '錯誤代碼 (Error code)',
    message: '錯誤訊息 (Error message)',
    reference: '參考編號 (Reference)',
    toCampus: '回校務資訊系統取得新的連結',
  },
  en: {
    code: 'Error code',
    message: 'Error message',
    reference: 'Reference',
    toCampus: 'Get a new link from the Campus Information System',
  },
} as const;

/** A page that gives the reason for a refusal. */
export class RefusalPage {
  /** The event that the page reports. */
  readonly heading: Locator;
  readonly sentence: Locator;
  readonly advice: Locator;
  readonly toCampusSystem: Locator;

  constructor(
    private readonly page: Page,
    private readonly reader: Reader,
  ) {
    this.heading = page.getByRole('heading', { level: 1 });
    this.sentence = page.getByRole('alert').filter({ hasText: /./ });
    this.advice = page.getByRole('main').getByRole('listitem');
    this.toCampusSystem = page.getByRole('link', { name: LABELS[reader.language].toCampus });
  }

  /** The codes for the operators, with the reference number. */
  async codes(): Promise<{ code?: string; message?: string; reference?: string }> {
    const { code, message, reference } = LABELS[this.reader.language];
    const facts = await this.facts();
    return { code: facts[code], message: facts[message], reference: facts[reference] };
  }

  facts(): Promise<Record<string, string>> {
    return readFacts(this.page);
  }
}
