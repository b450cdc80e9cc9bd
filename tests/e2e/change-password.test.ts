import { DEMO_PEOPLE } from '@/lib/demo/demo-people';
import { openChangeForm, sendChangeForm } from '../support/change-form';
import { containing } from '../support/containing';
import { imapLogin } from '../support/imap-client';
import { newPassword } from '../support/people';
import { expect, forEveryReader, forReadersWithJavaScript, forTwoReaders, test } from '../support/story';
import { tabTo } from '../support/tab-to';

/** Each reader uses a different demo person, since a change ends that person's other sessions. */
const demoPersonFor = (reader: { language: string; javaScript: boolean }) => {
  const number = { zh_TW: ['9862301', 'A123456'], en: ['941234', '9971045'] }[reader.language]?.[
    Number(reader.javaScript)
  ];
  const person = DEMO_PEOPLE.find((one) => one.number === number);
  const [mailbox] = person?.mailboxes ?? [];
  if (!person || !mailbox) throw new Error('the demo campus has changed');
  return { person, mailbox };
};

forEveryReader((reader) => {
  test('a password change that starts in the campus system reaches mail programs', async ({
    page,
    on,
    portal,
    words,
  }) => {
    const { person, mailbox } = demoPersonFor(reader);
    const { address, password } = mailbox;
    expect(await imapLogin(portal.imap, address, password)).toMatchObject({ ok: true });

    await on.campusSystem.open();
    await on.campusSystem.choose(person.number);
    await on.campusSystem.goToOnlineServices.click();
    await on.arrival.goOn();
    const name = reader.language === 'en' ? person.nameEn : person.name;
    await expect(page.getByText(words('home.welcome', { name }))).toBeVisible();
    await on.mailboxes.openByMenu();
    await on.mailboxes.setPassword(address).click();
    expect(Object.values(await on.password.facts())).toEqual([person.number, name, address]);

    const next = newPassword();
    await on.password.fill(next);
    await on.password.apply.click();

    await on.receipt.reached();
    await expect(on.receipt.outcome(words('receipt.verdict.proved'))).toBeVisible();
    await expect(on.receipt.says(words('receipt.step.sign_in_accepted'))).toBeVisible();
    await expect(on.receipt.says(words('receipt.next1'))).toBeVisible();
    expect(await imapLogin(portal.imap, address, next)).toMatchObject({ ok: true });
    expect(await imapLogin(portal.imap, address, password)).toMatchObject({ ok: false });
  });
});

