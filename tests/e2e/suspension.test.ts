import { DEMO_ANNOUNCEMENT } from '@/lib/demo/demo-announcement';
import { newAnnouncement, published } from '../support/announcements';
import { formsIn, readableText } from '../support/http-client';
import { imapLogin } from '../support/imap-client';
import { newPassword } from '../support/people';
import { screensOf } from '../support/screens';
import { expect, forEveryReader, forReadersWithJavaScript, forTwoReaders, test } from '../support/story';

const AN_HOUR_MS = 3_600_000;

forEveryReader(() => {
  test('a warned user reads to the end, sets a new password, and signs in to the reinstated mailbox', async ({
    page,
    on,
    portal,
    createPerson,
    signIn,
    words,
  }) => {
    const who = await createPerson({ suspended: 'warning' });
    const { address } = who.box;
    await expect.poll(async () => (await imapLogin(portal.imap, address, who.box.password)).ok).toBe(false);
    await signIn(who);
    await on.mailboxes.open();
    await expect(on.mailboxes.row(address)).toContainText(words('mailboxes.suspended_warning'));
    await page.goto(`/mailboxes/${address}/password`);
    await page.waitForURL(`/mailboxes/${address}/announcement`);

    await expect(on.announcement.heading).toBeVisible();
    await expect(on.announcement.warning).toContainText(address);
    await expect(on.announcement.acknowledge).toHaveText(words('announcement.acknowledge'));
    await expect(on.announcement.parts).toHaveCount(1);
    await on.announcement.acknowledge.click();
    await expect(on.announcement.refusal).toContainText(words('errors.announcement.unread'));
    await on.announcement.readToTheEnd();
    await expect(on.announcement.incidents).toContainText('203.0.113.*');

    // The reading has just begun by the portal's clock and by the page's, however slow the machine is.
    await portal.ageReadings(who.person.id, -AN_HOUR_MS);
    await on.announcement.open(address);
    await on.announcement.acknowledge.click();
    await expect(on.announcement.refusal).toContainText(/\d/);
    await expect(on.announcement.refusal).not.toContainText(words('errors.announcement.unread'));
    await expect(on.announcement.acknowledge).toHaveText(words('announcement.acknowledge'));
    await portal.ageReadings(who.person.id, 2 * AN_HOUR_MS);
    await on.announcement.open(address);
    await expect(on.announcement.acknowledge).toHaveText(words('announcement.acknowledgeRead'));
    await expect(on.announcement.acknowledge).toHaveAccessibleDescription(words('announcement.acknowledge'));
    await on.announcement.acknowledge.click();
    await page.waitForURL((url) => url.pathname === `/mailboxes/${address}/password` && !url.hash);
    await expect(on.password.next).toBeVisible();

    const next = newPassword();
    await on.password.fill(next);
    await on.password.apply.click();
    await on.receipt.reached();
    await expect(on.receipt.says(words('receipt.step.restored'))).toBeVisible();
    await expect(on.receipt.says(words('receipt.step.sign_in_accepted'))).toBeVisible();
    expect((await imapLogin(portal.imap, address, next)).ok).toBe(true);
    expect((await imapLogin(portal.imap, address, who.box.password)).ok).toBe(false);

    await page.getByRole('link', { name: words('receipt.checklist') }).click();
    await expect(page.getByRole('heading', { name: words('checklist.title') })).toBeVisible();
    await expect(page.getByText(words('checklist.forwarding'))).toBeVisible();
    await on.mailboxes.open();
    await expect(on.mailboxes.setPassword(address)).toBeVisible();
  });
});

