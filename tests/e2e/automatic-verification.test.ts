import { holdWorkers } from '../support/browser-workers';
import { expect, forReadersWithJavaScript, test } from '../support/story';

forReadersWithJavaScript(() => {
  test('the verification starts at the password, is announced once, and draws no picture', async ({
    page,
    on,
    words,
  }) => {
    const drawn: string[] = [];
    page.on('request', (request) => {
      if (/\/captcha\/.*\/(picture|voice)/.test(request.url())) drawn.push(request.url());
    });
    await on.login.open();
    await expect(page.getByText(words('captcha.automatic.idle'))).toBeVisible();
    await expect(on.login.digits).toBeHidden();
    await on.login.password.focus();
    await expect(on.login.verified).toBeVisible();
    await expect(page.getByRole('status').filter({ hasText: /./ })).toHaveCount(1);
    await expect(page.getByRole('progressbar')).toHaveCount(0);
    expect(drawn).toEqual([]);
    await on.login.openDigits();
    await expect.poll(() => drawn.length).toBe(1);
  });

  test('a form that is sent before the verification ends waits for it, and is sent once', async ({
    page,
    on,
    createPerson,
    words,
  }) => {
    const { box } = await createPerson();
    await page.addInitScript(holdWorkers);
    await on.login.open();
    const sent: string[] = [];
    page.on('request', (request) => {
      if (request.method() === 'POST' && new URL(request.url()).pathname === '/login') sent.push(request.url());
    });
    await on.login.fill(box.address, box.password);
    await on.login.signIn.click();
    await expect(page.getByRole('status').filter({ hasText: words('captcha.automatic.waiting') })).toBeVisible();
    await expect(page.getByRole('progressbar', { name: words('captcha.automatic.progress') })).toBeVisible();
    const waiting = page.getByRole('button', { name: words('login.verifying') });
    await expect(waiting).toHaveAttribute('aria-disabled', 'true');
    await waiting.click({ force: true });
    await on.login.password.press('Enter');
    expect(sent).toEqual([]);
    await page.evaluate(() => window.dispatchEvent(new Event('release')));
    await page.waitForURL('/');
    expect(sent).toHaveLength(1);
    // No answer of a captcha is in an address.
    expect(sent[0]).toMatch(/\/login$/);
  });

  test('typed digits are sent at once, although the verification has not ended', async ({
    page,
    on,
    portal,
    createPerson,
  }) => {
    const { box } = await createPerson();
    await page.addInitScript(holdWorkers);
    await on.login.open();
    await on.login.fill(box.address, box.password);
    await on.login.signIn.click();
    await on.login.typeDigits(await portal.digitsOf(await on.login.captcha()));
    await on.login.digits.press('Enter');
    await page.waitForURL('/');
  });

  test('the digits open by themselves when the verification fails or is slow', async ({
    page,
    on,
    portal,
    createPerson,
    words,
  }) => {
    const { box } = await createPerson();
    await page.addInitScript(holdWorkers);
    await page.clock.install();
    await on.login.open();
    await on.login.fill(box.address, box.password);
    await on.login.signIn.click();
    await expect(on.login.digits).toBeHidden();
    await page.clock.fastForward('00:08');
    await expect(page.getByRole('status').filter({ hasText: words('captcha.automatic.slow') })).toBeVisible();
    await expect(on.login.digits).toBeVisible();
    await page.clock.fastForward('00:25');
    await expect(page.getByRole('status').filter({ hasText: words('captcha.automatic.failed') })).toBeVisible();
    // The form was not sent, and nothing typed is lost.
    await expect(on.login.digits).toBeFocused();
    await expect(on.login.account).toHaveValue(box.address);
    await expect(on.login.password).toHaveValue(box.password);
    await on.login.signIn.click();
    const missing = page.getByText(words('errors.captcha.missing'));
    await expect(missing).toBeVisible();
    await on.login.typeDigits(await portal.digitsOf(await on.login.captcha()));
    await expect(missing).toHaveCount(0);
    await on.login.signIn.click();
    await page.waitForURL('/');
  });

  test('a captcha that is renewed before it expires is verified again, without an announcement', async ({
    page,
    on,
    portal,
    createPerson,
  }) => {
    const { box } = await createPerson();
    await page.clock.install();
    await on.login.open();
    await on.login.fill(box.address, box.password);
    await expect(on.login.verified).toBeVisible();
    const first = await on.login.captcha();
    const proofOf = page.locator('input[name=proof]');
    const old = await proofOf.inputValue();
    await page.clock.fastForward('01:51');
    await expect.poll(() => on.login.captcha()).not.toBe(first);
    await portal.ageCaptcha(first);
    await expect(on.login.verified).toBeVisible();
    await expect.poll(async () => ['', old].includes(await proofOf.inputValue())).toBe(false);
    await on.login.signIn.click();
    await page.waitForURL('/');
  });

  test('after an expired captcha is refused, the next one is verified without another input', async ({
    on,
    page,
    portal,
    createPerson,
    words,
  }) => {
    const { box } = await createPerson();
    await on.login.open();
    await on.login.fill(box.address, box.password);
    await expect(on.login.verified).toBeVisible();
    await portal.ageCaptcha(await on.login.captcha());
    await on.login.signIn.click();
    await expect(on.login.refusal).toContainText(words('errors.captcha.expired'));
    await expect(on.login.verified).toBeVisible();
    await on.login.signIn.click();
    await page.waitForURL('/');
  });
});