forTwoReaders((reader) => {
  test('a custodian sees their own mailbox and those of their two units', async ({ page, on, signInNewPerson }) => {
    const who = await signInNewPerson({ systems: ['mx', 'my', 'my'] });
    await on.mailboxes.open();
    await expect(on.mailboxes.rows).toHaveCount(3);
    for (const { address } of who.boxes) await expect(on.mailboxes.setPassword(address)).toBeVisible();
    await on.mailboxes.setPassword(who.boxes[2]?.address ?? '').click();
    await page.waitForURL(`/mailboxes/${who.boxes[2]?.address}/password`);
  });

  test('a refused password is explained in the user’s language, and changes nothing', async ({
    page,
    on,
    portal,
    createPerson,
    signIn,
    words,
  }) => {
    const who = await createPerson({ nameEn: 'Wu Lan-hsin' });
    const { address, password } = who.box;
    await signIn(who);
    await on.password.open(address);
    const refused = [
      ['passwordpassword', words('errors.password.common')],
      ['Wu Lan-hsin Wu Lan-hsin', words('errors.password.own_data')],
      ['tsinghua-tsinghua-nthu', words('errors.password.campus_word')],
      ['aaaaaaaaaaaaaaaaaaaaaaaa', words('strength.warnings.simpleRepeat')],
      ['thirteen char', words('errors.password.too_short', { count: 13, min: 15 })],
      ['x'.repeat(129), words('errors.password.too_long', { count: 129, max: 128 })],
      ['字'.repeat(171), words('errors.password.too_many_bytes')],
      [password, words('errors.password.same_as_current')],
    ] as const;
    for (const [typed, sentence] of refused) {
      await on.password.fill(typed);
      await on.password.apply.click();
      await expect(on.password.next).toHaveAccessibleDescription(containing(sentence));
      await expect(on.password.next).toHaveAttribute('aria-invalid', 'true');
      // Without JavaScript the response is a new page, and a password is never written back into it.
      await expect(on.password.next).toHaveValue(reader.javaScript ? typed : '');
    }
    await expect(page).toHaveURL(`/mailboxes/${address}/password`);
    expect(await portal.countChanges(address)).toBe(0);
    expect(await imapLogin(portal.imap, address, password)).toMatchObject({ ok: true });
  });

  test('two entries that differ are refused', async ({ page, on, portal, signInNewPerson, words }) => {
    const who = await signInNewPerson();
    await on.password.open(who.box.address);
    await on.password.fill(newPassword(), newPassword());
    await on.password.apply.click();
    await expect(page.getByText(words('errors.password.confirm_differs'))).toBeVisible();
    expect(await portal.countChanges(who.box.address)).toBe(0);
  });

  test('an empty entry is refused with a sentence', async ({ page, on, signInNewPerson, words }) => {
    const who = await signInNewPerson();
    await on.password.open(who.box.address);
    await on.password.apply.click();
    await expect(page.getByText(words('errors.password.empty'))).toBeVisible();
  });

  test('the password of the user’s other mailbox is refused; for a unit’s mailbox only an earlier use is mentioned', async ({
    on,
    createPerson,
    signIn,
    words,
  }) => {
    const who = await createPerson({ systems: ['mx', 'my'] });
    const [own, unit] = who.boxes;
    if (!own || !unit) throw new Error('two boxes were asked for');
    await signIn(who);
    await on.password.open(own.address);
    await on.password.fill(unit.password);
    await on.password.apply.click();
    await expect(on.password.refusal).toContainText(words('errors.password.other_mailbox'));
    await on.password.open(unit.address);
    await on.password.fill(own.password);
    await on.password.apply.click();
    await expect(on.password.refusal).toContainText(words('errors.password.used_before'));
  });

  test('A82 a double click on Apply makes one change', async ({ on, portal, signInNewPerson, words }) => {
    const who = await signInNewPerson();
    await on.password.open(who.box.address);
    await on.password.fill(newPassword());
    await on.password.apply.dblclick();
    await on.receipt.reached();
    await expect(on.receipt.outcome(words('receipt.verdict.proved'))).toBeVisible();
    expect(await portal.countChanges(who.box.address)).toBe(1);
  });

  test('the whole change works by keyboard alone', async ({ page, on, portal, createPerson, words }) => {
    const who = await createPerson();
    const { url } = await portal.campusLink({ person: who.person, ip: '127.0.0.1' });
    await on.arrival.open(url);
    if (!reader.javaScript) {
      await tabTo(page, on.arrival.continueAs);
      await page.keyboard.press('Enter');
    }
    await page.waitForURL('/');

    await tabTo(page, on.shell.skip);
    await page.keyboard.press('Enter');
    await tabTo(page, on.home.setPassword(who.box.address));
    await page.keyboard.press('Enter');
    await page.waitForURL(`/mailboxes/${who.box.address}/password`);

    const next = newPassword();
    await tabTo(page, on.password.next);
    await page.keyboard.type(next);
    await tabTo(page, on.password.confirm);
    await page.keyboard.type(next);
    await tabTo(page, on.password.apply);
    await page.keyboard.press('Enter');
    await on.receipt.reached();
    await expect(on.receipt.outcome(words('receipt.verdict.proved'))).toBeVisible();
    expect(await imapLogin(portal.imap, who.box.address, next)).toMatchObject({ ok: true });
  });

  test('cancel leads back to the mailboxes and changes nothing', async ({ page, on, portal, signInNewPerson }) => {
    const who = await signInNewPerson();
    await on.password.open(who.box.address);
    await on.password.fill(newPassword());
    await on.password.cancel.click();
    await page.waitForURL('/mailboxes');
    expect(await portal.countChanges(who.box.address)).toBe(0);
  });

  test('A45 the form of a suspended mailbox is not shown on a direct visit', async ({
    page,
    on,
    signInNewPerson,
    words,
  }) => {
    for (const [suspended, status, heading] of [
      ['warning', 200, 'suspended'],
      ['emergency', 403, 'emergency'],
    ] as const) {
      const who = await signInNewPerson({ suspended });
      const answer = await page.goto(`/mailboxes/${who.box.address}/password`);
      expect(answer?.status()).toBe(status);
      expect(decodeURIComponent(new URL(page.url()).pathname)).toBe(`/mailboxes/${who.box.address}/announcement`);
      await expect(page.getByRole('heading', { level: 1 })).toHaveText(words(`refusal.headings.${heading}`));
      await expect(on.password.next).toHaveCount(0);
      await page.context().clearCookies();
    }
  });

  test('A97 a form opened before the suspension is refused when it is sent', async ({
    page,
    on,
    portal,
    signInNewPerson,
    words,
  }) => {
    const who = await signInNewPerson();
    const { address } = who.box;
    await on.password.open(address);
    await portal.suspend(address);
    await on.password.fill(newPassword());
    await on.password.apply.click();
    await expect(page.getByText(words('errors.mailbox.suspended_warning', { address }))).toBeVisible();
    expect(await portal.countChanges(address)).toBe(0);
  });

  test('a proof older than 15 minutes requires a new sign-in through the campus system', async ({
    page,
    on,
    portal,
    signInNewPerson,
    words,
  }) => {
    const who = await signInNewPerson();
    await on.password.open(who.box.address);
    await portal.ageSessions(who.person.id, { proved: 16 * 60_000 });
    await on.password.fill(newPassword());
    await on.password.apply.click();
    await expect(page.getByText(words('errors.proof.stale'))).toBeVisible();
    await expect(page.getByRole('link', { name: /校務資訊系統|Campus Information System/ })).toHaveAttribute(
      'href',
      `/campus/start?then=${encodeURIComponent(`/mailboxes/${who.box.address}/password`)}`,
    );
    expect(await portal.countChanges(who.box.address)).toBe(0);

    const answer = await page.goto(`/mailboxes/${who.box.address}/password`);
    expect(answer?.status()).toBe(403);
    await expect(on.refusal.heading).toHaveText(words('refusal.headings.proofStale'));
    await expect(
      page.getByRole('main').getByRole('link', { name: /校務資訊系統|Campus Information System/ }),
    ).toBeVisible();
  });
});

