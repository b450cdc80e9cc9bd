import type { Locator } from 'playwright/test';
import { newPassword } from '../support/people';
import { expect, forReadersWithJavaScript, test } from '../support/story';

/** As a password manager does that tells no script of it. */
const fillSilently = (field: Locator, value: string): Promise<void> =>
  field.evaluate((input: HTMLInputElement, text) => {
    input.value = text;
  }, value);

forReadersWithJavaScript(() => {
  test('a refused password breaks its rule until another one stands in the field; what is visible there is sent', async ({
    page,
    on,
    portal,
    arrive,
    words,
  }) => {
    const { box } = await arrive();
    await on.password.open(box.address);
    await expect(on.password.reveal).toBeVisible();
    for (const suggest of [on.password.suggest.english, on.password.suggest.pinyin]) {
      await expect(suggest).toHaveCSS('opacity', '1');
    }
    await fillSilently(on.password.next, box.password);
    await fillSilently(on.password.confirm, box.password);
    await on.password.apply.click();
    await expect(on.password.refusal).toContainText(words('errors.password.same_as_current'));
    const reuse = on.password.rules.filter({ hasText: words('password.ruleReuse') });
    await expect(reuse).toContainText(words('password.broken'));

    const next = newPassword();
    await on.password.next.fill(next);
    await expect(on.password.refusal).toHaveCount(0);
    await expect(reuse).not.toContainText(words('password.broken'));
    await fillSilently(on.password.confirm, next);
    await on.password.apply.click();
    await on.receipt.reached();
    await expect(page.getByRole('heading', { name: words('receipt.services') })).toBeVisible();
    expect(await portal.countChanges(box.address)).toBe(1);
  });

  test('way 2 sends what is visible, and a refusal goes with what it refused', async ({
    on,
    portal,
    somebody,
    words,
  }) => {
    const { box } = await somebody();
    await on.login.open();
    await fillSilently(on.login.account, box.address);
    await fillSilently(on.login.password, newPassword());
    await on.login.signIn.click();
    await expect(on.login.refusal).toContainText(words('errors.captcha.missing'));
    await on.login.digits.fill(await portal.digitsOf(await on.login.captcha()));
    await expect(on.login.refusal).toHaveCount(0);
    await on.login.signIn.click();
    await expect(on.login.refusal).toContainText(words('errors.sign_in.failed'));
    await on.login.password.fill(box.password);
    await expect(on.login.refusal).toHaveCount(0);
    await on.login.digits.fill(await portal.digitsOf(await on.login.captcha()));
    await on.login.signIn.click();
    await expect(on.shell.signOut).toBeVisible();
  });
});