forTwoReaders(({ language }) => {
  const subject = language === 'en' ? DEMO_ANNOUNCEMENT.subjectEn : DEMO_ANNOUNCEMENT.subjectZh;

  test('the first screen of a phone says that the mailbox is suspended, why, and what to do', async ({
    page,
    on,
    signInNewPerson,
    words,
  }) => {
    await page.setViewportSize({ width: 360, height: 740 });
    const who = await signInNewPerson({ suspended: 'warning' });
    await page.goto(`/mailboxes/${who.box.address}/password`);
    const main = page.getByRole('main');
    for (const shown of [
      on.announcement.heading,
      main.getByText(words('announcement.reason', { subject })),
      main.getByText(words('announcement.whatToDo')),
    ]) {
      const box = await shown.boundingBox();
      expect((box?.y ?? 0) > 0 && (box?.y ?? 0) + (box?.height ?? 740) <= 740).toBe(true);
    }
    const emergency = await signInNewPerson({ suspended: 'emergency' });
    await page.goto(`/mailboxes/${emergency.box.address}/password`);
    const paper = await main.getByRole('link', { name: words('refusal.toPaper') }).boundingBox();
    expect((paper?.y ?? 740) + (paper?.height ?? 740)).toBeLessThanOrEqual(740);
  });

  test('A96 an announcement that is edited during the reading is read again from its beginning', async ({
    page,
    on,
    portal,
    signInNewPerson,
    words,
  }) => {
    const announcement = newAnnouncement();
    await published(portal.context, announcement);
    const who = await signInNewPerson({ suspended: 'warning', announcementId: announcement.id });
    await on.announcement.open(who.box.address);
    await on.announcement.readToTheEnd();
    await portal.ageReadings(who.person.id, AN_HOUR_MS);
    const edited = { ...announcement, subjectZh: '改過的主旨', subjectEn: 'The edited subject' };
    await published(portal.context, edited);

    await on.announcement.acknowledge.click();
    await expect(on.announcement.refusal).toContainText(words('errors.announcement.edited'));
    await on.announcement.goOn.click();
    await expect(page.getByRole('heading', { name: /改過的主旨|The edited subject/ })).toBeVisible();
    await expect(on.announcement.parts).toHaveCount(1);
    await expect(on.announcement.next).toBeVisible();
    expect(await portal.countChanges(who.box.address)).toBe(0);
  });

  test('A97 an emergency page shows its code, its meaning, the reason, and the paper form', async ({
    page,
    on,
    signInNewPerson,
    words,
  }) => {
    const who = await signInNewPerson({ suspended: 'emergency' });
    const answer = await page.goto(`/mailboxes/${who.box.address}/announcement`);
    expect(answer?.status()).toBe(403);
    expect(await on.refusal.codes()).toMatchObject({ code: 'USER(-5)' });
    const [meaning] = words.raw('advice.mailbox.suspended_emergency') as string[];
    await expect(page.getByText(meaning ?? '')).toBeVisible();
    await expect(page.getByRole('heading', { name: subject })).toBeVisible();
    await expect(on.announcement.incidents).toContainText('198.51.100.*');
    await expect(on.announcement.acknowledge).toHaveCount(0);
    await page
      .getByRole('main')
      .getByRole('link', { name: words('refusal.toPaper') })
      .click();
    await page.waitForURL('/paper-form/reinstatement');

    await page.goto(`/mailboxes/${who.box.address}/password`);
    await page.waitForURL(`/mailboxes/${who.box.address}/announcement`);
  });

  test('A101 announcements are public, in the user’s language, and name no person', async ({
    page,
    createPerson,
    words,
  }) => {
    const { box, person } = await createPerson({ suspended: 'warning' });
    await page.goto('/');
    await page
      .getByRole('contentinfo')
      .getByRole('link', { name: words('shell.announcements') })
      .click();
    await page.waitForURL('/announcements');
    await page.getByRole('link', { name: subject }).click();
    await page.waitForURL(`/announcements/${DEMO_ANNOUNCEMENT.id}`);
    const day = new Date(DEMO_ANNOUNCEMENT.postedOn);
    const date =
      language === 'en'
        ? day.toLocaleDateString('en-GB', { dateStyle: 'medium', timeZone: 'UTC' })
        : DEMO_ANNOUNCEMENT.postedOn.replaceAll('-', '/');
    await expect(page.getByText(words('announcements.postedOn', { date }))).toBeVisible();
    await expect(page.getByRole('main').getByRole('listitem')).toHaveCount(6);
    const text = (await page.getByRole('main').textContent()) ?? '';
    for (const secret of [box.address, box.address.split('@')[0] ?? '', person.number, '203.0.113', '*']) {
      expect(text).not.toContain(secret);
    }
    expect((await page.goto('/announcements/no-such-announcement'))?.status()).toBe(404);
  });
});