forReadersWithJavaScript(() => {
  test('the strength and the fulfilled rules are shown during typing', async ({ on, signInNewPerson, words }) => {
    const who = await signInNewPerson();
    await on.password.open(who.box.address);
    const rule = (sentence: string) => on.password.rules.filter({ hasText: sentence });
    const length = rule(words('password.ruleLength', { min: 15, max: 128 }));
    const strength = rule(words('password.ruleStrength'));
    const same = rule(words('password.ruleSame'));
    const met = `(${words('password.met')})`;
    const notYetMet = `(${words('password.unmet')})`;

    await on.password.next.pressSequentially('password');
    await expect(on.password.status).toContainText(words('password.short'));
    for (const one of [length, strength, same]) await expect(one).toContainText(notYetMet);

    await on.password.next.fill('passwordpassword');
    await expect(on.password.status).toContainText(words('strength.very_weak'));
    await expect(length).toContainText(met);
    for (const one of [strength, same]) await expect(one).toContainText(notYetMet);

    await on.password.next.fill('velvet harbour counts seventeen gulls');
    await expect(on.password.status).toContainText(words('strength.strong'));
    await expect(length).toContainText(met);
    await expect(strength).toContainText(met);
    await expect(same).toContainText(notYetMet);
    await on.password.confirm.fill('velvet harbour counts seventeen gulls');
    await expect(same).toContainText(met);

    await on.password.next.fill('ji32k7au4a83ji32k7au4a83');
    await expect(strength).toContainText(notYetMet);
  });

  test('A58 A59 an invisible control character is named during typing', async ({
    page,
    on,
    signInNewPerson,
    words,
  }) => {
    const who = await signInNewPerson();
    await on.password.open(who.box.address);
    await on.password.next.fill('lanterns over\u0007 the river');
    await expect(
      page.getByText(words('errors.password.control_character', { position: 14, codePoint: 'U+0007' })),
    ).toBeVisible();
  });

  test('the typed password can be shown, copied and pasted', async ({ page, on, createPerson, signIn }) => {
    const who = await createPerson();
    const next = newPassword();
    await signIn(who);
    await on.password.open(who.box.address);
    await on.password.next.fill(next);
    await expect(on.password.next).toHaveAttribute('type', 'password');
    await on.password.reveal.check();
    await expect(on.password.next).toHaveAttribute('type', 'text');
    await on.password.next.focus();
    await page.keyboard.press('ControlOrMeta+a');
    await page.keyboard.press('ControlOrMeta+c');
    await on.password.confirm.focus();
    await page.keyboard.press('ControlOrMeta+v');
    await expect(on.password.confirm).toHaveValue(next);
    await on.password.apply.click();
    await on.receipt.reached();
  });

  test('Apply is always enabled, and the fields are marked up for password managers', async ({
    on,
    signInNewPerson,
  }) => {
    const who = await signInNewPerson();
    await on.password.open(who.box.address);
    await expect(on.password.apply).toBeEnabled();
    for (const field of [on.password.next, on.password.confirm]) {
      await expect(field).toHaveAttribute('autocomplete', 'new-password');
    }
    await expect(on.password.next).toHaveAttribute('passwordrules', /minlength: 15/);
  });
});

