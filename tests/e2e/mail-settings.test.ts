import { readFileSync } from 'node:fs';
import { parse } from 'plist';
import decodeQr from 'qr/decode.js';
import sharp from 'sharp';
import { linkIn, mailTo } from '../support/mails';
import { newPassword } from '../support/people';
import { expect, forEveryReader, forTwoReaders, test } from '../support/story';

forEveryReader(() => {
  test('the settings of a mailbox are a click away, and a phone finds the page by its picture', async ({
    page,
    on,
    portal,
    signInNewPerson,
    words,
  }) => {
    const { box } = await signInNewPerson();
    await on.home.open();
    await on.mailSettings.openByMenu();
    await page.waitForURL('/mail-settings');
    await expect(page.getByRole('heading', { level: 1 })).toContainText(
      words('menu.mail-settings').replace(/ \(.*/, ''),
    );
    await expect(on.mailSettings.rows).toHaveCount(2);
    const [incoming, outgoing] = ['mailSettings.protocol.imap', 'mailSettings.protocol.smtp'] as const;
    const imap = on.mailSettings.row(words(incoming));
    for (const part of ['imap.mx.campus.example', '993', 'SSL/TLS']) await expect(imap).toContainText(part);
    const smtp = on.mailSettings.row(words(outgoing));
    for (const part of ['smtp.mx.campus.example', '587', 'STARTTLS']) await expect(smtp).toContainText(part);
    await expect(page.getByRole('definition').filter({ hasText: box.address })).toBeVisible();

    const { data, info } = await sharp(await on.mailSettings.qrCode.screenshot())
      .ensureAlpha()
      .raw()
      .toBuffer({ resolveWithObject: true });
    const { origin } = new URL(page.url());
    const found = decodeQr({ width: info.width, height: info.height, data });
    expect(portal.runtime.config.origins).toContain(new URL(found).origin);
    expect(`${origin}${new URL(found).pathname}`).toBe(`${origin}/mail-settings/${box.address}`);

    await on.mailSettings.unfold('iPhone');
    const [download] = await Promise.all([page.waitForEvent('download'), on.mailSettings.profile.click()]);
    expect(download.suggestedFilename()).toMatch(/\.mobileconfig$/);
    const file = readFileSync(await download.path(), 'utf8');
    expect(parse(file)).toMatchObject({ PayloadType: 'Configuration', PayloadDisplayName: box.address });
    expect(file).not.toContain(box.password);
  });
});

forTwoReaders(() => {
  test('a person with several mailboxes chooses one', async ({ page, on, signInNewPerson, words }) => {
    const { boxes } = await signInNewPerson({ systems: ['mx', 'gapp'] });
    await on.mailSettings.open();
    await on.mailSettings.mailbox(boxes[1]?.address ?? '').click();
    await page.waitForURL(`/mail-settings/${boxes[1]?.address}`);
    await expect(page.getByRole('main')).toContainText('Google');
    await expect(on.mailSettings.rows).toHaveCount(0);
    await on.mailSettings.openByMenu();
    await on.mailSettings.mailbox(boxes[0]?.address ?? '').click();
    await expect(page.getByText(words('mailSettings.servers'), { exact: true })).toBeVisible();
  });

  test('the result of a change, and the mail about it, lead to the settings', async ({
    page,
    on,
    portal,
    signInNewPerson,
    words,
  }) => {
    const { box } = await signInNewPerson();
    await on.password.open(box.address);
    await on.password.fill(newPassword());
    await on.password.apply.click();
    await on.receipt.reached();
    const link = page.getByRole('main').locator('a[href^="/mail-settings/"]');
    await link.click();
    await page.waitForURL(`/mail-settings/${box.address}`);
    await expect(page.getByText(words('mailSettings.servers'), { exact: true })).toBeVisible();
    const mail = await mailTo(portal.mailFolder, box.address, box.address);
    const [origin] = portal.runtime.config.origins;
    expect(mail.text.split('\n')).toContain(`${origin}/mail-settings`);
    // The link that acts is still the first one.
    expect(mail.text.indexOf(linkIn(mail))).toBeLessThan(mail.text.indexOf('/mail-settings'));
  });

  test('a narrow screen shows everything that a phone needs', async ({ page, on, signInNewPerson }) => {
    await page.setViewportSize({ width: 360, height: 740 });
    await signInNewPerson();
    await on.mailSettings.open();
    await expect(on.mailSettings.row('imap.mx.campus.example')).toContainText('993');
    await on.mailSettings.unfold('iPhone');
    await expect(on.mailSettings.profile).toBeVisible();
    // It is the phone already.
    await expect(on.mailSettings.qrCode).toBeHidden();
    expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBe(360);
  });
});
