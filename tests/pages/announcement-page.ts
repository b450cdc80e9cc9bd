import type { Locator, Page } from 'playwright/test';
import type { Reader } from './reader';

const LABELS = {
  zh_TW: {
    heading: '信箱已暫停',
    warning: /^警告：您的帳號/,
    part: /^公告第 \d 段/,
    next: /^閱讀下一段/,
    acknowledge: /^(請先閱讀上述公告，再去設定密碼\.\.\.|我已讀完，設定新密碼)/,
    goOn: '從上次讀到的地方繼續',
  },
  en: {
    heading: 'Your mailbox is suspended',
    warning: /^WARNING: Due to some trouble with your account/,
    part: /^Part \d of \d/,
    next: /^Read the next part/,
    acknowledge: /^(Please read the above announcement first|I have read this – set a new password)/,
    goOn: 'Go on reading where you left off',
  },
} as const;

/** `/mailboxes/ADDRESS/announcement`: the reading gate. */
export class AnnouncementPage {
  readonly heading: Locator;
  /** 警告：… / WARNING: … */
  readonly warning: Locator;
  readonly parts: Locator;
  readonly next: Locator;
  /** The last button: named by the seed's words until the text is read. */
  readonly acknowledge: Locator;
  readonly refusal: Locator;
  /** The link from a refusal back to the current part. */
  readonly goOn: Locator;
  /** The live region for screen readers. */
  readonly status: Locator;
  readonly incidents: Locator;

  constructor(
    private readonly page: Page,
    { language }: Reader,
  ) {
    const label = LABELS[language];
    const main = page.getByRole('main');
    this.heading = main.getByRole('heading', { level: 1, name: label.heading });
    this.warning = main.getByText(label.warning);
    this.parts = main.getByRole('region', { name: label.part });
    this.next = main.getByRole('button', { name: label.next });
    this.acknowledge = main.getByRole('button', { name: label.acknowledge });
    this.refusal = main.getByRole('alert');
    this.goOn = main.getByRole('link', { name: label.goOn });
    this.status = main.getByRole('status');
    this.incidents = main.getByRole('table');
  }

  async open(address: string): Promise<void> {
    await this.page.goto(`/mailboxes/${address}/announcement`);
  }

  /** Requests one part after another by the button. */
  async readToTheEnd(): Promise<void> {
    while (await this.next.isVisible()) {
      const read = await this.parts.count();
      // Scrolling to the button can load the part by itself, and remove the last button.
      await this.next.press('Enter', { timeout: 3_000 }).catch(() => {});
      await this.parts.nth(read).waitFor();
    }
  }
}