forTwoReaders((reader) => {
  const other = { ...reader, language: reader.language === 'en' ? 'zh_TW' : 'en' } as const;

  test('A107 the reading can be finished across a language toggle, back, forward, reload, and two tabs', async ({
    page,
    context,
    on,
    portal,
    signInNewPerson,
  }) => {
    const who = await signInNewPerson({ suspended: 'warning' });
    const inOther = screensOf(page, other).announcement;
    await on.announcement.open(who.box.address);
    await on.announcement.next.press('Enter');
    await expect(on.announcement.parts).toHaveCount(2);

    await page.getByRole('button', { name: other.language === 'en' ? 'English' : '中文' }).click();
    await page.waitForURL((url) => url.searchParams.get('lang') === other.language);
    await expect(inOther.parts).toHaveCount(1);
    await inOther.next.press('Enter');
    await expect(inOther.parts).toHaveCount(2);
    await page.reload();
    await expect(inOther.parts).toHaveCount(2);

    // The other tab stays in the first language, which its address names.
    const tab = await context.newPage();
    const inTab = screensOf(tab, reader).announcement;
    await tab.goto(`/mailboxes/${who.box.address}/announcement?lang=${reader.language}`);
    await expect(inTab.parts).toHaveCount(2);
    await inOther.readToTheEnd();
    await inTab.readToTheEnd();

    await page.goBack();
    await page.goForward();
    // The page's script reloads a page that the browser has cached, and the reload may occur in between.
    const again = `/mailboxes/${who.box.address}/announcement?lang=${other.language}`;
    await expect(async () => void (await page.goto(again))).toPass();
    await expect(inOther.parts).toHaveCount(await inTab.parts.count());
    await portal.ageReadings(who.person.id, AN_HOUR_MS);
    for (const [one, screen] of [
      [page, inOther],
      [tab, inTab],
    ] as const) {
      await screen.acknowledge.click();
      await one.waitForURL((url) => url.pathname === `/mailboxes/${who.box.address}/password`);
    }
  });
});

test('A107 an action and a framework fetch set no language, and a page sets only a different one', async ({
  createPerson,
  clientSignedInAs,
}) => {
  const client = await clientSignedInAs(await createPerson());
  const cookiesOf = async (answer: ReturnType<typeof client.get>) => (await answer).headers['set-cookie'] ?? [];
  const path = '/mailboxes?lang=en';
  expect(await cookiesOf(client.get(path, { RSC: '1' }))).toEqual([]);
  expect(await cookiesOf(client.get(path, { 'Next-Router-Prefetch': '1' }))).toEqual([]);
  expect(await cookiesOf(client.postMultipart(path, [], { 'Next-Action': '0'.repeat(42) }))).toEqual([]);
  expect(await cookiesOf(client.postMultipart(path, []))).toEqual([]);
  expect(await cookiesOf(client.get(path))).toEqual([expect.stringMatching(/^portal_language=en;/)]);
  expect(await cookiesOf(client.get(path))).toEqual([]);
  expect(await cookiesOf(client.get('/mailboxes?lang=zh_TW'))).toEqual([
    expect.stringMatching(/^portal_language=zh_TW;/),
  ]);
});

forReadersWithJavaScript(() => {
  test('scrolling to the end of a part loads the next, announces it to a screen reader, and keeps the focus', async ({
    page,
    on,
    signInNewPerson,
    words,
  }) => {
    const who = await signInNewPerson({ suspended: 'warning' });
    await on.announcement.open(who.box.address);
    await expect(on.announcement.parts).toHaveCount(1);
    await page.mouse.move(600, 400);
    await expect(async () => {
      await page.mouse.wheel(0, 600);
      await expect(on.announcement.parts.nth(1)).toBeVisible({ timeout: 1_000 });
    }).toPass();
    const parts = Number(
      (await on.announcement.parts.first().getAttribute('aria-label'))?.match(/\d+\D*$/)?.[0].match(/\d+/),
    );
    await expect(on.announcement.status).toContainText(words('announcement.shown', { number: 2, parts }));
    await expect(on.announcement.parts.nth(1)).not.toBeFocused();
  });

  test('by keyboard alone the next part gets the focus, followed by the link to continue and the button', async ({
    page,
    on,
    signInNewPerson,
    words,
  }) => {
    const who = await signInNewPerson({ suspended: 'warning' });
    await on.announcement.open(who.box.address);
    await on.announcement.next.focus();
    await page.keyboard.press('Enter');
    await expect(on.announcement.parts.nth(1)).toBeVisible();
    await expect(on.announcement.parts.last()).toBeFocused();
    await page.keyboard.press('Tab');
    await expect(on.announcement.next).toBeFocused();
    await page.keyboard.press('Tab');
    await expect(on.announcement.acknowledge).toBeFocused();
    await expect(on.announcement.acknowledge).toHaveAccessibleDescription(words('announcement.afterReading'));
  });

  test('A96 a change of language starts the reading anew', async ({ page, on, reader, signInNewPerson }) => {
    const who = await signInNewPerson({ suspended: 'warning' });
    await on.announcement.open(who.box.address);
    await on.announcement.readToTheEnd();
    await page.getByRole('button', { name: reader.language === 'en' ? '中文' : 'English' }).click();
    await expect(page.getByRole('region', { name: /1 of|第 1 段/ })).toBeVisible();
    await expect(page.getByRole('region', { name: /2 of|第 2 段/ })).toHaveCount(0);
  });

  test('A39 a user who is suspended while signed in gets the page with the next step', async ({
    on,
    portal,
    signInNewPerson,
    words,
  }) => {
    const who = await signInNewPerson();
    await on.mailboxes.open();
    await portal.suspend(who.box.address);
    await on.mailboxes.setPassword(who.box.address).click();
    await expect(on.announcement.heading).toBeVisible();
    await on.home.open();
    await expect(on.home.card(who.box.address)).toContainText(words('home.meaning.suspended_warning'));
  });
});

