import { refuses } from '../support/google-emulator';
import { imapLogin, openImap } from '../support/imap-client';
import { hasMark, leaveMark } from '../support/page-mark';
import { type Box, newPassword } from '../support/people';
import { PortalUnderTest } from '../support/portal-under-test';
import { screensOf } from '../support/screens';
import { test as base, expect, forTwoReaders } from '../support/story';
import { startThreeMailSystems, type ThreeMailSystems } from '../support/three-mail-systems';
import type { Words } from '../support/words';

const AT = expect.stringMatching(/^\d{2}:\d{2}:\d{2}$/);
/** The guarantee is five seconds (A86); the rest allows for a busy machine. */
const BY_ITSELF = { timeout: 20_000 };

const test = base.extend<object, { campus: ThreeMailSystems }>({
  campus: [
    // biome-ignore lint/correctness/noEmptyPattern: the runner reads the names of the fixtures from the pattern
    async ({}, use) => {
      const besides = await PortalUnderTest.open();
      const campus = await startThreeMailSystems(besides);
      await use(campus);
      await campus.remove();
      await besides.close();
    },
    { scope: 'worker', timeout: 120_000 },
  ],
  portal: [({ campus }, use) => use(campus.portal), { scope: 'worker' }],
  createPerson: ({ campus, createPerson }, use) =>
    use(async (options) => {
      const who = await createPerson(options);
      await campus.openAccounts(who.boxes);
      return who;
    }),
});

// One worker, since each has its own campus, and some stories stop its directory.
test.describe.configure({ mode: 'default' });

/** When it is tried again, or that it is being tried. */
const nextTry = (words: Words): RegExp =>
  new RegExp(`${words('receipt.nextTry', { time: String.raw`\d{2}:\d{2}:\d{2}` })}|${words('receipt.tryingAgain')}`);

/** @returns the new password */
async function change(on: ReturnType<typeof screensOf>, address: string): Promise<string> {
  const next = newPassword();
  await on.password.open(address);
  await on.password.fill(next);
  await on.password.apply.click();
  await on.receipt.reached();
  return next;
}

forTwoReaders((reader) => {
  test('a change in a directory is written there, and revoked, disconnected and verified at the mail server that uses it', async ({
    on,
    campus,
    signInNewPerson,
    words,
  }) => {
    const { address, password } = (await signInNewPerson({ systems: ['oz'] })).box;
    const open = await openImap(campus.imap, address, password);
    expect(open.login).toMatchObject({ ok: true });

    const next = await change(on, address);
    await expect(on.receipt.says(words('receipt.step.sign_in_accepted'))).toBeVisible();
    await expect(on.receipt.outcome(words('receipt.verdict.proved'))).toBeVisible();
    expect(await on.receipt.stepsWithTimes()).toEqual([
      { at: AT, what: words('receipt.step.saved') },
      { at: AT, what: words('receipt.step.in_directory') },
      { at: AT, what: words('receipt.step.withdrawn') },
      { at: AT, what: words('receipt.step.ended', { count: 1 }) },
      { at: AT, what: words('receipt.step.sign_in_accepted') },
    ]);
    await on.receipt.byService.click();
    await expect(on.receipt.rows).toHaveCount(2);
    await expect(on.receipt.row(words('receipt.service.directory'))).toContainText(words('receipt.written'));
    await expect(on.receipt.row(words('receipt.service.mail_server'))).toContainText(words('receipt.inForce'));

    await open.closed;
    expect(await imapLogin(campus.imap, address, next)).toMatchObject({ ok: true });
    expect(await imapLogin(campus.imap, address, password)).toMatchObject({ ok: false });
  });

  test('a delay that Google requests is shown with the time of the next try, which happens by itself', async ({
    page,
    on,
    campus: { google },
    signInNewPerson,
    words,
  }) => {
    const { address, password } = (await signInNewPerson({ systems: ['gapp'] })).box;
    expect(await google.signIn(address, password)).toBe('accepted');
    const answersAgain = google.answerEach('update', refuses(429, 'rateLimitExceeded', { 'retry-after': '3' }));

    const next = await change(on, address);
    const row = on.receipt.row(words('receipt.service.google'));
    await expect(on.receipt.outcome(words('receipt.verdict.delayed'))).toBeVisible();
    await expect(row).toContainText(words('delivery.reasons.quota_exceeded'));
    await expect(row).toContainText(nextTry(words));
    expect(await google.signIn(address, password)).toBe('accepted');
    expect(google.user(address).sessions).toBe(2);
    if (reader.javaScript) await leaveMark(page);

    answersAgain();
    await expect(on.receipt.outcome(words('receipt.verdict.in_force'))).toBeVisible(BY_ITSELF);
    if (reader.javaScript) expect(await hasMark(page)).toBe(true);
    expect(await on.receipt.stepsWithTimes()).toEqual([
      { at: AT, what: words('receipt.step.saved') },
      { at: AT, what: words('receipt.step.at_google') },
      { at: AT, what: words('receipt.step.google_signed_out') },
      { at: '–', what: words('receipt.step.google_not_tried') },
    ]);
    await expect(on.receipt.says(words('receipt.nextGoogle'))).toBeVisible();
    expect(google.user(address).sessions).toBe(0);
    expect(await google.signIn(address, next)).toBe('accepted');
    expect(await google.signIn(address, password)).toBe('refused');
  });

  test('a directory’s policy refusal is shown with advice, and the old password stays valid', async ({
    on,
    portal,
    campus: { directory, imap },
    signInNewPerson,
    words,
  }) => {
    // The policy is set before the account is created: without a minimum age a directory records no time of the change.
    await directory.setPolicy('pwdMinAge', '86400');
    const { address, password } = (await signInNewPerson({ systems: ['oz'] })).box;

    const next = await change(on, address);
    const { phone } = portal.runtime.config.campus.contact;
    const number = await on.receipt.number();
    const nothingLost = words.markup('receipt.nothingLost', { phone, number, tel: String });
    const row = on.receipt.row(words('receipt.service.directory'));
    await expect(row).toContainText(words('receipt.retrying'));
    await expect(row).toContainText(words('delivery.reasons.policy_refused'));
    await expect(row).toContainText(words.markup('delivery.advice.policy_refused', { phone, number, tel: String }));
    await expect(row).not.toContainText(nothingLost);
    const mailServer = on.receipt.row(words('receipt.service.mail_server'));
    await expect(mailServer).toContainText(words('receipt.waitingFor.directory'));
    await expect(on.receipt.steps).toHaveCount(2);
    expect(await imapLogin(imap, address, password)).toMatchObject({ ok: true });
    expect(await imapLogin(imap, address, next)).toMatchObject({ ok: false });

    await directory.setPolicy('pwdMinAge', '0');
  });
});

