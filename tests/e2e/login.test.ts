import { breakWorkers } from '../support/browser-workers';
import { HttpClient, hiddenFields, readableText } from '../support/http-client';
import { imapLogin } from '../support/imap-client';
import { sendLoginForm } from '../support/login-form';
import { newPassword } from '../support/people';
import { recogniseDigits } from '../support/recognise-digits';
import {
  ALSO_IN_WHOLE_BROWSER,
  expect,
  forEveryReader,
  forReadersWithJavaScript,
  forTwoReaders,
  test,
} from '../support/story';

const minutesInMs = (count: number) => count * 60_000;

forEveryReader((reader) => {
  const also = reader.language === 'zh_TW' ? ALSO_IN_WHOLE_BROWSER : {};

  test(
    'a password change by way 2 that starts at the old service’s bookmark reaches mail programs',
    also,
    async ({ page, on, portal, createPerson, words, sendLogin }) => {
      const { box } = await createPerson();
      await page.goto(`/portal/login.cgi?lang=${reader.language}`);
      expect(new URL(page.url()).pathname).toBe('/login');
      await sendLogin(box);
      await page.waitForURL('/');

      await on.mailboxes.openByMenu();
      await on.mailboxes.setPassword(box.address).click();
      const next = newPassword();
      await on.password.fill(next);
      await on.password.apply.click();
      await on.receipt.reached();
      await expect(on.receipt.outcome(words('receipt.verdict.proved'))).toBeVisible();
      expect(await imapLogin(portal.imap, box.address, next)).toMatchObject({ ok: true });
      expect(await imapLogin(portal.imap, box.address, box.password)).toMatchObject({ ok: false });

      await on.shell.signOut.click();
      await expect(page.getByText(words('login.signedOut'))).toBeVisible();
      await expect(on.login.account).toBeVisible();
    },
  );

  test('a wrong password shows what to do, keeps the account, and the next captcha is answered alike', async ({
    on,
    createPerson,
    words,
    answerCaptcha,
  }) => {
    const { box } = await createPerson();
    await on.login.open();
    await on.login.fill(box.address, newPassword());
    const first = await on.login.captcha();
    await answerCaptcha();
    await on.login.signIn.click();
    await expect(on.login.refusal).toContainText(words('errors.sign_in.failed'));
    await expect(on.login.account).toHaveValue(box.address);
    await expect.poll(() => on.login.captcha()).not.toBe(first);

    await on.login.password.fill(box.password);
    await answerCaptcha();
    await on.login.signIn.click();
    await expect(on.shell.signOut).toBeVisible();
  });

  test('A52 a missing, wrong or expired captcha opens no session', async ({
    page,
    on,
    portal,
    createPerson,
    words,
  }) => {
    // Only the digits can answer then.
    await page.addInitScript(breakWorkers);
    const { box } = await createPerson();
    await on.login.open();
    await on.login.fill(box.address, box.password);
    await on.login.signIn.click();
    // The first attempt with JavaScript reports that the verification has failed.
    if (reader.javaScript) await on.login.signIn.click();
    await expect(page.getByText(words('errors.captcha.missing'))).not.toHaveCount(0);

    await on.login.password.fill(box.password);
    const right = await portal.digitsOf(await on.login.captcha());
    await on.login.typeDigits(right === '123456' ? '654321' : '123456');
    await on.login.signIn.click();
    await expect(on.login.refusal).toContainText(words('errors.captcha.wrong'));

    await on.login.password.fill(box.password);
    const old = await on.login.captcha();
    await portal.ageCaptcha(old);
    await on.login.typeDigits(await portal.digitsOf(old));
    await on.login.signIn.click();
    await expect(on.login.refusal).toContainText(words('errors.captcha.expired'));
    await expect(on.shell.signOut).toHaveCount(0);
  });

  test('a deep link leads to its page after the sign-in, also after a refused one', async ({
    page,
    on,
    createPerson,
    words,
    answerCaptcha,
  }) => {
    const { box } = await createPerson();
    const pages = ['/history', '/sessions', `/mailboxes/${box.address}/password`];
    // The way back is the same for every page: each reader takes another one.
    const path = pages[reader.language === 'en' ? (reader.javaScript ? 0 : 1) : 2] ?? '/';
    await page.goto(path);
    await page.getByRole('link', { name: words('refusal.signInByMailbox') }).click();
    for (const password of [newPassword(), box.password]) {
      await expect(on.login.account).toBeVisible();
      await on.login.fill(box.address, password);
      await answerCaptcha();
      await on.login.signIn.click();
      await expect(on.login.refusal.or(on.shell.signOut).first()).toBeVisible();
    }
    await page.waitForURL(path);
  });

  test('a deep link leads to its page after a sign-in through the campus system', async ({
    page,
    on,
    portal,
    createPerson,
    words,
  }) => {
    const { person, box } = await createPerson();
    const path = reader.javaScript ? `/mailboxes/${box.address}/password` : '/sessions';
    await page.goto(path);
    await page.getByRole('link', { name: words('refusal.signInByMailbox') }).click();
    // The login page passes the path on to the campus system too.
    const { zh, en } = portal.runtime.config.campus.campusSystem.name;
    const campusSystem = reader.language === 'en' ? en : zh;
    await page
      .getByRole('main')
      .getByRole('link', { name: words('login.way1', { campusSystem }) })
      .click();
    const { url } = await portal.campusLink({ person, ip: '127.0.0.1' });
    await on.arrival.open(url);
    if (!reader.javaScript) await on.arrival.continueAs.click();
    await page.waitForURL(path);
  });
});

