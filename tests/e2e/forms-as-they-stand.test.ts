import { sql } from 'drizzle-orm';
import type { Locator, Page } from 'playwright/test';
import { newPassword } from '../support/people';
import { expect, forReadersWithJavaScript, test } from '../support/story';

/** Fills a field without an event, as some password managers do. */
const fillSilently = (field: Locator, value: string): Promise<void> =>
  field.evaluate((input: HTMLInputElement, text) => {
    input.value = text;
  }, value);

/** Delays the form submissions of a page until the returned function releases them. */
async function holdForms(page: Page): Promise<() => void> {
  let release = () => {};
  const released = new Promise<void>((resolve) => {
    release = resolve;
  });
  await page.route('**', async (route) => {
    if (route.request().method() === 'POST') await released;
    await route.continue();
  });
  return release;
}

forReadersWithJavaScript(() => {
  test('a refused password keeps its error until the field changes; the visible value is sent', async ({
    page,
    on,
    portal,
    signInNewPerson,
    words,
  }) => {
    const { box } = await signInNewPerson();
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
    await expect(page.getByRole('heading', { name: words('receipt.timeline') })).toBeVisible();
    expect(await portal.countChanges(box.address)).toBe(1);
  });

  test('an error about two fields disappears when either of them is corrected', async ({
    page,
    on,
    signInNewPerson,
    words,
  }) => {
    const { box } = await signInNewPerson();
    await on.password.open(box.address);
    await expect(on.password.reveal).toBeVisible();
    const differs = page.getByText(words('errors.password.confirm_differs'));
    for (const corrected of ['next', 'confirm'] as const) {
      const password = newPassword();
      await on.password.fill(password);
      await on.password[corrected].fill(newPassword());
      await on.password.apply.click();
      await expect(differs).toBeVisible();
      await on.password[corrected].fill(password);
      await expect(differs).toHaveCount(0);
    }
  });

  test('a refused suggestion says when to try again, and the message disappears at that time', async ({
    page,
    on,
    portal,
    signInNewPerson,
    words,
  }) => {
    const { box } = await signInNewPerson();
    await page.clock.install();
    await on.password.open(box.address);
    await expect(on.password.reveal).toBeVisible();
    // Simulates five changes in another tab: the hour of the first one ends within two minutes.
    await portal.context.db.execute(sql`
      insert into password_changes (mailbox_id, version, number, intent, changed_at, fingerprint, reuse_salt)
      select id, 100 + n, translate(upper(left(md5(random()::text), 4) || '-' || left(md5(random()::text), 4)), '01', 'XY'),
        gen_random_uuid(), now() - interval '59 minutes',
        decode(repeat('00', 32), 'hex'), decode(repeat('00', 16), 'hex')
      from mailboxes, generate_series(1, 5) n where address = ${box.address}`);
    await on.password.suggest.english.click();
    const [before = ''] = String(words.raw('errors.throttle.changes')).split('{');
    const refusal = page.getByText(before);
    await expect(refusal).toBeVisible();
    await expect(refusal).toContainText(/\d{1,2}:\d{2}/);
    await page.clock.fastForward('02:05');
    await expect(refusal).toHaveCount(0);
  });

  test('way 2 sends the visible values, and an error disappears with the values that it refused', async ({
    on,
    createPerson,
    words,
  }) => {
    const { box } = await createPerson();
    await on.login.open();
    await fillSilently(on.login.account, box.address);
    await fillSilently(on.login.password, newPassword());
    await on.login.signIn.click();
    await expect(on.login.refusal).toContainText(words('errors.sign_in.failed'));
    await on.login.password.fill(box.password);
    await expect(on.login.refusal).toHaveCount(0);
    await on.login.typeDigits('000000');
    await on.login.digits.fill('');
    await on.login.signIn.click();
    await expect(on.shell.signOut).toBeVisible();
  });

  test('way 2 sends the visible domain, also one that was set without an event', async ({ page, on }) => {
    await on.login.open();
    await on.login.typeDigits('000000');
    await fillSilently(on.login.account, 's9862123');
    await fillSilently(on.login.domain, 'oz.nthu.edu.tw');
    await on.login.password.fill(newPassword());
    const sent = page.waitForRequest((request) => request.method() === 'POST');
    await on.login.signIn.click();
    expect((await sent).postData()).toMatch(/name="[^"]*domain"\r\n\r\noz\.nthu\.edu\.tw\r\n/);
    await expect(on.login.domain).toHaveValue('oz.nthu.edu.tw');
    // The domain continues to follow the account where none was set, or where the account implies the same one.
    for (const domain of ['', 'm98.nthu.edu.tw']) {
      await on.login.reset.click();
      await fillSilently(on.login.account, 's9862123');
      await fillSilently(on.login.domain, domain);
      await on.login.signIn.click();
      await expect(on.login.domain).toHaveValue('m98.nthu.edu.tw');
      await on.login.account.fill('linxia');
      await expect(on.login.domain).toHaveValue('mx.nthu.edu.tw');
    }
  });

  test('a refusal does not apply to a password that was typed while the form was being sent', async ({
    page,
    on,
    signInNewPerson,
  }) => {
    const { box } = await signInNewPerson();
    await on.password.open(box.address);
    await expect(on.password.reveal).toBeVisible();
    await on.password.fill(box.password);
    const release = await holdForms(page);
    await on.password.apply.click();
    await expect(on.password.apply).toHaveAttribute('aria-disabled', 'true');
    await on.password.fill(newPassword());
    release();
    await expect(on.password.apply).not.toHaveAttribute('aria-disabled');
    await expect(on.password.refusal).toHaveCount(0);
  });

  test('a refused sign-in does not apply to a password that was typed while the form was being sent', async ({
    page,
    on,
    createPerson,
    words,
  }) => {
    const { box } = await createPerson();
    await on.login.open();
    await on.login.fill(box.address, newPassword());
    await expect(on.login.verified).toBeVisible();
    const release = await holdForms(page);
    await on.login.signIn.click();
    await expect(page.getByRole('button', { name: words('login.signingIn') })).toBeVisible();
    await on.login.password.fill(box.password);
    release();
    await expect(on.login.signIn).toBeVisible();
    await expect(on.login.refusal).toHaveCount(0);
  });
});

test('A93 with JavaScript, a form from an earlier version shows the same explanation', async ({
  page,
  on,
  signInNewPerson,
  words,
}) => {
  const who = await signInNewPerson();
  await on.password.open(who.box.address);
  await page.route('**/password', (route) =>
    route.request().method() === 'POST'
      ? route.continue({ headers: { ...route.request().headers(), 'next-action': '0'.repeat(42) } })
      : route.continue(),
  );
  const next = newPassword();
  await on.password.fill(next);
  await on.password.apply.click();
  await expect(page.getByText(words('errors.request.page_changed'))).toBeVisible();
});
