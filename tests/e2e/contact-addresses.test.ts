import { randomInt, randomUUID } from 'node:crypto';
import { sql } from 'drizzle-orm';
import { seal } from '@/lib/sealed-box';
import { HttpClient, postAsMember, readableText } from '../support/http-client';
import { linkIn, mailsIn, mailTo } from '../support/mails';
import { newPassword } from '../support/people';
import { expect, forReadersWithJavaScript, forTwoReaders, test } from '../support/story';
import { sentenceAbout, WORDS } from '../support/words';

const newAddress = () => `xia.lin-${randomInt(1_000_000_000, 9_999_999_999)}@home.example`;
const FOUR_DAYS_MS = 4 * 24 * 3_600_000;

forTwoReaders((reader) => {
  const isEnglish = reader.language === 'en';

  test('a contact address is added, confirmed by the mail sent to it, and removed', async ({
    page,
    on,
    portal,
    createPerson,
    signIn,
    words,
  }) => {
    const who = await createPerson();
    const address = newAddress();
    await signIn(who);
    await on.home.open();
    await on.contacts.openByMenu();
    await expect(page.getByText(words('contactAddresses.none'))).toBeVisible();
    await on.contacts.add(address);
    await expect(page.getByText(words('contactAddresses.address_added', { address }))).toBeVisible();
    const row = on.contacts.row(address);
    await expect(row).toContainText(words('contactAddresses.waiting'));
    await on.contacts.resend(row).click();
    await expect(page.getByText(words('contactAddresses.link_sent', { address }))).toBeVisible();

    const subject = words('notices.confirm_contact_address.subject');
    await expect
      .poll(async () => (await mailsIn(portal.mailFolder)).filter((mail) => mail.to === address).length)
      .toBe(2);
    const links = (await mailsIn(portal.mailFolder)).filter((mail) => mail.to === address && mail.subject === subject);
    expect(links).toHaveLength(2);
    let good = '';
    for (const mail of links) {
      const answer = await page.goto(linkIn(mail));
      if (answer?.status() === 200) good = linkIn(mail);
      else await expect(page.getByText(words('errors.contact_address.link_unknown'))).toBeVisible();
    }
    await page.goto(good);
    await expect(page.getByRole('main')).toContainText(isEnglish ? who.person.nameEn : who.person.name);
    await on.contacts.confirm.click();
    await page.waitForURL(/\/contact-addresses\/confirmed/);
    await expect(page.getByRole('main')).toContainText(sentenceAbout(words, 'contactAddresses.confirmedText', address));
    expect((await page.goto(good))?.status()).toBe(404);

    await on.contacts.open();
    await expect(row).toContainText(words('contactAddresses.confirmed'));
    await page.goto(`/mailboxes/${who.box.address}/checklist`);
    await expect(page.getByRole('main')).toContainText(address);

    await on.contacts.open();
    await on.contacts.remove(row).click();
    await on.contacts.removeIt.click();
    await expect(page.getByText(words('contactAddresses.address_removed', { address }))).toBeVisible();
    await expect(on.contacts.rows).toHaveCount(0);
    await mailTo(portal.mailFolder, address, words('notices.contact_address_removed.subject'));
    await mailTo(portal.mailFolder, who.box.address, words('notices.contact_address_removed.subject'));
  });

  test('a refused address stays in its field, with the reason', async ({ page, on, signInNewPerson, words }) => {
    const who = await signInNewPerson();
    await on.contacts.open();
    await on.contacts.add(who.box.address);
    await expect(page.getByRole('main').getByRole('alert')).toContainText(words('errors.contact_address.own_mailbox'));
    await expect(on.contacts.address).toHaveValue(who.box.address);
    await expect(on.contacts.rows).toHaveCount(0);
    // The portal names the character; the browser's own check would hide that. U+0430 looks like a Latin a.
    await on.contacts.add('xia.lin\u0430@home.example');
    await expect(page.getByRole('main').getByRole('alert')).toContainText('U+0430');
    await expect(on.contacts.address).toHaveValue('xia.lin\u0430@home.example');
  });

  test('an expired session keeps the address that was entered, and shows it again after the sign-in', async ({
    page,
    on,
    portal,
    signInNewPerson,
    signIn,
    words,
  }) => {
    const who = await signInNewPerson();
    const address = newAddress();
    await on.contacts.open();
    await portal.ageSessions(who.person.id, { lastSeen: 21 * 60_000 });
    await on.contacts.add(address);
    await expect(on.refusal.heading).toHaveText(words('refusal.headings.sessionExpired'));
    const byMailbox = page.getByRole('main').getByRole('link', { name: words('refusal.signInByMailbox') });
    const then = new URL((await byMailbox.getAttribute('href')) ?? '', portal.baseUrl).searchParams.get('then');
    await signIn(who);
    await page.goto(then ?? '');
    await expect(on.contacts.address).toHaveValue(address);
    await on.contacts.send.click();
    await expect(page.getByText(words('contactAddresses.address_added', { address }))).toBeVisible();
  });

  test('a user whose password sign-in is not recent enters the password again', async ({
    page,
    on,
    portal,
    createPerson,
    sendLogin,
    words,
  }) => {
    const who = await createPerson();
    const address = newAddress();
    await sendLogin(who.box);
    await expect(on.shell.signOut).toBeVisible();
    await portal.ageSessions(who.person.id, { proved: 6 * 60_000 });
    await on.contacts.open();
    await on.contacts.current.fill('not the password of this mailbox');
    await on.contacts.add(address);
    await expect(page.getByRole('main').getByRole('alert')).toContainText(words('errors.proof.current_wrong'));
    await on.contacts.current.fill(who.box.password);
    await on.contacts.send.click();
    await expect(page.getByText(words('contactAddresses.address_added', { address }))).toBeVisible();
  });

  test('A39 “this was not me” in a mail suspends the mailbox without a sign-in, and ends the thief’s session', async ({
    page,
    on,
    portal,
    createPerson,
    signIn,
    clientSignedInAs,
    words,
  }) => {
    const who = await createPerson();
    const address = newAddress();
    await signIn(who);
    await on.contacts.open();
    await on.contacts.add(address);
    await page.goto(linkIn(await mailTo(portal.mailFolder, address, /./)));
    await on.contacts.confirm.click();
    await page.waitForURL(/confirmed/);
    await portal.ageContactAddresses(who.person.id, FOUR_DAYS_MS);

    const thief = await clientSignedInAs(who);
    await on.password.open(who.box.address);
    await on.password.fill(newPassword());
    await on.password.apply.click();
    await on.receipt.reached();
    // The page is left before the cookie is deleted: a receipt in progress polls, and would lead back.
    await page.goto('about:blank');
    await page.context().clearCookies();

    const mail = await mailTo(
      portal.mailFolder,
      address,
      words('notices.password_changed.subject', { mailbox: who.box.address }),
    );
    await page.goto(linkIn(mail));
    await expect(page.getByRole('main')).toContainText(words('notMe.stop'));
    await expect(page.getByRole('main')).toContainText(who.box.address);
    await on.contacts.notMe.click();
    await page.waitForURL(/\/not-me\/reported/);
    await expect(page.getByRole('main')).toContainText(sentenceAbout(words, 'notMe.stopped', who.box.address));
    await expect(on.shell.signOut).toHaveCount(0);
    expect((await thief.get('/mailboxes')).status).toBe(403);
    expect((await page.goto(linkIn(mail)))?.status()).toBe(410);
    await expect(page.getByText(words('errors.not_me.used'))).toBeVisible();

    // The mailbox is restored by the campus system, the announcement and a new password.
    await signIn(who);
    await on.announcement.open(who.box.address);
    await expect(page.getByRole('main')).toContainText(isEnglish ? 'this was not me' : '「這不是我」');
    await mailTo(portal.mailFolder, portal.runtime.config.campus.contact.mail, /這不是我/);
  });
});