forTwoReaders(() => {
  test('a new captcha is shown on request, and the typed values stay', async ({ page, on, createPerson, words }) => {
    const { box } = await createPerson();
    await on.login.open();
    await on.login.account.fill(box.address);
    await on.login.openDigits();
    const first = await on.login.captcha();
    await page.getByRole('button', { name: words('captcha.renew') }).click();
    await expect.poll(() => on.login.captcha()).not.toBe(first);
    await expect(on.login.account).toHaveValue(box.address);
    await expect(on.login.picture).toBeVisible();
  });

  test('A48 after many wrong passwords the page says when to try again, and way 1 stays available', async ({
    on,
    portal,
    createPerson,
    signInByLink,
    words,
    sendLogin,
  }) => {
    const who = await createPerson();
    await portal.failSignIns(who.box.address, 12);
    await sendLogin(who.box);
    await expect(on.login.refusal).toContainText(words('errors.throttle.wait', { unit: 'minutes', wait: 5 }));
    await signInByLink(who);
  });

  test('five minutes after the sign-in the form asks for the current password', async ({
    page,
    on,
    portal,
    createPerson,
    words,
    sendLogin,
  }) => {
    const { box, person } = await createPerson();
    await sendLogin(box);
    await expect(on.shell.signOut).toBeVisible();

    await portal.ageSessions(person.id, { proved: minutesInMs(6) });
    await on.password.open(box.address);
    const current = page.getByLabel(words('password.currentPassword'));
    await current.fill(newPassword());
    await on.password.fill(newPassword());
    await on.password.apply.click();
    await expect(on.password.refusal).toContainText(words('errors.proof.current_wrong'));
    expect(await portal.countChanges(box.address)).toBe(0);

    const next = newPassword();
    await current.fill(box.password);
    await on.password.fill(next);
    await on.password.apply.click();
    await on.receipt.reached();
  });

  test('A69 a sign-in with a leaked password leads to the change with the reason, and another leaked one is refused', async ({
    page,
    on,
    portal,
    createPerson,
    words,
    sendLogin,
  }) => {
    const { box } = await createPerson({ password: 'correct horse battery staple' });
    await sendLogin(box);
    await page.waitForURL(`/mailboxes/${box.address}/password?reason=breached`);
    await expect(page.getByText(words('password.breached'))).toBeVisible();

    await on.password.fill('To be, or not to be, that is the question');
    await on.password.apply.click();
    await expect(on.password.refusal).toContainText(words('errors.password.breached'));
    expect(await portal.countChanges(box.address)).toBe(0);

    const next = newPassword();
    await on.password.fill(next);
    await on.password.apply.click();
    await on.receipt.reached();
    await on.password.open(box.address);
    await expect(page.getByText(words('password.breached'))).toHaveCount(0);
    await on.shell.signOut.click();

    await sendLogin({ address: box.address, password: next });
    await page.waitForURL('/');
  });

  test('a sign-in by mailbox password brings no Condition, and home says so', async ({
    on,
    createPerson,
    words,
    sendLogin,
  }) => {
    const { box, person } = await createPerson({ condition: '出國' });
    await sendLogin(box);
    await on.home.foldedData.click();
    const facts = await on.home.facts();
    expect(facts[words('home.name')]).toBe(person.name);
    expect(facts[words('home.condition')]).toBe(words('home.conditionNotBrought'));
  });

  test('a unit mailbox’s password shows that mailbox alone, and nothing about its custodian', async ({
    page,
    on,
    createPerson,
    words,
    sendLogin,
  }) => {
    const { person, boxes } = await createPerson({ systems: ['mx', 'my'] });
    const [own, unit] = boxes;
    if (!own || !unit) throw new Error('two mailboxes are needed');
    await sendLogin(unit);
    await expect(page.getByText(words('home.unitOnly'))).toBeVisible();
    await expect(page.getByText(person.number)).toHaveCount(0);
    await on.mailboxes.open();
    await expect(on.mailboxes.rows).toHaveCount(1);
    await on.password.open(unit.address);
    await expect(on.password.apply).toBeVisible();
    await expect(page.getByText(person.number)).toHaveCount(0);
    const answer = await page.goto(`/mailboxes/${own.address}/password`);
    expect(answer?.status()).toBe(404);
  });
});

