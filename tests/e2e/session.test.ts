import { HttpClient, ownerIn, postAsMember } from '../support/http-client';
import { newPassword } from '../support/people';
import { ADDRESS_ON_CAMPUS } from '../support/start-browser-portal';
import { ALSO_IN_WHOLE_BROWSER, expect, forReadersWithJavaScript, forTwoReaders, test } from '../support/story';
import type { Words } from '../support/words';

const minutesInMs = (count: number) => count * 60_000;

/** The text of the countdown, with a pattern for the time. */
const timeLeft = (words: Words, time: string): RegExp => new RegExp(`^${words('shell.timeLeft', { time })}$`);

forTwoReaders((reader) => {
  // The back button shows what a browser has cached, and the two browsers may cache different pages.
  const also = reader.language === 'zh_TW' ? ALSO_IN_WHOLE_BROWSER : {};

  test('a client that is not signed in gets SESSION(0)', async ({ page, on, words }) => {
    const answer = await page.goto('/mailboxes');
    expect(answer?.status()).toBe(403);
    expect(await on.refusal.codes()).toMatchObject({ code: 'SESSION(0)' });
    await expect(on.refusal.sentence).toContainText(words('errors.session.none'));
    await expect(on.refusal.heading).toHaveText(words('refusal.headings.signedOut'));
  });

  test('A44 after 20 idle minutes the server has ended the session: SESSION(-1)', async ({
    page,
    on,
    portal,
    signInNewPerson,
    words,
  }) => {
    const who = await signInNewPerson();
    await portal.ageSessions(who.person.id, { lastSeen: minutesInMs(21) });
    const answer = await page.goto('/mailboxes');
    expect(answer?.status()).toBe(403);
    expect(await on.refusal.codes()).toMatchObject({ code: 'SESSION(-1)' });
    await expect(on.refusal.sentence).toContainText(words('errors.session.expired'));
    await expect(on.refusal.heading).toHaveText(words('refusal.headings.sessionExpired'));
    await expect(on.refusal.advice).toHaveCount(1);
    await expect(page.getByText(who.person.number)).toHaveCount(0);
  });

  test('A44 a form sent after the end of the session shows the reason, and changes nothing', async ({
    page,
    on,
    portal,
    signInNewPerson,
    words,
  }) => {
    const who = await signInNewPerson();
    await on.password.open(who.box.address);
    await portal.ageSessions(who.person.id, { lastSeen: minutesInMs(21) });
    await on.password.fill(newPassword());
    await on.password.apply.click();
    await expect(page.getByText(words('errors.session.expired'))).toBeVisible();
    expect(await portal.countChanges(who.box.address)).toBe(0);
    // The page leads to both ways in, and from there back to the form.
    const then = `?then=${encodeURIComponent(`/mailboxes/${who.box.address}/password`)}`;
    const byMailbox = page.getByRole('main').getByRole('link', { name: words('refusal.signInByMailbox') });
    await expect(byMailbox).toHaveAttribute('href', `/login${then}`);
    const campusSystem = reader.language === 'en' ? 'Campus Information System' : '校務資訊系統';
    const byCampus = page.getByRole('main').getByRole('link', { name: campusSystem });
    await expect(byCampus).toHaveAttribute('href', `/campus/start${then}`);
  });

  test('a changed address during a session is refused with SESSION(-2); at the former one the session continues', async ({
    page,
    on,
    signInNewPerson,
    words,
  }) => {
    const who = await signInNewPerson();
    await page.setExtraHTTPHeaders({ 'X-Forwarded-For': '203.0.113.7' });
    const answer = await page.goto('/mailboxes');
    expect(answer?.status()).toBe(403);
    expect(await on.refusal.codes()).toMatchObject({ code: 'SESSION(-2)', message: 'IP mismatch' });
    expect(await on.refusal.facts()).toMatchObject({
      [words('refusal.before')]: '127.0.0.1',
      [words('refusal.now')]: '203.0.113.7',
    });
    await expect(on.refusal.advice).toHaveCount(3);
    await expect(page.getByText(who.person.number)).toHaveCount(0);

    await page.setExtraHTTPHeaders({});
    await page.getByRole('link', { name: words('refusal.reload') }).click();
    await expect(on.mailboxes.setPassword(who.box.address)).toBeVisible();
  });

  test('A25 a change to the other address family on campus is confirmed by a button, and leads back to the page', async ({
    page,
    on,
    signInNewPerson,
    words,
  }) => {
    const who = await signInNewPerson();
    page.on('pageerror', (error) => expect.soft(String(error)).toBe('no error'));
    await page.setExtraHTTPHeaders({ 'X-Forwarded-For': ADDRESS_ON_CAMPUS });
    const answer = await page.goto('/mailboxes');
    expect(answer?.status()).toBe(403);
    await expect(on.refusal.sentence).toContainText(words('errors.session.address_unconfirmed'));
    expect(await on.refusal.facts()).toMatchObject({ [words('refusal.now')]: ADDRESS_ON_CAMPUS });
    const main = page.getByRole('main');
    const confirm = main.getByRole('button', { name: words('refusal.confirmAddress') });
    const signOut = main.getByRole('button', { name: words('refusal.signOut') });
    const [first, second] = [await confirm.boundingBox(), await signOut.boundingBox()];
    expect(first?.y).toBe(second?.y);
    await confirm.click();
    await page.waitForURL('/mailboxes');
    await expect(on.mailboxes.setPassword(who.box.address)).toBeVisible();
  });

  test('the header shows when the session ends', async ({ page, on, createPerson, signIn, words }) => {
    await signIn(await createPerson());
    await on.home.open();
    if (reader.javaScript) await expect(on.shell.timer).toHaveText(timeLeft(words, '(20:00|19:5\\d)'));
    else {
      const [before = '', after = ''] = words('shell.endsAt', { time: '|' }).split('|');
      await expect(page.getByRole('banner')).toContainText(new RegExp(`${before}\\d\\d:\\d\\d${after}(?!:)`));
    }
  });

  test(
    'A34 A39 signing out leads to the campus system, and the back button shows nothing private',
    also,
    async ({ page, on, portal, signInNewPerson, words }) => {
      const who = await signInNewPerson();
      await on.home.open();
      await on.mailboxes.open();
      await expect(page.getByText(who.box.address).first()).toBeVisible();
      const [cookie] = (await page.context().cookies(portal.baseUrl)).filter(({ name }) => name === 'portal_session');
      await on.shell.signOut.click();
      await page.waitForURL('/demo/campus?signed-out=1');
      await expect(page.getByText(words('demo.signedOut'))).toBeVisible();

      await page.goBack();
      await expect(page.getByText(words('errors.session.none'))).toBeVisible();
      await expect(page.getByText(who.box.address)).toHaveCount(0);
      await page.goBack();
      await expect(page.getByText(who.person.number)).toHaveCount(0);

      const thief = new HttpClient(portal.baseUrl);
      thief.cookies.set('portal_session', cookie?.value ?? '');
      expect((await thief.get('/mailboxes')).status).toBe(403);
    },
  );

  test('A39 a change ends the person’s sessions elsewhere', async ({
    on,
    createPerson,
    signIn,
    clientSignedInAs,
    words,
  }) => {
    const who = await createPerson();
    const elsewhere = await clientSignedInAs(who);
    expect((await elsewhere.get('/mailboxes')).status).toBe(200);
    await signIn(who);
    await on.password.open(who.box.address);
    await on.password.fill(newPassword());
    await on.password.apply.click();
    await on.receipt.reached();
    await expect(on.receipt.outcome(words('receipt.verdict.proved'))).toBeVisible();
    const answer = await elsewhere.get('/mailboxes');
    expect(answer.status).toBe(403);
    expect(answer.body).toContain('SESSION(-1)');
  });
});

