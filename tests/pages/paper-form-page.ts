import type { Locator, Page } from 'playwright/test';
import type { Reader } from './reader';

const LABELS = {
  zh_TW: {
    password: '密碼變更 (Change of password)',
    reinstatement: '復用信箱 (Restoring a mailbox)',
    custodian: '保管人變更 (Change of custodian)',
    print: '列印 (Print)',
  },
  en: {
    password: 'Change of password (密碼變更)',
    reinstatement: 'Restoring a mailbox (復用信箱)',
    custodian: 'Change of custodian (保管人變更)',
    print: 'Print',
  },
} as const;

export const PAPER_FORMS = ['password', 'reinstatement', 'custodian'] as const;
type PaperForm = (typeof PAPER_FORMS)[number];

/** 書面申請: the explanation, and the sheet, which is the same in both languages. */
export class PaperFormPage {
  readonly print: Locator;
  readonly sheet: Locator;
  /** The input fields, in their order. */
  readonly fields: Locator;
  private readonly label: (typeof LABELS)['zh_TW' | 'en'];

  constructor(
    private readonly page: Page,
    { language }: Reader,
  ) {
    this.label = LABELS[language];
    this.print = page.getByRole('button', { name: this.label.print, exact: true });
    this.sheet = page.getByRole('article', { name: /電子郵件信箱申請單.*Mailbox Application Form/ });
    this.fields = this.sheet.getByRole('textbox');
  }

  async open(form?: PaperForm): Promise<void> {
    await this.page.goto(form ? `/paper-form/${form}` : '/paper-form');
  }

  async choose(form: PaperForm): Promise<void> {
    await this.page.getByRole('link', { name: this.label[form], exact: true }).click();
  }

  field(label: RegExp): Locator {
    return this.sheet.getByRole('textbox', { name: label });
  }

  async number(): Promise<string> {
    return /[0-9A-Z]{4}-[0-9A-Z]{4}-[0-9A-Z]{4}/.exec((await this.sheet.textContent()) ?? '')?.[0] ?? '';
  }

  async fillEvery(text: string): Promise<void> {
    const fields = await this.fields.all();
    if (fields.length === 0) throw new Error('the sheet has no fields');
    for (const field of fields) await field.fill(text);
  }

  /** The title in the metadata of the printed document. */
  async titleOfPdf(): Promise<string> {
    const [, hex = ''] = /\/Title <([0-9A-Fa-f]+)>/.exec(await this.pdf()) ?? [];
    // UTF-16, big-endian, behind a byte order mark: ISO 32000-1 §7.9.2.2.
    const text = Buffer.from(hex, 'hex').swap16().toString('utf16le');
    return text.replace(/^\ufeff/, '');
  }

  private async pdf(): Promise<string> {
    return (await this.page.pdf({ preferCSSPageSize: true })).toString('latin1');
  }

  /** Prints as the browser's own command does, and returns the number of sheets and their size in points. */
  async printed(): Promise<{ sheets: number; size: string | undefined }> {
    const pdf = await this.pdf();
    const [, size] = /\/MediaBox \[0 0 ([\d.]+ [\d.]+)\]/.exec(pdf) ?? [];
    return { sheets: pdf.match(/\/Type \/Page\b(?!s)/g)?.length ?? 0, size };
  }
}
