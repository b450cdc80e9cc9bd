import { imapLogin } from '../support/imap-client';
import { newPassword } from '../support/people';
import { expect, forEveryReader, test } from '../support/story';

forEveryReader(({ language }) => {
  test('a person comes by the campus link, sets a password, and mail programs take it', async ({
    page,
    on,
    portal,
    somebody,
    words,
  }) => {
    const who = await somebody();
    const { address, password } = who.box;
    expect(await imapLogin(portal.imap, address, password)).toMatchObject({ ok: true });

    const { url } = await portal.campusLink({ person: who.person, ip: '127.0.0.1' });
    await on.arrival.comeBy(url);
    await on.arrival.goOn();
    await on.mailboxes.openByMenu();
    await on.mailboxes.setPassword(address).click();
    expect(Object.values(await on.password.facts())).toEqual([
      who.person.number,
      language === 'en' ? who.person.nameEn : who.person.name,
      address,
    ]);

    const next = newPassword();
    await on.password.fill(next);
    await on.password.apply.click();

    await on.receipt.reached();
    await expect(on.receipt.state(words('receipt.inForce'))).toBeVisible();
    await expect(on.receipt.says(words('receipt.proved'))).toBeVisible();
    await expect(page.getByText(words('receipt.done', { address }))).toBeVisible();
    expect(await imapLogin(portal.imap, address, next)).toMatchObject({ ok: true });
    expect(await imapLogin(portal.imap, address, password)).toMatchObject({ ok: false });
  });
});