test('A82 two simultaneous submissions of one form make one change and lead to one receipt', async ({
  portal,
  createPerson,
  clientSignedInAs,
}) => {
  const who = await createPerson();
  const { address } = who.box;
  const client = await clientSignedInAs(who);
  const form = await openChangeForm(client, address);
  const next = newPassword();
  const [first, second] = await Promise.all([
    sendChangeForm(client, form, { next }),
    sendChangeForm(client, form, { next }),
  ]);
  expect([first.status, second.status]).toEqual([303, 303]);
  expect(second.headers.location).toBe(first.headers.location);
  expect(await portal.countChanges(address)).toBe(1);
});

test('A82 a form sent again after the change leads to the first receipt', async ({
  portal,
  createPerson,
  clientSignedInAs,
}) => {
  const who = await createPerson();
  const client = await clientSignedInAs(who);
  const form = await openChangeForm(client, who.box.address);
  const next = newPassword();
  const first = await sendChangeForm(client, form, { next });
  const again = await sendChangeForm(client, form, { next });
  expect([again.status, again.headers.location]).toEqual([303, first.headers.location]);
  expect(await portal.countChanges(who.box.address)).toBe(1);
});

test('the receipt of a change that a later one replaced says so', async ({ page, on, signInNewPerson, words }) => {
  const who = await signInNewPerson();
  await on.password.open(who.box.address);
  await on.password.fill(newPassword());
  await on.password.apply.click();
  await on.receipt.reached();
  await expect(on.receipt.outcome(words('receipt.verdict.proved'))).toBeVisible();
  const first = page.url();
  await on.password.open(who.box.address);
  await on.password.fill(newPassword());
  await on.password.apply.click();
  await on.receipt.reached();
  await page.goto(first);
  await expect(on.receipt.outcome(words('receipt.verdict.replaced'))).toBeVisible();
});
