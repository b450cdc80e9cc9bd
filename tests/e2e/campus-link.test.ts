import type { Page } from 'playwright/test';
import { createCampusKeys } from '../support/forge-campus-link';
import { HttpClient, readableText } from '../support/http-client';
import { expect, forTwoReaders, test } from '../support/story';

const minutesInMs = (count: number) => count * 60_000;

/** The cause is the heading of the page and begins its title. The first button, and the only filled one, is in view. */
async function expectHeading(page: Page, heading: string): Promise<void> {
  await expect(page.getByRole('heading', { level: 1 })).toHaveText(heading);
  expect((await page.title()).startsWith(`${heading} – `)).toBe(true);
  await expect(page.getByRole('main').locator('.button:not(.secondary)')).toHaveCount(1);
}

forTwoReaders((reader) => {
  test('A13 an incomplete link is refused with decrypt(-1)', async ({ page, on, words }) => {
    const answer = await page.goto('/campus?token=garbage');
    expect(answer?.status()).toBe(403);
    expect(await on.refusal.codes()).toEqual({
      code: 'decrypt(-1)',
      message: 'Cannot get checksum',
      reference: expect.stringMatching(/^[2-9A-Z]{4}-[2-9A-Z]{4}$/),
    });
    await expect(on.refusal.sentence).toContainText(words('errors.campus_link.not_authentic'));
    await expectHeading(page, words('refusal.headings.linkIncomplete'));
    await expect(on.refusal.advice).toHaveCount(2);
    await expect(on.refusal.toCampusSystem).toHaveAttribute('href', '/demo/campus');
  });

  test('a link older than two minutes is refused with decrypt(-2), and the page shows its age', async ({
    page,
    on,
    portal,
    createPerson,
    words,
  }) => {
    const { person } = await createPerson();
    const { url } = await portal.campusLink({ person, ip: '127.0.0.1', ageMs: minutesInMs(5) });
    const answer = await page.goto(url);
    expect(answer?.status()).toBe(403);
    expect(await on.refusal.codes()).toMatchObject({ code: 'decrypt(-2)', message: 'Cannot get checksum or expired' });
    await expectHeading(page, words('refusal.headings.linkExpired'));
    const [beforeAge = '', afterAge = ''] = words('errors.campus_link.expired', { age: '@' }).split('@');
    const age = (await on.refusal.sentence.textContent())?.replace(beforeAge, '').replace(afterAge, '');
    expect(['5 分鐘', '5 minutes']).toContain(age);
    await expect(on.refusal.advice).toHaveCount(2);
    await expect(on.refusal.toCampusSystem).toBeVisible();
  });

  test('A1 a link that another browser has used is refused with decrypt(-3)', async ({
    page,
    on,
    portal,
    createPerson,
    client,
    words,
  }) => {
    const { person } = await createPerson();
    const { url, token } = await portal.campusLink({ person, ip: '127.0.0.1' });
    expect((await client.enter(token)).headers.location).toBe('/');
    const answer = await page.goto(url);
    expect(answer?.status()).toBe(410);
    expect(await on.refusal.codes()).toMatchObject({ code: 'decrypt(-3)', message: 'Link already used' });
    await expect(on.refusal.sentence).toContainText(words('errors.campus_link.used'));
    await expectHeading(page, words('refusal.headings.linkUsed'));
    await expect(on.refusal.toCampusSystem).toBeVisible();
  });

  test('A10 a link from the future is refused with decrypt(-4)', async ({ page, on, portal, createPerson, words }) => {
    const { person } = await createPerson();
    const { url } = await portal.campusLink({ person, ip: '127.0.0.1', ageMs: -minutesInMs(2) });
    const answer = await page.goto(url);
    expect(answer?.status()).toBe(403);
    expect(await on.refusal.codes()).toMatchObject({ code: 'decrypt(-4)', message: 'Clocks differ' });
    await expect(on.refusal.advice).toHaveCount(1);
    await expectHeading(page, words('refusal.headings.linkTime'));
  });

  test('a link from another address is refused with SESSION(-2), shows both addresses, and is not used up', async ({
    page,
    on,
    portal,
    createPerson,
    words,
  }) => {
    const { person } = await createPerson();
    const { url } = await portal.campusLink({ person, ip: '203.0.113.7' });
    const answer = await page.goto(url);
    expect(answer?.status()).toBe(403);
    expect(await on.refusal.codes()).toMatchObject({ code: 'SESSION(-2)', message: 'IP mismatch' });
    await expectHeading(page, words('refusal.headings.linkAddress'));
    expect(await on.refusal.facts()).toMatchObject({
      [words('refusal.linkAddress')]: '203.0.113.7',
      [words('refusal.browserAddress')]: '127.0.0.1',
    });
    await expect(on.refusal.advice).toHaveCount(3);

    await page.setExtraHTTPHeaders({ 'X-Forwarded-For': '203.0.113.7' });
    await on.arrival.open(url);
    await on.arrival.goOn();
    await expect(on.shell.signOut).toBeVisible();
  });

  test('A14 after the sign-in no address contains the token', async ({ page, portal, createPerson, signInByLink }) => {
    const seen: string[] = [];
    page.on('request', (request) => seen.push(request.headers().referer ?? ''));
    await signInByLink(await createPerson());
    expect(page.url()).toBe(`${portal.baseUrl}/`);
    expect(seen.filter((referer) => referer !== '' && new URL(referer).origin !== portal.baseUrl)).toEqual([]);
    if (reader.javaScript) {
      await page.goBack();
      expect(page.url()).not.toContain('token');
    }
  });

  test('A16 a link of another person asks for confirmation, and ends the existing session', async ({
    page,
    on,
    portal,
    createPerson,
    signIn,
    words,
  }) => {
    const first = await createPerson({ name: '沈青', nameEn: 'Shen Ching' });
    const second = await createPerson({ name: '羅以恩', nameEn: 'Lo Yi-en' });
    await signIn(first);
    const [former] = await page
      .context()
      .cookies(portal.baseUrl)
      .then((all) => all.filter((one) => one.httpOnly));
    const { url } = await portal.campusLink({ person: second.person, ip: '127.0.0.1' });
    await page.goto(url);
    const { number } = first.person;
    const name = reader.language === 'en' ? first.person.nameEn : first.person.name;
    await expect(page.getByText(words('campus.someoneElse', { name, number }))).toBeVisible();
    expect(Object.values(await on.arrival.facts())).toEqual([second.person.number, '羅以恩', 'Lo Yi-en']);
    await expect(on.shell.signOut).toBeVisible();

    await on.arrival.continueAs.click();
    await page.waitForURL('/');
    await expect(
      page.getByText(words('home.welcome', { name: reader.language === 'en' ? 'Lo Yi-en' : '羅以恩' })),
    ).toBeVisible();
    await expect(page.getByText(name)).toHaveCount(0);

    const thief = new HttpClient(portal.baseUrl, { headers: { 'Accept-Language': 'en' } });
    thief.cookies.set(former?.name ?? '', former?.value ?? '');
    expect((await thief.get('/mailboxes')).status).toBe(403);
  });

  test('“this is not me” leaves the link unused and opens no session', async ({
    page,
    on,
    portal,
    createPerson,
    signIn,
  }) => {
    await signIn(await createPerson());
    const other = await createPerson();
    const { url, token } = await portal.campusLink({ person: other.person, ip: '127.0.0.1' });
    await page.goto(url);
    await on.arrival.notMe.click();
    await page.waitForURL('/');
    await expect(page.getByText(other.person.number)).toHaveCount(0);
    const client = new HttpClient(portal.baseUrl);
    expect((await client.enter(token)).headers.location).toBe('/');
  });
});

