import { newPassword } from '../support/people';
import { expect, forReadersWithJavaScript, forTwoReaders, test } from '../support/story';
import { sentenceAbout } from '../support/words';

forTwoReaders((reader) => {
  const isEnglish = reader.language === 'en';
  const people = [
    { role: 'staff', condition: '一般', en: 'Normal' },
    { role: 'student', condition: '休', en: 'On leave' },
  ] as const;

  test('home leads from a mailbox to the change form in one click', async ({ page, on, signInNewPerson }) => {
    const { boxes } = await signInNewPerson({ systems: ['mx', 'my'] });
    await on.home.open();
    for (const { address } of boxes) await expect(on.home.card(address)).toBeVisible();
    await on.home.setPassword(boxes[1]?.address ?? '').click();
    await page.waitForURL(`/mailboxes/${boxes[1]?.address}/password`);
    await expect(on.password.apply).toBeVisible();
  });

  test('personal data with the Condition is shown first on arrival by campus link, and folded afterwards', async ({
    page,
    on,
    createPerson,
    signInByLink,
    words,
  }) => {
    for (const { role, condition, en } of people) {
      const who = await createPerson({ role, condition });
      await signInByLink(who);
      await expect(page.getByRole('main').getByRole('heading', { level: 2 }).first()).toHaveText(words('home.check'));
      const facts = await on.home.facts();
      expect(facts[words(role === 'staff' ? 'home.staffNumber' : 'home.studentNumber')]).toContain(who.person.number);
      expect(facts[words('home.name')]).toBe(who.person.name);
      expect(facts[words('home.nameEn')]).toBe(who.person.nameEn);
      expect(facts[words('home.condition')]).toContain(isEnglish ? en : condition);
      expect(facts[words('home.address')]).toBe('127.0.0.1');
      expect(facts[words('home.signedInAt')]).toMatch(
        isEnglish ? /^\d+ \w+ \d{4}, \d\d:\d\d$/ : /^[\d/]{10} \d\d:\d\d$/,
      );

      await on.home.setPassword(who.box.address).click();
      await page.waitForURL(/password/);
      await on.shell.menu.getByRole('link').first().click();
      await expect(on.home.card(who.box.address)).toBeVisible();
      await expect(page.getByRole('term').first()).toBeHidden();
      await on.home.foldedData.click();
      expect(await on.home.facts()).toEqual(facts);
      await page.context().clearCookies();
    }
  });

  test('a new password that does not reach a mail system is shown on home, with the way to its result', async ({
    page,
    on,
    portal,
    signInNewPerson,
    words,
  }) => {
    const { box } = await signInNewPerson();
    await on.home.open();
    await expect(on.home.card(box.address)).toContainText(words('mailboxes.active'));
    await on.password.open(box.address);
    await on.password.fill(newPassword());
    await on.password.apply.click();
    await on.receipt.reached();
    await expect(on.receipt.says(words('receipt.step.sign_in_accepted'))).toBeVisible();
    const result = new URL(page.url()).pathname;
    await portal.makeUndelivered(box.address);

    await on.home.open();
    await expect(page.getByText(sentenceAbout(words, 'home.stuck', box.address))).toBeVisible();
    await expect(on.home.card(box.address)).toContainText(words('mailboxes.changing'));
    await expect(on.home.card(box.address).getByRole('link')).toHaveAttribute('href', result);
    await page
      .getByRole('main')
      .getByRole('link', { name: words('home.stuckGo'), exact: true })
      .click();
    await page.waitForURL(result);
  });

  test('A49 failed sign-ins are shown to the owner of the mailbox alone, with advice', async ({
    page,
    on,
    portal,
    createPerson,
    signIn,
    sendLogin,
    words,
  }) => {
    const [who, another] = [await createPerson(), await createPerson()];
    const { address } = who.box;
    const failures = on.home.link(words('home.failedGo'));
    await portal.failSignIns(address, 3);
    await signIn(another);
    await on.home.open();
    await expect(on.shell.signOut).toBeVisible();
    await expect(failures).toHaveCount(0);
    await page.context().clearCookies();

    await sendLogin(who.box);
    await expect(failures).toBeVisible();
    await expect(page.getByRole('main')).toContainText(
      isEnglish ? '3 different wrong passwords' : '3 個不同的錯誤密碼',
    );
    await page.getByText(words('home.failedMore')).click();
    await expect(page.getByText(words('home.failedYou'))).toBeVisible();
    await on.home.link(isEnglish ? 'change it' : '變更密碼').click();
    await page.waitForURL(`/mailboxes/${address}/password`);
    await on.home.open();
    await failures.click();
    await page.waitForURL('/sessions');

    await page.context().clearCookies();
    await signIn(who);
    await on.home.open();
    await expect(on.shell.signOut).toBeVisible();
    await expect(failures).toHaveCount(0);
  });

  test('a suspension is shown on home and in the list of mailboxes, with the next step', async ({
    page,
    on,
    signInNewPerson,
    words,
  }) => {
    const warned = await signInNewPerson({ suspended: 'warning', condition: '出國' });
    const { address } = warned.box;
    await on.home.open();
    await expect(on.home.card(address)).toContainText(words('home.meaning.suspended_warning'));
    await on.home
      .card(address)
      .getByRole('link', { name: words('mailboxes.read') })
      .click();
    await page.waitForURL(`/mailboxes/${address}/announcement`);
    await expect(page.getByText(words('announcement.postedOn'))).toBeVisible();
    await on.mailboxes.open();
    await expect(on.mailboxes.row(address)).toContainText(words('mailboxes.suspended_warning'));
    await expect(on.mailboxes.setPassword(address)).toHaveCount(0);
    await page.context().clearCookies();

    const stopped = await signInNewPerson({ suspended: 'emergency' });
    await on.home.open();
    await expect(on.home.card(stopped.box.address)).toContainText(words('home.meaning.suspended_emergency'));
    await on.home
      .card(stopped.box.address)
      .getByRole('link', { name: words('mailboxes.restore') })
      .click();
    await page.waitForURL(`/mailboxes/${stopped.box.address}/announcement`);
    await on.mailboxes.open();
    await expect(on.mailboxes.row(stopped.box.address)).toContainText(words('mailboxes.suspended_emergency'));
    await expect(on.mailboxes.setPassword(stopped.box.address)).toHaveCount(0);
  });

  test('the start page explains the three ways to a signed-out user', async ({ page, words }) => {
    const answer = await page.goto('/');
    expect(answer?.status()).toBe(200);
    for (const way of ['welcome.way1', 'welcome.way2', 'welcome.way3'] as const) {
      await expect(page.getByRole('heading', { name: words(way) })).toBeVisible();
    }
    await expect(page.getByRole('contentinfo')).toContainText(words('shell.phishing'));
  });

  test('the language toggle stays on the page, and the choice persists', async ({ page, on, signInNewPerson }) => {
    const who = await signInNewPerson();
    await on.password.open(who.box.address);
    const other = isEnglish
      ? { toggle: on.shell.languageButton('中文'), lang: 'zh-Hant-TW', apply: '確認設定 (Apply)' }
      : { toggle: on.shell.languageButton('English'), lang: 'en', apply: 'Apply' };
    await other.toggle.click();
    await expect(page.getByRole('button', { name: other.apply, exact: true })).toBeVisible();
    expect(new URL(page.url()).pathname).toBe(`/mailboxes/${who.box.address}/password`);
    expect(await page.evaluate(() => document.documentElement.lang)).toBe(other.lang);
    await page.goto('/mailboxes');
    expect(await page.evaluate(() => document.documentElement.lang)).toBe(other.lang);
  });

  test('every entry of the menu leads to a page of its own, which the menu then marks', async ({
    page,
    on,
    signInNewPerson,
  }) => {
    await signInNewPerson();
    await on.home.open();
    const entries = on.shell.menu.getByRole('link', { includeHidden: true });
    const paths = await entries.evaluateAll((links) => links.map((link) => link.getAttribute('href') ?? ''));
    expect(paths).toContain('/mailboxes');
    for (const path of paths) {
      expect((await page.goto(path))?.status(), path).toBe(200);
      const marked = await on.shell.menu
        .locator('[aria-current="page"]')
        .evaluateAll((links) => links.map((link) => link.getAttribute('href')));
      expect(marked).toEqual([path]);
    }
  });

  test('an entry of the menu is Chinese with its English below, or English alone', async ({
    on,
    signInNewPerson,
    words,
  }) => {
    await signInNewPerson();
    await on.home.open();
    const english = on.shell.menu.locator('[lang="en"]');
    if (isEnglish) await expect(english).toHaveCount(0);
    else await expect(english.filter({ hasText: /^Mailbox Service$/ })).toHaveCount(1);
    await expect(on.shell.entry(words('menu.mailboxes'))).toHaveAttribute('href', '/mailboxes');
    for (const label of await on.shell.menu.getByRole('link', { includeHidden: true }).allTextContents())
      expect(label).not.toContain('(');
  });

  test('an unknown address gets a page of the portal, in the user’s language', async ({ page, on, words }) => {
    const answer = await page.goto('/no/such/page');
    expect(answer?.status()).toBe(404);
    await expect(on.refusal.sentence).toContainText(words('errors.page.not_found'));
    expect((await on.refusal.codes()).reference).toMatch(/^[2-9A-Z]{4}-[2-9A-Z]{4}$/);
  });

  test('an old bookmark leads to the sign-in page, in the bookmark’s language', async ({ page }) => {
    await page.goto('/portal/login.cgi?lang=zh_TW');
    expect(new URL(page.url()).pathname).toBe('/login');
    expect(await page.evaluate(() => document.documentElement.lang)).toBe('zh-Hant-TW');
    await page.goto('/portal/login.cgi?lang=en');
    await expect(page.getByRole('heading', { level: 1, name: 'Online Services Login' })).toBeVisible();
  });
});

