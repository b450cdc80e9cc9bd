import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import type { AxeResults, RunOptions } from 'axe-core';
import type { Page } from 'playwright/test';
import { newPerson } from '../support/people';
import { SCENES } from '../support/scenes';
import { expect, forReadersWithJavaScript, test } from '../support/story';

const AXE = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');

/** Of what is well nothing is told, which is much of the work. */
const ONLY_FAULTS = { resultTypes: ['violations'], selectors: false } satisfies RunOptions;
const EVERY_RULE = { ...ONLY_FAULTS, rules: { 'target-size': { enabled: true } } } satisfies RunOptions;
/** What colours and width can change of a page that was looked at already. */
const RULES_OF_STYLE = {
  ...ONLY_FAULTS,
  runOnly: ['color-contrast', 'link-in-text-block', 'scrollable-region-focusable', 'target-size'],
} satisfies RunOptions;

/** What axe-core finds, told so that one sees where. Run through the debugger, where the page's own policy does not reach. */
async function findings(page: Page, rules: RunOptions): Promise<string[]> {
  const { violations } = (await page.evaluate(`axe.run(document, ${JSON.stringify(rules)})`)) as AxeResults;
  return violations.flatMap(({ id, nodes }) =>
    nodes.map(({ html, failureSummary }) => `${id}: ${html}\n${failureSummary}`),
  );
}

forReadersWithJavaScript(() => {
  for (const scene of SCENES) {
    test(`${scene.name}: axe-core finds nothing in light and dark, and nothing scrolls sideways at 320 px`, async ({
      page,
      on,
      portal,
      signIn,
      words,
    }) => {
      const signedIn = async (wishes = {}) => {
        const who = await newPerson(portal.context, wishes);
        await signIn(who);
        return who;
      };
      await scene.show({ page, on, portal, words, signedIn });
      await expect(page.getByRole('main')).toBeVisible();
      await page.evaluate(AXE);
      await page.emulateMedia({ colorScheme: 'light', reducedMotion: 'reduce' });
      expect(await findings(page, EVERY_RULE), 'light').toEqual([]);
      await page.emulateMedia({ colorScheme: 'dark' });
      expect(await findings(page, RULES_OF_STYLE), 'dark').toEqual([]);
      await page.setViewportSize({ width: 320, height: 720 });
      const overhang = await page.evaluate(
        () => document.documentElement.scrollWidth - document.documentElement.clientWidth,
      );
      expect(overhang).toBe(0);
      expect(await findings(page, RULES_OF_STYLE), '320 px').toEqual([]);
    });
  }
});
