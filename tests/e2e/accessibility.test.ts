import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import type { AxeResults, RunOptions } from 'axe-core';
import type { Page } from 'playwright/test';
import { foreignTexts } from '../support/foreign-texts';
import { SCENES } from '../support/scenes';
import { expect, forReadersWithJavaScript, test } from '../support/story';

const AXE = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');

/** Results for passed rules are left out; collecting them takes much of the time. */
const ONLY_FAULTS = { resultTypes: ['violations'], selectors: false } satisfies RunOptions;
const EVERY_RULE = { ...ONLY_FAULTS, rules: { 'target-size': { enabled: true } } } satisfies RunOptions;
/** The rules that a change of colours can affect on a page that was already checked. */
const RULES_OF_COLOUR = { ...ONLY_FAULTS, runOnly: ['color-contrast', 'link-in-text-block'] } satisfies RunOptions;
/** The rules that a change of colours or width can affect on a page that was already checked. */
const RULES_OF_STYLE = {
  ...ONLY_FAULTS,
  runOnly: ['color-contrast', 'link-in-text-block', 'scrollable-region-focusable', 'target-size'],
} satisfies RunOptions;

/**
 * The violations that axe-core finds, each with its place. Runs through the debugger, which the page's CSP does not
 * restrict.
 */
async function findings(page: Page, rules: RunOptions): Promise<string[]> {
  const { violations } = (await page.evaluate(`axe.run(document, ${JSON.stringify(rules)})`)) as AxeResults;
  return violations.flatMap(({ id, nodes }) =>
    nodes.map(({ html, failureSummary }) => `${id}: ${html}\n${failureSummary}`),
  );
}

/** The controls of the page and the values of its fields, which are the same in both languages. */
const outline = (page: Page): Promise<string[]> =>
  page.locator('h1, h2, form, input, select, textarea, button, table, dialog[open], [role=alert]').evaluateAll((all) =>
    all.map((one) => {
      const isFilled = 'value' in one && one.value !== '';
      return `${one.tagName}${isFilled ? ' filled in' : ''}`;
    }),
  );

/** Runs axe-core on the current page, in light and dark mode and on a narrow screen. */
async function expectNoFaults(page: Page): Promise<void> {
  await expect(page.getByRole('main')).toBeVisible();
  await expect(page.locator('title')).toHaveCount(1);
  expect(await foreignTexts(page), 'texts in a language other than their lang').toEqual([]);
  await page.evaluate(AXE);
  await page.emulateMedia({ colorScheme: 'light', reducedMotion: 'reduce' });
  expect(await findings(page, EVERY_RULE), 'light').toEqual([]);
  await page.emulateMedia({ colorScheme: 'dark' });
  expect(await findings(page, RULES_OF_COLOUR), 'dark').toEqual([]);
  const wide = page.viewportSize();
  const overhang = () =>
    page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth);
  // A window of 1280×800 has this left at a zoom of 200 %.
  await page.setViewportSize({ width: 640, height: 400 });
  expect(await overhang(), '200 % zoom').toBe(0);
  await page.setViewportSize({ width: 320, height: 720 });
  expect(await overhang(), '320 px').toBe(0);
  expect(await findings(page, RULES_OF_STYLE), '320 px').toEqual([]);
  if (wide) await page.setViewportSize(wide);
}

const PROMISE =
  'axe-core finds nothing in light and dark, each text is in the language of its lang, nothing scrolls sideways at 320 px or 200 % zoom';

for (const scene of SCENES.filter(({ isGoneOnReload }) => !isGoneOnReload)) {
  test(`${scene.name}, in both languages: ${PROMISE}`, async ({ page, on, portal, signInNewPerson, words }) => {
    await scene.show({ page, on, portal, words, signedIn: signInNewPerson });
    await expectNoFaults(page);
    const inChinese = await outline(page);
    await page.context().addCookies([{ name: 'portal_language', value: 'en', url: portal.baseUrl }]);
    await page.reload();
    await expect(page.locator('html')).toHaveAttribute('lang', 'en');
    await expect.poll(() => outline(page)).toEqual(inChinese);
    await expectNoFaults(page);
  });
}

forReadersWithJavaScript(() => {
  for (const scene of SCENES.filter(({ isGoneOnReload }) => isGoneOnReload)) {
    test(`${scene.name}: ${PROMISE}`, async ({ page, on, portal, signInNewPerson, words }) => {
      await scene.show({ page, on, portal, words, signedIn: signInNewPerson });
      await expectNoFaults(page);
    });
  }
});
