import { newPassword } from '../support/people';
import { rewritePage } from '../support/rewrite-page';
import { expect, forReadersWithJavaScript, test } from '../support/story';

forReadersWithJavaScript(() => {
  test.beforeEach(({ page }) => {
    // React renders a page anew that was rewritten before its script ran, and reports it as #418.
    page.on('pageerror', (error) => expect.soft(String(error)).toContain('React error #418'));
  });

  test('A108 every page from the gate to the receipt works while a browser translates it', async ({
    page,
    on,
    portal,
    signInNewPerson,
    words,
  }) => {
    const who = await signInNewPerson({ suspended: 'warning' });
    const { address } = who.box;
    await on.announcement.open(address);
    await expect(on.announcement.status).toBeAttached();
    await rewritePage(page, 'at_once');
    await on.announcement.acknowledge.click();
    await expect(on.announcement.refusal).toBeVisible();
    await on.announcement.readToTheEnd();
    await expect(on.announcement.refusal).toHaveCount(0);
    await portal.ageReadings(who.person.id, 3_600_000);
    await on.announcement.acknowledge.click();
    await page.waitForURL((url) => url.pathname === `/mailboxes/${address}/password`);

    await expect(on.password.reveal).toBeVisible();
    await rewritePage(page, 'at_once');
    await on.password.fill('passwordpassword');
    await on.password.apply.click();
    await expect(on.password.refusal).toBeVisible();
    await on.password.fill('thirteen char', 'another');
    await expect(on.password.refusal).toHaveCount(0);
    await expect(on.password.status).toContainText(words('password.short'));
    await on.password.suggest.english.click();
    await on.password.takeSuggestion.click();
    await on.password.suggest.pinyin.click();
    await on.password.takeSuggestion.click();
    await on.password.fill(newPassword());
    const release = await portal.holdDeliveries(address);
    await on.password.apply.click();
    await on.receipt.reached();

    await expect(on.receipt.outcome(words('receipt.verdict.restoring'))).toBeVisible();
    await rewritePage(page, 'at_once');
    await release();
    await expect(on.receipt.says(words('receipt.step.restored'))).toBeVisible();
    await expect(on.receipt.says(words('receipt.step.sign_in_accepted'))).toBeVisible();
    await expect(on.receipt.says(words('receipt.refresh'))).toHaveCount(0);
  });

  test('A108 a login page that is rewritten while it loads allows attempts, a new captcha and the sign-in', async ({
    page,
    on,
    portal,
    createPerson,
    words,
  }) => {
    const { box, person } = await createPerson();
    await rewritePage(page, 'from_the_start');
    await on.login.open();
    await on.login.fill(box.address, newPassword());
    await on.login.typeDigits(await portal.digitsOf(await on.login.captcha()));
    await on.login.signIn.click();
    await expect(on.login.refusal).toBeVisible();
    const before = await on.login.captcha();
    await page.getByRole('button', { name: words('captcha.renew') }).click();
    await expect.poll(() => on.login.captcha()).not.toBe(before);
    await on.login.fill(box.address, box.password);
    await expect(on.login.refusal).toHaveCount(0);
    await on.login.typeDigits(await portal.digitsOf(await on.login.captcha()));
    await on.login.signIn.click();
    await expect(on.shell.signOut).toBeVisible();
    expect(await portal.lastSeen(person.id)).toHaveLength(1);
  });

  test('A108 a page whose script fails says so in both languages, and its button recovers it', async ({
    page,
    on,
    signInNewPerson,
  }) => {
    const who = await signInNewPerson();
    await on.password.open(who.box.address);
    await expect(on.password.reveal).toBeVisible();
    page.removeAllListeners('pageerror');
    // A web worker measures the strength, starting at the first character.
    await page.evaluate(() => {
      window.Worker = class {
        constructor() {
          throw new Error('no workers here');
        }
      } as unknown as typeof Worker;
    });
    await on.password.next.fill('x');
    const main = page.getByRole('main');
    await expect(main.getByRole('heading', { name: '本頁發生問題' })).toBeVisible();
    await expect(main.getByRole('heading', { name: 'This page isn’t working' })).toBeVisible();
    await main.getByRole('button', { name: 'Reload' }).click();
    await expect(on.password.reveal).toBeVisible();
  });
});
