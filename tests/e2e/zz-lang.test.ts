import { appendFileSync } from 'node:fs';
import { foreignTexts } from '../support/foreign-texts';
import { SCENES } from '../support/scenes';
import { expect, test } from '../support/story';

for (const scene of SCENES) {
  test(`${scene.name}`, async ({ page, on, portal, signInNewPerson, words }) => {
    test.setTimeout(60_000);
    await scene.show({ page, on, portal, words, signedIn: signInNewPerson } as never);
    await expect(page.getByRole('main')).toBeVisible();
    for (const x of await foreignTexts(page)) appendFileSync('/tmp/abrand/lang.txt', `${scene.name}\tzh\t${x}\n`);
    if (scene.isGoneOnReload) return;
    await page.context().addCookies([{ name: 'portal_language', value: 'en', url: portal.baseUrl }]);
    await page.reload();
    for (const x of await foreignTexts(page)) appendFileSync('/tmp/abrand/lang.txt', `${scene.name}\ten\t${x}\n`);
  });
}