test('A45 a hand-made submission of the reading gate is refused with 409 and the page that comes next', async ({
  portal,
  createPerson,
  clientSignedInAs,
}) => {
  const who = await createPerson({ suspended: 'warning' });
  const client = await clientSignedInAs(who);
  const path = `/mailboxes/${who.box.address}/announcement`;
  const [readOn, acknowledge] = formsIn((await client.get(path)).body, 'token');
  if (!readOn || !acknowledge) throw new Error('the reading gate has two forms');
  const without = acknowledge.filter(([name]) => name !== 'token');
  const withToken = (token: string): typeof without => [...without, ['token', token]];
  for (const fields of [without, withToken(''), withToken('x'.repeat(32)), acknowledge]) {
    const answer = await client.postMultipart(path, fields);
    expect(answer.status).toBe(409);
    expect(answer.body).toContain('aria-label="Part 1 of');
    expect(readableText(answer.body)).toContain('not read to its end yet');
  }
  await portal.ageReadings(who.person.id, AN_HOUR_MS);
  expect((await client.postMultipart(path, acknowledge)).status).toBe(409);
  // The pages received as responses have taken nothing from the first one.
  expect((await client.postMultipart(path, readOn)).headers.location).toBe(`${path}#part-2`);
  const form = await client.get(`/mailboxes/${who.box.address}/password`);
  expect([form.status, form.headers.location]).toEqual([307, path]);
  expect(await portal.countChanges(who.box.address)).toBe(0);
});

test('A97 a reading token of one session is invalid in another', async ({ portal, createPerson, clientSignedInAs }) => {
  const who = await createPerson({ suspended: 'warning' });
  const path = `/mailboxes/${who.box.address}/announcement`;
  const one = await clientSignedInAs(who);
  const [readOn] = formsIn((await one.get(path)).body, 'token');
  const other = await clientSignedInAs(who);
  await other.get(path);
  expect((await other.postMultipart(path, readOn ?? [])).status).toBe(409);
  const stranger = await clientSignedInAs(await createPerson());
  expect((await stranger.postMultipart(path, readOn ?? [])).status).toBe(409);
  const gone = await one.postMultipart(path, readOn ?? []);
  expect([gone.status, gone.headers.location]).toEqual([303, `${path}#part-2`]);
  expect(await portal.countChanges(who.box.address)).toBe(0);
});

test('A79 markup in an announcement is shown as text', async ({ page, portal }) => {
  const payload = '<img src=x onerror="document.title=1"><script>document.title=1</script>';
  const announcement = newAnnouncement({
    subjectZh: payload,
    bodyZh: `${payload}\n\n[here](javascript:document.title=1)`,
  });
  await published(portal.context, announcement);
  await page.goto(`/announcements/${announcement.id}`);
  await expect(page.getByRole('heading', { level: 1 })).toHaveText(payload);
  const main = page.getByRole('main');
  await expect(main.getByText(payload).last()).toBeVisible();
  expect(await main.locator('img, script, iframe, [onerror], a[href^="javascript"]').count()).toBe(0);
  expect(await page.title()).not.toBe('1');
});