forReadersWithJavaScript(() => {
  test('an address that is not sent yet is kept when the page finds its session over, for its person only', async ({
    page,
    on,
    portal,
    signInNewPerson,
    signIn,
    createPerson,
    words,
  }) => {
    await page.clock.install();
    const who = await signInNewPerson();
    const address = newAddress();
    const typeUntilTheEnd = async (id: string) => {
      await on.contacts.open();
      await expect(on.shell.timer).toBeVisible();
      await on.contacts.address.fill(address);
      await portal.ageSessions(id, { lastSeen: 21 * 60_000 });
      await page.clock.fastForward(21 * 60_000);
      await expect(on.refusal.heading).toHaveText(words('refusal.headings.sessionExpired'));
    };
    await typeUntilTheEnd(who.person.id);
    await signIn(who);
    await on.contacts.open();
    await expect(on.contacts.address).toHaveValue(address);

    await typeUntilTheEnd(who.person.id);
    await signIn(await createPerson());
    await on.contacts.open();
    await expect(on.shell.timer).toBeVisible();
    await expect(on.contacts.address).toHaveValue('');
  });
});

test('A14 a link’s token appears in no address: neither in the next page’s nor in one in its headers', async ({
  portal,
  client,
}) => {
  for (const page of ['/not-me', '/contact-addresses/confirm']) {
    const answer = await client.get(`${page}/${'A'.repeat(64)}`);
    expect(answer.status).toBe(404);
    expect(answer.headers['referrer-policy']).toBe('same-origin');
    expect(answer.headers['cache-control']).toContain('no-store');
    expect(answer.body).not.toMatch(/(?:src|href)="https?:\/\/(?!127\.0\.0\.1)[^"]*AAAA/);
  }
  expect(portal.baseUrl).toContain('127.0.0.1');
});