forReadersWithJavaScript(() => {
  test('the remaining time counts down', async ({ on, createPerson, signIn }) => {
    await signIn(await createPerson());
    await on.home.open();
    const first = await on.shell.timer.textContent();
    await expect(on.shell.timer).not.toHaveText(first ?? '');
    const second = await on.shell.timer.textContent();
    expect((second ?? '') < (first ?? '')).toBe(true);
  });

  test('A44 two minutes before the end a dialog offers to stay signed in, and the server extends the session', async ({
    page,
    on,
    portal,
    signInNewPerson,
    words,
  }) => {
    await page.clock.install();
    const who = await signInNewPerson();
    await on.home.open();
    // The page counts from the moment its script runs; before that the clock must not jump.
    await expect(on.shell.timer).toBeVisible();
    await portal.ageSessions(who.person.id, { lastSeen: minutesInMs(18.5) });
    await page.clock.fastForward(minutesInMs(18.5));
    await expect(on.shell.stayDialog).toBeVisible();
    await expect(on.shell.timer).toHaveText(timeLeft(words, '01:\\d\\d'));
    await on.shell.stay.click();
    await expect(on.shell.stayDialog).toBeHidden();
    await expect(on.shell.timer).toHaveText(timeLeft(words, '(20:00|19:5\\d)'));

    // Without a request to the server, its own twenty minutes would be over now.
    await portal.ageSessions(who.person.id, { lastSeen: minutesInMs(18) });
    await on.mailboxes.open();
    await expect(on.mailboxes.setPassword(who.box.address)).toBeVisible();
  });

  test('A44 the page itself shows when the time is over', async ({ page, on, portal, signInNewPerson, words }) => {
    await page.clock.install();
    const who = await signInNewPerson();
    await on.home.open();
    await expect(on.shell.timer).toBeVisible();
    await portal.ageSessions(who.person.id, { lastSeen: minutesInMs(21) });
    await page.clock.fastForward(minutesInMs(21));
    await expect(page.getByText(words('errors.session.expired'))).toBeVisible();
    await expect(page.getByText(who.person.number)).toHaveCount(0);
    await expect(on.shell.timer).toHaveCount(0);
  });

  test('Escape in the dialog means to stay', async ({ page, on, portal, signInNewPerson, words }) => {
    await page.clock.install();
    const who = await signInNewPerson();
    await on.home.open();
    await expect(on.shell.timer).toBeVisible();
    await portal.ageSessions(who.person.id, { lastSeen: minutesInMs(18.5) });
    await page.clock.fastForward(minutesInMs(18.5));
    await expect(on.shell.stayDialog).toBeVisible();
    await page.keyboard.press('Escape');
    await expect(on.shell.stayDialog).toBeHidden();
    await expect(on.shell.timer).toHaveText(timeLeft(words, '(20:00|19:5\\d)'));
  });

  test('when the server cannot be reached the dialog says so, keeps the page, and does not open again within a minute', async ({
    page,
    on,
    portal,
    signInNewPerson,
    words,
  }) => {
    await page.clock.install();
    const who = await signInNewPerson();
    await on.password.open(who.box.address);
    await expect(on.shell.timer).toBeVisible();
    await portal.ageSessions(who.person.id, { lastSeen: minutesInMs(18.1) });
    await page.route('/session/stay', (route) => route.abort());
    await page.clock.fastForward(minutesInMs(18.1));
    await on.shell.stay.click();
    await expect(on.shell.stayDialog).toContainText(words('shell.stayFailed'));
    // Twice, because a browser does not let a page keep a dialog open for ever.
    await page.keyboard.press('Escape');
    await page.keyboard.press('Escape');
    await expect(on.shell.stayDialog).toBeHidden();
    await page.clock.runFor(50_000);
    await expect(on.shell.stayDialog).toBeHidden();
    await page.clock.runFor(20_000);
    await expect(on.shell.stayDialog).toBeVisible();
    await expect(on.shell.stayDialog).not.toContainText(words('shell.stayFailed'));
  });

  test('a dialog that was closed does not open on the next page within a minute', async ({
    page,
    on,
    portal,
    signInNewPerson,
  }) => {
    await page.clock.install();
    const who = await signInNewPerson();
    await portal.ageSessions(who.person.id, { created: 8 * minutesInMs(60) - minutesInMs(1.9) });
    await on.mailboxes.open();
    await expect(on.shell.stayDialog).toBeVisible();
    await page.keyboard.press('Escape');
    await expect(on.shell.stayDialog).toBeHidden();
    await on.home.open();
    await expect(on.shell.timer).toBeVisible();
    await page.clock.runFor(5_000);
    await expect(on.shell.stayDialog).toBeHidden();
    await page.clock.runFor(60_000);
    await expect(on.shell.stayDialog).toBeVisible();
  });

  test('a page that is opened in one tab extends the session in the other tabs too', async ({
    page,
    context,
    on,
    portal,
    signInNewPerson,
    words,
  }) => {
    await page.clock.install();
    const who = await signInNewPerson();
    await on.password.open(who.box.address);
    await expect(on.shell.timer).toBeVisible();
    await portal.ageSessions(who.person.id, { lastSeen: minutesInMs(18.5) });
    await page.clock.fastForward(minutesInMs(18.5));
    await expect(on.shell.stayDialog).toBeVisible();

    const tab = await context.newPage();
    await tab.goto('/mailboxes');
    await expect(on.shell.stayDialog).toBeHidden();
    await expect(on.shell.timer).toHaveText(timeLeft(words, '(20:00|19:5\\d)'));
  });

  test('at the absolute end the page does not offer an extension again', async ({
    page,
    on,
    portal,
    signInNewPerson,
  }) => {
    await page.clock.install();
    const who = await signInNewPerson();
    await portal.ageSessions(who.person.id, { created: 8 * minutesInMs(60) - minutesInMs(1.5) });
    await on.mailboxes.open();
    await expect(on.shell.stayDialog).toBeVisible();
    await expect(on.shell.stay).toBeHidden();
    await on.shell.understood.click();
    await expect(on.shell.stayDialog).toBeHidden();
    await page.clock.runFor(5_000);
    await expect(on.shell.stayDialog).toBeHidden();
  });
});