test('A13 all causes of decrypt(-1) give the same response, at both addresses', async ({
  portal,
  createPerson,
  client,
}) => {
  const { person } = await createPerson();
  const { token } = await portal.campusLink({ person, ip: '127.0.0.1' });
  const stranger = await createCampusKeys();
  const flipped = token.replace(/.$/, (last) => (last === 'A' ? 'B' : 'A'));
  const tokens = [
    '',
    'garbage',
    'a.b.c.d.e',
    token.slice(0, -20),
    flipped,
    `${token}.`,
    await stranger.forge({}),
    'x'.repeat(8_000),
  ];

  const withoutItsOwn = (html: string) =>
    readableText(html)
      .replace(/[2-9A-Z]{4}-[2-9A-Z]{4}/g, 'REFERENCE')
      .replace(/\d\d:\d\d:\d\d/g, 'TIME');
  const seen = new Set<string>();
  for (const bad of tokens) {
    const looked = await client.get(`/campus?token=${encodeURIComponent(bad)}`, { 'Accept-Language': 'en' });
    seen.add(`${looked.status} ${withoutItsOwn(looked.body)}`);
    const sent = await client.post('/campus/enter', [['token', bad]]);
    expect(sent.status).toBe(303);
    const refused = await client.get(String(sent.headers.location), { 'Accept-Language': 'en' });
    seen.add(`${refused.status} ${withoutItsOwn(refused.body)}`);
  }
  expect([...seen]).toHaveLength(1);
  expect([...seen][0]).toMatch(/^403 .*decrypt\(-1\)/);
});