forReadersWithJavaScript(() => {
  test('every entry of the folded menu on a phone can be reached', async ({
    page,
    on,
    createPerson,
    signIn,
    words,
  }) => {
    await page.setViewportSize({ width: 360, height: 740 });
    await signIn(await createPerson());
    await on.home.open();
    const entry = on.shell.entry(words('menu.mailboxes'));
    await expect(entry).toBeHidden();
    await on.shell.menu.getByText(words('shell.menu')).click();
    await expect(entry).toBeVisible();
  });
});

test('?lang applies to its own response and later ones, and only a known language is accepted', async ({ client }) => {
  const asked = await client.get('/?lang=en', { 'Accept-Language': 'zh-TW' });
  expect(asked.body).toContain('<html lang="en"');
  expect((await client.get('/', { 'Accept-Language': 'zh-TW' })).body).toContain('<html lang="en"');
  const odd = await client.get('/?lang=../../etc/passwd', { 'Accept-Language': 'zh-TW' });
  expect([odd.status, odd.body.includes('<html lang="en"')]).toEqual([200, true]);
});

test('A37 another person’s mailbox looks like one that does not exist', async ({ createPerson, clientSignedInAs }) => {
  const client = await clientSignedInAs(await createPerson());
  const other = await createPerson({ suspended: 'warning' });
  const withoutItsOwn = (html: string) =>
    html
      .replace(/[2-9A-Z]{4}-[2-9A-Z]{4}/g, '')
      .replace(/\d\d:\d\d:\d\d/g, '')
      .match(/<main[\s\S]*<\/main>/)?.[0];
  for (const page of ['password', 'announcement', 'password/changes/00000000-0000-0000-0000-000000000000']) {
    const theirs = await client.get(`/mailboxes/${other.box.address}/${page}`);
    const unknown = await client.get(`/mailboxes/nobody@mx.nthu.edu.tw/${page}`);
    expect([theirs.status, unknown.status]).toEqual([404, 404]);
    expect(withoutItsOwn(theirs.body)).toBeDefined();
    expect(withoutItsOwn(theirs.body)).toBe(withoutItsOwn(unknown.body));
  }
});