forReadersWithJavaScript((reader) => {
  test('the domain follows the typed account, is announced, and can be chosen', async ({ page, on, words }) => {
    await on.login.open();
    await expect(on.login.domain).toHaveValue('');
    await on.login.account.fill('s9862123');
    await expect(on.login.domain).toHaveValue('m98.nthu.edu.tw');
    const announced = (domain: string) =>
      page.getByRole('status').filter({ hasText: words('login.detected', { domain }) });
    await expect(announced('m98.nthu.edu.tw')).toHaveCount(1);
    await on.login.account.fill('linxia');
    await expect(on.login.domain).toHaveValue('mx.nthu.edu.tw');
    await on.login.account.fill('chem@my.nthu.edu.tw');
    await expect(on.login.domain).toHaveValue('my.nthu.edu.tw');
    await expect(announced('my.nthu.edu.tw')).toHaveCount(1);
    await on.login.domain.selectOption('oz.nthu.edu.tw');
    await on.login.account.fill('s9962123');
    await expect(on.login.domain).toHaveValue('oz.nthu.edu.tw');
    await on.login.domain.selectOption({ label: words('login.byAccount') });
    await expect(on.login.domain).toHaveValue('m99.nthu.edu.tw');
  });

  test('a sign-in works with the keyboard alone: account, password, Enter', async ({ page, on, createPerson }) => {
    const { box } = await createPerson();
    await on.login.open();
    await on.login.account.focus();
    await page.keyboard.type(box.address);
    await page.keyboard.press('Tab');
    await page.keyboard.press('Tab');
    await expect(on.login.password).toBeFocused();
    await page.keyboard.type(box.password);
    await page.keyboard.press('Enter');
    await page.waitForURL('/');
  });

  test('the digits can be heard in the language of the page, and the heard digits are accepted', async ({
    page,
    on,
    createPerson,
  }) => {
    const { box } = await createPerson();
    await on.login.open();
    await on.login.openDigits();
    const source = await on.login.voice.evaluate((audio: HTMLAudioElement) => audio.currentSrc || audio.src);
    expect(source).toContain(reader.language === 'en' ? 'lang=en' : 'lang=zh');
    await on.login.voice.evaluate((audio: HTMLAudioElement) => {
      audio.muted = true;
      return audio.play();
    });
    await expect.poll(() => on.login.voice.evaluate((audio: HTMLAudioElement) => audio.duration)).toBeGreaterThan(2);
    await on.login.fill(box.address, box.password);
    // After a mistake the user listens to the next captcha.
    for (let tries = 0; tries < 3 && new URL(page.url()).pathname === '/login'; tries += 1) {
      const captcha = await on.login.captcha();
      const voice = reader.language === 'en' ? 'en' : 'zh-TW';
      const sound = await page.request.get(`/captcha/${captcha}/voice?lang=${voice}`);
      await on.login.typeDigits(recogniseDigits(await sound.body(), voice));
      await on.login.signIn.click();
      await expect(on.shell.signOut.or(on.login.refusal)).toBeVisible();
    }
    await expect(on.shell.signOut).toBeVisible();
  });

  test('a missing value is reported at its field, and uses up no captcha', async ({ page, on, words }) => {
    await on.login.open();
    const captcha = await on.login.captcha();
    await on.login.signIn.click();
    await expect(page.getByText(words('errors.sign_in.account_missing'))).toBeVisible();
    await expect(page.getByText(words('errors.sign_in.password_missing'))).toBeVisible();
    expect(await on.login.captcha()).toBe(captcha);
  });
});

