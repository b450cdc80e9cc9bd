import type { Locator, Page } from 'playwright/test';

/** The labels of a page with their values, in the order in which a screen reader reads them. */
export async function readFacts(within: Page | Locator): Promise<Record<string, string>> {
  const terms = within.getByRole('term');
  await terms.first().waitFor();
  const [labels, values] = await Promise.all([terms.allInnerTexts(), within.getByRole('definition').allInnerTexts()]);
  return Object.fromEntries(labels.map((label, at) => [label.trim(), (values[at] ?? '').trim()]));
}