test('A101 a suspension is not visible to a client that is not signed in', async ({ createPerson, client }) => {
  const { box } = await createPerson({ suspended: 'warning' });
  const theirs = await client.get(`/mailboxes/${box.address}/announcement`);
  const unknown = await client.get('/mailboxes/nobody@mx.nthu.edu.tw/announcement');
  expect([theirs.status, unknown.status]).toEqual([403, 403]);
  expect(theirs.body).toContain('SESSION(0)');
});

test('password managers find the change form', async ({ createPerson, client, clientSignedInAs }) => {
  const path = '/.well-known/change-password';
  const signedOut = await client.get(path);
  expect([signedOut.status, signedOut.headers.location]).toEqual([302, '/login?then=set-password']);
  const one = await createPerson();
  const withOne = await (await clientSignedInAs(one)).get(path);
  expect([withOne.status, withOne.headers.location]).toEqual([302, `/mailboxes/${one.box.address}/password`]);
  const three = await (await clientSignedInAs(await createPerson({ systems: ['mx', 'my', 'my'] }))).get(path);
  expect([three.status, three.headers.location]).toEqual([302, '/mailboxes']);
});

test('the campus system gets the portal’s public keys, without any private part', async ({ client }) => {
  const answer = await client.get('/.well-known/portal-keys.json');
  expect(answer.status).toBe(200);
  expect(answer.headers['content-type']).toContain('application/jwk-set+json');
  const { keys } = JSON.parse(answer.body) as { keys: Record<string, string>[] };
  expect(keys.length).toBeGreaterThan(0);
  for (const key of keys) {
    expect(key).toMatchObject({ kty: 'EC', crv: 'P-256', kid: expect.any(String) });
    expect(key).not.toHaveProperty('d');
  }
});