test('A38 the session cookie is replaced at each sign-in and after a change', async ({
  portal,
  createPerson,
  client,
}) => {
  const { person } = await createPerson();
  client.cookies.set('portal_session', 'an-id-of-the-clients-own');
  const seen = new Set<string>(['an-id-of-the-clients-own']);
  for (let times = 0; times < 2; times += 1) {
    const { token } = await portal.campusLink({ person, ip: '127.0.0.1' });
    await client.enter(token);
    seen.add(client.cookies.get('portal_session') ?? '');
  }
  expect(seen.size).toBe(3);
});

test('A44 only pages of the portal can extend a session', async ({ portal, createPerson, clientSignedInAs }) => {
  const who = await createPerson();
  const client = await clientSignedInAs(who);
  expect((await postAsMember(client, '/session/stay', [], { Origin: 'https://evil.example' })).status).toBe(400);
  const owner = ownerIn((await client.get('/')).body);
  expect((await client.post('/session/stay', [['owner', owner]])).status).toBe(200);
  const foreign = await client.post('/session/stay', [['owner', 'x'.repeat(43)]]);
  expect(foreign.status).toBe(409);
  expect(foreign.body).toContain(who.person.number);
  await portal.ageSessions(who.person.id, { lastSeen: minutesInMs(21) });
  expect((await client.post('/session/stay', [['owner', owner]])).status).toBe(403);
});

test('A39 a form from another site ends no session', async ({ createPerson, clientSignedInAs }) => {
  const client = await clientSignedInAs(await createPerson());
  const answer = await postAsMember(client, '/sign-out', [], { Origin: 'https://evil.example' });
  expect(answer.status).toBe(400);
  expect((await client.get('/mailboxes')).status).toBe(200);
});
