import { expect, forTwoReaders, test } from '../support/story';

forTwoReaders(({ language }) => {
  test('a browser shows the title of the page, also after a form was refused', async ({
    page,
    on,
    portal,
    signInNewPerson,
  }) => {
    const { university } = portal.runtime.config.campus;
    const who = await signInNewPerson();
    await on.password.open(who.box.address);
    const title = await page.title();
    expect(title).toMatch(new RegExp(` – ${who.box.address} – ${language === 'en' ? university.en : university.zh}$`));
    await on.password.fill('passwordpassword');
    await on.password.apply.click();
    await expect(on.password.refusal).toBeVisible();
    expect(await page.title()).toBe(title);
    await expect(page.locator('title')).toHaveCount(1);

    // The page is replaced by a refusal, within the document where JavaScript runs.
    await portal.ageSessions(who.person.id, { lastSeen: 21 * 60_000 });
    await on.password.fill('passwordpassword');
    await on.password.apply.click();
    await expect(on.password.refusal.or(on.refusal.sentence).first()).toBeVisible();
    await expect(page.locator('title')).toHaveCount(1);
  });
});