forTwoReaders((reader) => {
  test('A86 an unavailable directory is shown on the receipt, does not delay other mailboxes, and is updated after its return', async ({
    page,
    on,
    portal,
    campus: { directory, imap },
    signInNewPerson,
    words,
  }) => {
    const [inDirectory, inDatabase] = (await signInNewPerson({ systems: ['oz', 'mx'] })).boxes as [Box, Box];
    await directory.stop();

    const next = await change(on, inDirectory.address);
    const { phone } = portal.runtime.config.campus.contact;
    const number = await on.receipt.number();
    const nothingLost = words.markup('receipt.nothingLost', { phone, number, tel: String });
    const row = on.receipt.row(words('receipt.service.directory'));
    await expect(row).toContainText(words('receipt.retrying'));
    await expect(row).toContainText(words('delivery.reasons.connection_refused'));
    await expect(row).toContainText(nothingLost);
    await expect(on.receipt.outcome(words('receipt.verdict.delayed'))).toBeVisible();
    await expect(on.receipt.says(words('receipt.oldUntilThen'))).toBeVisible();
    await expect(row).toContainText(nextTry(words));
    await expect(on.receipt.says(words('receipt.waitingFor.directory'))).toBeVisible();
    if (reader.javaScript) await leaveMark(page);

    const otherTab = screensOf(await page.context().newPage(), reader);
    await change(otherTab, inDatabase.address);
    await expect(otherTab.receipt.says(words('receipt.step.sign_in_accepted'))).toBeVisible();
    await expect(row).toContainText(words('receipt.retrying'));

    await directory.start();
    await expect(on.receipt.says(words('receipt.step.sign_in_accepted'))).toBeVisible(BY_ITSELF);
    await expect(on.receipt.outcome(words('receipt.verdict.proved'))).toBeVisible();
    if (reader.javaScript) expect(await hasMark(page)).toBe(true);
    expect(await imapLogin(imap, inDirectory.address, next)).toMatchObject({ ok: true });
    expect(await imapLogin(imap, inDirectory.address, inDirectory.password)).toMatchObject({ ok: false });
  });
});
