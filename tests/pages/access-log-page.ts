import type { Locator, Page } from 'playwright/test';
import { ListPage } from './list-page';
import type { Reader } from './reader';

const LABELS = {
  zh_TW: {
    title: '信箱存取記錄查詢 (Mailbox Access Log Query)',
    from: '開始日期 (From)',
    to: '結束日期 (To)',
    address: 'IP 位址 (IP address)',
    search: '查詢 (Search)',
    older: '較早的紀錄 (Older)',
    csv: '下載 CSV 檔',
    notMe: /^不是我/,
    tryNow: '現在測試 (Try now)',
    table: '以表格顯示',
  },
  en: {
    title: 'Mailbox Access Log Query',
    from: 'From',
    to: 'To',
    address: 'IP address',
    search: 'Search',
    older: 'Older',
    csv: 'Download as CSV',
    notMe: /^This was not me/,
    tryNow: 'Try now',
    table: 'Show as a table',
  },
} as const;

/** 信箱存取記錄查詢, and the pages below it. */
export class AccessLogPage extends ListPage {
  readonly from: Locator;
  readonly to: Locator;
  readonly address: Locator;
  readonly search: Locator;
  readonly older: Locator;
  readonly csv: Locator;
  readonly tryNow: Locator;
  readonly chartTable: Locator;
  /** The rows of the log, without those of the devices and of the chart. */
  readonly entries: Locator;
  private readonly label: (typeof LABELS)['zh_TW' | 'en'];

  constructor(page: Page, { language }: Reader) {
    super(page, '/access-log', LABELS[language].title);
    this.label = LABELS[language];
    this.from = page.getByLabel(this.label.from, { exact: true });
    this.to = page.getByLabel(this.label.to, { exact: true });
    this.address = page.getByLabel(this.label.address, { exact: true });
    this.search = page.getByRole('button', { name: this.label.search, exact: true });
    this.older = page.getByRole('link', { name: this.label.older, exact: true });
    this.csv = page.getByRole('link', { name: this.label.csv, exact: true });
    this.tryNow = page.getByRole('link', { name: this.label.tryNow, exact: true });
    this.chartTable = page.getByText(this.label.table, { exact: true });
    this.entries = page
      .locator('#entries')
      .getByRole('row')
      .filter({ has: page.getByRole('rowheader') });
  }

  notMe(row: Locator): Locator {
    return row.getByRole('button', { name: this.label.notMe });
  }
}