test('A30 A37 the contact address forms refuse a client without a session, and other sites', async ({
  portal,
  createPerson,
  clientSignedInAs,
}) => {
  const stranger = new HttpClient(portal.baseUrl);
  for (const form of ['add', 'resend', 'remove']) {
    const answer = await stranger.post(`/contact-addresses/${form}`, [
      ['owner', 'x'],
      ['id', randomUUID()],
      ['address', newAddress()],
    ]);
    expect([answer.status, answer.headers.location]).toEqual([
      303,
      expect.stringMatching(/^\/contact-addresses(\?typed=|$)/),
    ]);
  }
  const who = await createPerson();
  const member = await clientSignedInAs(who);
  const address = newAddress();
  const foreign = await postAsMember(member, '/contact-addresses/add', [['address', address]], {
    Origin: 'https://evil.example',
  });
  expect(foreign.status).toBe(400);
  const other = await createPerson();
  await postAsMember(member, '/contact-addresses/add', [
    ['address', address],
    ['personId', other.person.id],
    ['confirmedAt', '2020-01-01T00:00:00Z'],
  ]);
  const page = await member.get('/contact-addresses');
  expect(page.body).toContain(address.split('@')[0]);
  expect(page.body).toContain('Not confirmed yet');
});

test('A79 markup in a name or an address is shown as text, on the page and in the mail', async ({
  portal,
  createPerson,
  clientSignedInAs,
}) => {
  const evil = '<img src=x onerror=alert(1)>';
  const who = await createPerson({ name: evil, nameEn: evil });
  const member = await clientSignedInAs(who);
  const address = newAddress();
  await postAsMember(member, '/contact-addresses/add', [['address', address]]);
  const mail = await mailTo(portal.mailFolder, address, 'Please confirm');
  expect(mail.html).toContain('&lt;img src=x onerror=alert(1)&gt;');
  expect(mail.html).not.toContain('<img');
  expect((await member.get(new URL(linkIn(mail)).pathname)).body).not.toContain('<img src=x');
  const refused = await postAsMember(member, '/contact-addresses/add', [['address', '"><script>alert(1)</script>']]);
  const page = await member.get(refused.headers.location ?? '');
  expect(page.body).not.toContain('<script>alert(1)');
});

test('a refusal named in the page’s address is shown only while it holds', async ({
  portal,
  createPerson,
  clientSignedInAs,
}) => {
  const who = await createPerson();
  const client = await clientSignedInAs(who, { headers: { 'Accept-Language': 'en' } });
  let refusalPage = '';
  for (let n = 0; n < 4; n += 1) {
    const { headers } = await postAsMember(client, '/contact-addresses/add', [['address', newAddress()]]);
    refusalPage = String(headers.location);
  }
  const tooMany = WORDS.en('errors.contact_address.too_many', { most: 3 });
  expect(readableText((await client.get(refusalPage)).body)).toContain(tooMany);
  const { db } = portal.context;
  await db.execute(sql`delete from contact_addresses where person_id = ${who.person.id} and place = 3`);
  expect(readableText((await client.get(refusalPage)).body)).not.toContain(tooMany);

  const [session] = await db.execute<{ id: string }>(
    sql`select id from sessions where person_id = ${who.person.id} and ended_at is null`,
  );
  const wait = { refused: 'throttle.wait', detail: { seconds: 60, wait: 1, unit: 'minutes' } };
  for (const [until, isLimited] of [
    [Date.now() + 60_000, true],
    [Date.now() - 1, false],
  ] as const) {
    const text = JSON.stringify({ sessionId: session?.id, notice: wait, until });
    const sealed = seal(portal.runtime.config.secret, 'notice', text);
    for (const path of ['/contact-addresses', '/sessions']) {
      const { body } = await client.get(`${path}?notice=${sealed}`);
      expect(readableText(body).includes(WORDS.en('errors.throttle.wait', wait.detail)), `${path} ${until}`).toBe(
        isLimited,
      );
    }
  }
});