test('A47 A52 next-auth’s own address accepts no credentials without the captcha, and none beyond the throttle', async ({
  portal,
  createPerson,
}) => {
  const { box } = await createPerson();
  const client = new HttpClient(portal.baseUrl, { headers: { 'Accept-Language': 'en' } });
  const path = '/api/auth/callback/mailbox-password';
  const post = async (fields: [string, string][]) => {
    const csrf = JSON.parse((await client.get('/api/auth/csrf')).body) as { csrfToken: string };
    return client.post(path, [['csrfToken', csrf.csrfToken], ['account', box.address], ...fields]);
  };
  const solved = async () => {
    const fields = hiddenFields((await client.get('/login')).body);
    const captcha = fields.find(([name]) => name === 'captcha')?.[1] ?? '';
    return [
      ['captcha', captcha],
      ['digits', await portal.digitsOf(captcha)],
    ] as [string, string][];
  };

  const without = await post([['password', box.password]]);
  expect(without.status).toBe(302);
  expect(without.headers.location).toContain('/login?error=');
  expect((await client.get('/mailboxes')).status).toBe(403);

  await portal.failSignIns(box.address, 12);
  const throttled = await post([['password', box.password], ...(await solved())]);
  expect(throttled.headers.location).toContain('/login?error=');
  expect((await client.get('/mailboxes')).status).toBe(403);
});

test('next-auth’s own address signs in with valid credentials, and ignores a redirect in the request', async ({
  portal,
  createPerson,
}) => {
  const { box } = await createPerson();
  const client = new HttpClient(portal.baseUrl, { headers: { 'Accept-Language': 'en' } });
  const { csrfToken } = JSON.parse((await client.get('/api/auth/csrf')).body) as { csrfToken: string };
  const hidden = hiddenFields((await client.get('/login')).body);
  const captcha = hidden.find(([name]) => name === 'captcha')?.[1] ?? '';
  const answer = await client.post('/api/auth/callback/mailbox-password?callbackUrl=https://evil.example', [
    ['csrfToken', csrfToken],
    ['callbackUrl', '//evil.example'],
    ['account', box.address],
    ['password', box.password],
    ['captcha', captcha],
    ['digits', await portal.digitsOf(captcha)],
  ]);
  expect([answer.status, answer.headers.location]).toEqual([302, '/']);
  expect(readableText((await client.get('/mailboxes')).body)).toContain(box.address);
});

test('A97 a suspended account gets the same response as any other at the sign-in', async ({ portal, createPerson }) => {
  const { box } = await createPerson({ suspended: 'warning' });
  const sentences = new Set<string>();
  for (const [address, password] of [
    [box.address, box.password],
    ['nobody-of-this-name@mx.nthu.edu.tw', newPassword()],
  ] as const) {
    const client = new HttpClient(portal.baseUrl, { headers: { 'Accept-Language': 'en' } });
    const answer = await sendLoginForm(portal.context, client, { address, password });
    expect(answer.status).toBe(403);
    const [sentence] = /The account or password is wrong[^.]*\./.exec(readableText(answer.body)) ?? [];
    sentences.add(sentence ?? 'none');
  }
  expect([...sentences]).toEqual(['The account or password is wrong, or the mailbox is suspended.']);
});

test('a sign-in redirects to the portal’s own paths only', async ({ portal, createPerson }) => {
  const { box } = await createPerson();
  for (const [then, place] of [
    ['set-password', '/.well-known/change-password'],
    ['//evil.example', '/'],
    ['https://evil.example', '/'],
    ['__proto__', '/'],
  ] as const) {
    const client = new HttpClient(portal.baseUrl, { headers: { 'Accept-Language': 'en' } });
    const path = `/login?then=${encodeURIComponent(then)}`;
    const answer = await sendLoginForm(portal.context, client, box, path);
    expect([answer.status, answer.headers.location], then).toEqual([303, place]);
  }
});
