import type { Locator, Page } from 'playwright/test';
import { containing } from '../support/containing';
import { LONG_NAME } from '../support/scenes';
import { signInByPassword } from '../support/sign-in';
import { expect, forEveryReader, forReadersWithJavaScript, forTwoReaders, test } from '../support/story';

const MINUTE_MS = 60_000;

const PHONE = { width: 360, height: 740 };
const DESKTOP = { width: 1280, height: 800 };

/** The lower edge of an element, from the top of the page. */
async function bottomOf(page: Page, element: Locator): Promise<number> {
  const box = await element.boundingBox();
  if (!box) throw new Error('the element is not visible');
  return box.y + box.height + (await page.evaluate(() => window.scrollY));
}

forEveryReader(() => {
  test('the first field is on the first screen of a phone, and Apply on the second; a desktop shows the whole form', async ({
    page,
    on,
    signInNewPerson,
  }) => {
    const { box } = await signInNewPerson(LONG_NAME);
    await page.setViewportSize(PHONE);
    await on.password.open(box.address);
    await on.password.isReady();
    expect(await bottomOf(page, on.password.next)).toBeLessThanOrEqual(PHONE.height);
    expect(await bottomOf(page, on.password.apply)).toBeLessThanOrEqual(2 * PHONE.height);
    await page.setViewportSize(DESKTOP);
    expect(await bottomOf(page, on.password.apply)).toBeLessThanOrEqual(DESKTOP.height);
  });
});

forTwoReaders((reader) => {
  test('a missing confirmation does not hide the fault of the password; each is said at its field', async ({
    on,
    portal,
    signInNewPerson,
    words,
  }) => {
    const { box } = await signInNewPerson();
    await on.password.open(box.address);
    await on.password.isReady();
    const faults = [
      ['thirteen char', words('errors.password.too_short', { count: 13, min: 15 })],
      ['passwordpassword', words('errors.password.common')],
    ] as const;
    for (const [typed, sentence] of faults) {
      await on.password.fill(typed, '');
      if (reader.javaScript && typed === 'passwordpassword') {
        await expect(on.password.status).toContainText(words('strength.very_weak'));
      }
      await on.password.apply.click();
      await expect(on.password.next).toHaveAccessibleDescription(containing(sentence));
      await expect(on.password.next).toHaveAttribute('aria-invalid', 'true');
      await expect(on.password.confirm).toHaveAccessibleDescription(
        containing(words('errors.password.confirm_missing')),
      );
      await expect(on.password.confirm).toHaveAttribute('aria-invalid', 'true');
    }
    expect(await portal.countChanges(box.address)).toBe(0);
  });

  test('the form says until when it is to be sent, and what is needed afterwards', async ({
    page,
    on,
    portal,
    signInNewPerson,
    createPerson,
    words,
  }) => {
    const clock = new Intl.DateTimeFormat(reader.language === 'en' ? 'en' : 'zh-TW', {
      hour: '2-digit',
      minute: '2-digit',
      hourCycle: 'h23',
      timeZone: portal.runtime.config.campus.timeZone,
    });
    const says = async (way: 'campus' | 'mailbox', personId: string, minutes: number) => {
      const time = clock.format((await portal.provedAt(personId)).getTime() + minutes * MINUTE_MS);
      await expect(page.getByText(words(`password.before.${way}`, { time }))).toBeVisible();
    };
    const byCampus = await signInNewPerson();
    await portal.ageSessions(byCampus.person.id, { proved: 5 * MINUTE_MS });
    await on.password.open(byCampus.box.address);
    await says('campus', byCampus.person.id, 15);

    const byMailbox = await createPerson();
    await signInByPassword(byMailbox.box, { portal, page });
    await portal.ageSessions(byMailbox.person.id, { proved: 2 * MINUTE_MS });
    await on.password.open(byMailbox.box.address);
    await says('mailbox', byMailbox.person.id, 5);
    await portal.ageSessions(byMailbox.person.id, { proved: 4 * MINUTE_MS });
    await on.password.open(byMailbox.box.address);
    await expect(on.password.current).toBeVisible();
    await expect(page.getByText(/請於|Submit before/)).toHaveCount(0);
  });
});

forReadersWithJavaScript(() => {
  test('when the proof ends while the page is open, it says what to do and keeps what was typed', async ({
    page,
    on,
    portal,
    signInNewPerson,
    createPerson,
    words,
  }) => {
    await page.clock.install();
    const byCampus = await signInNewPerson();
    await on.password.open(byCampus.box.address);
    await on.password.isReady();
    await on.password.fill('velvet harbour counts seventeen gulls');
    await page.clock.fastForward(15 * MINUTE_MS);
    await expect(page.getByText(words.markup('password.over.campus', { link: (text) => text }))).toBeVisible();
    await expect(page.getByRole('link', { name: /新分頁|new tab/ })).toHaveAttribute('target', '_blank');
    await expect(on.password.next).toHaveValue('velvet harbour counts seventeen gulls');

    const byMailbox = await createPerson();
    await signInByPassword(byMailbox.box, { portal, page });
    await on.password.open(byMailbox.box.address);
    await on.password.isReady();
    await expect(on.password.current).toHaveCount(0);
    await on.password.fill('velvet harbour counts seventeen gulls');
    await page.clock.fastForward(5 * MINUTE_MS);
    await expect(on.password.current).toBeVisible();
    await expect(page.getByText(words('password.over.mailbox'))).toBeVisible();
    await expect(on.password.confirm).toHaveValue('velvet harbour counts seventeen gulls');
  });

  test('while an empty or short password is typed, nothing is called wrong', async ({
    page,
    on,
    signInNewPerson,
    words,
  }) => {
    const { box } = await signInNewPerson();
    await on.password.open(box.address);
    await on.password.isReady();
    await on.password.next.pressSequentially('aaaaaa');
    await expect(on.password.status).toContainText(words('password.short'));
    await on.password.next.blur();
    await expect(on.password.next).not.toHaveAttribute('aria-invalid');
    await expect(page.getByText(words('strength.warnings.simpleRepeat'))).toHaveCount(0);
  });

  test('a suggestion stays explained after it is filled in, and can be copied', async ({
    context,
    page,
    on,
    signInNewPerson,
    words,
  }) => {
    await context.grantPermissions(['clipboard-read', 'clipboard-write']);
    const { box } = await signInNewPerson();
    await on.password.open(box.address);
    await on.password.suggest.english.click();
    await on.password.takeSuggestion.click();
    await expect(on.password.suggestion).toContainText(words('password.suggestionTaken'));
    await on.password.copySuggestion.click();
    await expect(page.getByRole('status').filter({ hasText: words('password.copied') })).toBeVisible();
    const suggested = await on.password.readSuggestion();
    expect(await page.evaluate(() => navigator.clipboard.readText())).toBe(suggested);
  });
});
