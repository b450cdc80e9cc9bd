import { expect, type Locator, type Page } from 'playwright/test';

const MOST_STOPS = 60;

/** Presses the Tab key until this element has the focus. */
export async function tabTo(page: Page, goal: Locator): Promise<void> {
  await expect(goal).toBeVisible();
  const hasFocus = () => goal.evaluate((element) => element === element.ownerDocument.activeElement);
  for (let stops = 0; stops < MOST_STOPS; stops += 1) {
    if (await hasFocus()) return;
    await page.keyboard.press('Tab');
  }
  throw new Error(`the Tab key does not reach ${goal} within ${MOST_STOPS} stops`);
}
