import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import type { AxeResults } from 'axe-core';
import type { Page } from 'playwright/test';
import { newPerson } from '../support/people';
import { SCENES } from '../support/scenes';
import { expect, forReadersWithJavaScript, test } from '../support/story';

const AXE = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');

/** What axe-core finds, told so that one sees where. Run through the debugger, where the page's own policy does not reach. */
async function findings(page: Page): Promise<string[]> {
  await page.evaluate(AXE);
  const { violations } = (await page.evaluate(
    'axe.run(document, { rules: { "target-size": { enabled: true } } })',
  )) as AxeResults;
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
      for (const colorScheme of ['light', 'dark'] as const) {
        await page.emulateMedia({ colorScheme, reducedMotion: 'reduce' });
        expect(await findings(page), colorScheme).toEqual([]);
      }
      await page.setViewportSize({ width: 320, height: 720 });
      const overhang = await page.evaluate(
        () => document.documentElement.scrollWidth - document.documentElement.clientWidth,
      );
      expect(overhang).toBe(0);
      expect(await findings(page), '320 px').toEqual([]);
    });
  }
});