test('A16 a form from another site opens no session, and leads to the confirmation page', async ({
  portal,
  createPerson,
  client,
}) => {
  const { person } = await createPerson();
  const { token } = await portal.campusLink({ person, ip: '127.0.0.1' });
  const answer = await client.post('/campus/enter', [['token', token]], { Origin: 'https://evil.example' });
  expect(answer.status).toBe(303);
  expect(answer.headers.location).toMatch(/^\/campus\?token=/);
  expect((await client.get('/mailboxes')).status).toBe(403);
});

test('A2 of two simultaneous first uses of a link exactly one succeeds', async ({ portal, createPerson }) => {
  const { person } = await createPerson();
  const { token } = await portal.campusLink({ person, ip: '127.0.0.1' });
  const answers = await Promise.all([1, 2, 3].map(() => new HttpClient(portal.baseUrl).enter(token)));
  const places = answers.map(({ headers }) => String(headers.location).replace(/\?.*/, '')).sort();
  expect(places).toEqual(['/', '/campus/refused', '/campus/refused']);
});

test('a double click on a link in one browser opens one session and causes no refusal', async ({
  portal,
  createPerson,
  client,
}) => {
  const { person } = await createPerson();
  const { token } = await portal.campusLink({ person, ip: '127.0.0.1' });
  await client.get(`/campus?token=${token}`);
  expect(client.cookies.has('portal_visit')).toBe(true);
  const answers = await Promise.all([1, 2].map(() => client.enter(token)));
  expect(answers.map(({ headers }) => headers.location)).toEqual(['/', '/']);
});

test('A107 back and reload after the sign-in lead home, not to a used link', async ({
  portal,
  createPerson,
  client,
}) => {
  const { person } = await createPerson();
  const { token } = await portal.campusLink({ person, ip: '127.0.0.1' });
  await client.enter(token);
  for (const address of [`/campus?token=${token}`, `/campus?token=${token}&lang=en`, '/campus', '/campus?lang=en']) {
    const answer = await client.get(address);
    expect([answer.status, answer.headers.location], address).toEqual([307, '/']);
  }
  client.cookies.clear();
  expect((await client.get(`/campus?token=${token}`)).status).toBe(410);
});

test('A13 a refusal that the portal did not seal is not found', async ({ client }) => {
  for (const refusal of ['', 'x', 'eyJhbGciOiJkaXIiLCJlbmMiOiJBMjU2R0NNIn0.._._._']) {
    expect((await client.get(`/campus/refused?refusal=${refusal}`)).status).toBe(404);
  }
});
