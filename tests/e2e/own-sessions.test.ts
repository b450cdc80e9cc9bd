import { randomUUID } from 'node:crypto';
import { type Fields, HttpClient, postAsMember, readableText } from '../support/http-client';
import { openImap } from '../support/imap-client';
import { expect, forTwoReaders, test } from '../support/story';

const FIREFOX = 'Mozilla/5.0 (Windows NT 10.0; rv:145.0) Gecko/20100101 Firefox/145.0';

forTwoReaders((reader) => {
  const isEnglish = reader.language === 'en';
  const firefox = isEnglish ? 'Firefox on Windows' : 'Firefox（Windows）';

  test('A39 an unknown browser’s session is ended by one click, at once', async ({
    page,
    on,
    createPerson,
    signIn,
    clientSignedInAs,
    words,
  }) => {
    const who = await createPerson();
    const stranger = await clientSignedInAs(who, { headers: { 'User-Agent': FIREFOX } });
    await signIn(who);
    await on.home.open();
    await on.sessions.openByMenu();
    await page.waitForURL('/sessions');
    await expect(on.sessions.rows).toHaveCount(2);
    await expect(on.sessions.thisOne).toContainText(isEnglish ? 'Chrome on Linux' : 'Chrome（Linux）');
    await expect(on.sessions.thisOne).toContainText(words('sessions.byCampus'));
    const theirs = on.sessions.row(firefox);
    await expect(theirs).toContainText('127.0.0.1');
    await expect(theirs).toContainText(/\d\d:\d\d(?!:)/);

    await on.sessions.end(theirs).click();
    await expect(page.getByText(words('sessions.session_ended'))).toBeVisible();
    await expect(on.sessions.rows).toHaveCount(1);
    await expect(on.sessions.endOthers).toHaveCount(0);
    const refused = await stranger.get('/mailboxes');
    expect(refused.status).toBe(403);
    expect(refused.body).toContain('SESSION(-1)');
  });

  test('A39 all other sessions are ended by one click, and the current one continues', async ({
    page,
    on,
    createPerson,
    signIn,
    clientSignedInAs,
    words,
  }) => {
    const who = await createPerson();
    const elsewhere = [await clientSignedInAs(who), await clientSignedInAs(who)];
    await signIn(who);
    await on.sessions.open();
    await expect(on.sessions.rows).toHaveCount(3);
    await on.sessions.endOthers.click();
    await expect(page.getByText(words('sessions.others_ended'))).toBeVisible();
    await expect(on.sessions.rows).toHaveCount(1);
    for (const client of elsewhere) expect((await client.get('/mailboxes')).status).toBe(403);
    await on.mailboxes.open();
    await expect(on.mailboxes.setPassword(who.box.address)).toBeVisible();
  });

  test('A39 ending the current session signs the user out', async ({ page, on, portal, signInNewPerson, words }) => {
    await signInNewPerson();
    await on.sessions.open();
    const [cookie] = (await page.context().cookies(portal.baseUrl)).filter(({ name }) => name === 'portal_session');
    await on.sessions.signOut.click();
    await page.waitForURL('/demo/campus?signed-out=1');
    await expect(page.getByText(words('demo.signedOut'))).toBeVisible();
    const thief = new HttpClient(portal.baseUrl);
    thief.cookies.set('portal_session', cookie?.value ?? '');
    expect((await thief.get('/sessions')).status).toBe(403);
  });

  test('a mail program’s connection is shown with protocol, address and time, and ended by a click', async ({
    page,
    on,
    portal,
    createPerson,
    signIn,
    words,
  }) => {
    const who = await createPerson({ systems: ['mx', 'my'] });
    const [own, unit] = who.boxes as [(typeof who.boxes)[number], (typeof who.boxes)[number]];
    await signIn(who);
    await on.sessions.open();
    await expect(page.getByText(words('sessions.nobody'))).toBeVisible();

    const first = await openImap(portal.imap, own.address, own.password);
    const second = await openImap(portal.imap, own.address, own.password);
    const ofUnit = await openImap(portal.imap, unit.address, unit.password);
    await on.sessions.open();
    const row = on.sessions.row(own.address);
    await expect(row).toContainText('IMAP × 2');
    await expect(row).toContainText('127.0.0.1');
    await expect(on.sessions.row(unit.address)).toContainText('IMAP');
    await expect(row).toContainText(/\d\d:\d\d(?!:)/);

    await on.sessions.end(row).click();
    await expect(page.getByText(words('sessions.mail_ended', { count: 2 }))).toBeVisible();
    await expect(row).toHaveCount(0);
    await Promise.all([first.closed, second.closed]);
    expect((await ofUnit.command('NOOP')).ok).toBe(true);
    ofUnit.close();
  });

  test('a row of a stale page whose session is already over says so and ends nothing else', async ({
    page,
    on,
    createPerson,
    signIn,
    clientSignedInAs,
    words,
  }) => {
    const who = await createPerson();
    const elsewhere = await clientSignedInAs(who, { headers: { 'User-Agent': FIREFOX } });
    await signIn(who);
    await on.sessions.open();
    await postAsMember(elsewhere, '/sign-out');
    await on.sessions.end(on.sessions.row(firefox)).click();
    await expect(page.getByText(words('errors.session.not_found'))).toBeVisible();
  });

  test('a client that is not signed in gets an explanation from the page and from its forms', async ({
    page,
    client,
  }) => {
    expect((await page.goto('/sessions'))?.status()).toBe(403);
    const fields: Fields = [
      ['owner', 'x'],
      ['session', randomUUID()],
      ['mailbox', 'x'],
      ['from', 'x'],
    ];
    for (const form of ['end', 'end-others', 'end-mail']) {
      const answer = await client.post(`/sessions/${form}`, fields);
      expect([answer.status, answer.headers.location]).toEqual([303, '/sessions']);
    }
  });
});

test('ending the current session by its id equals signing out', async ({ createPerson, clientSignedInAs }) => {
  const who = await createPerson();
  const one = await clientSignedInAs(who);
  const other = await clientSignedInAs(who);
  const idOf = (body: string) => /name="session" value="([0-9a-f-]{36})"/.exec(body)?.[1] ?? '';
  // Each session sees the id of the other one only.
  const ofOne = idOf((await other.get('/sessions')).body);
  const byId = await postAsMember(one, '/sessions/end', [['session', ofOne]]);
  const bySignOut = await postAsMember(other, '/sign-out');
  for (const header of ['location', 'clear-site-data', 'set-cookie', 'cache-control']) {
    expect(byId.headers[header], header).toEqual(bySignOut.headers[header]);
  }
  expect(byId.status).toBe(bySignOut.status);
  for (const client of [one, other]) {
    expect(client.cookies.has('portal_session')).toBe(false);
  }
  expect(byId.headers.location).toBe('/demo/campus?signed-out=1');
});

test('a user cannot end another user’s session or connection', async ({ portal, createPerson, clientSignedInAs }) => {
  const [owner, other] = [await createPerson(), await createPerson()];
  const [here, there] = [await clientSignedInAs(owner), await clientSignedInAs(owner)];
  const id = /name="session" value="([0-9a-f-]{36})"/.exec((await here.get('/sessions')).body)?.[1] ?? '';
  const connection = await openImap(portal.imap, owner.box.address, owner.box.password);
  const intruder = await clientSignedInAs(other);

  const responseTo = async (path: string, fields: [string, string][]) => {
    const { status, headers } = await postAsMember(intruder, path, fields);
    expect(status).toBe(303);
    return readableText((await intruder.get(headers.location ?? '')).body);
  };
  expect(await responseTo('/sessions/end', [['session', id]])).toContain('or it is not yours');
  const malformed = await postAsMember(intruder, '/sessions/end', [['session', 'x']]);
  expect(malformed.status).toBe(400);
  expect(readableText(malformed.body)).toContain('not complete or not in the right form');
  const mail: [string, string][] = [
    ['mailbox', owner.box.address],
    ['from', '127.0.0.1'],
  ];
  expect(await responseTo('/sessions/end-mail', mail)).toContain('There is no such mailbox, or it is not yours');
  await postAsMember(intruder, '/sessions/end-others');
  for (const client of [here, there]) expect((await client.get('/mailboxes')).status).toBe(200);
  expect((await connection.command('NOOP')).ok).toBe(true);
  connection.close();
});

test('a form from another site ends no session', async ({ createPerson, clientSignedInAs }) => {
  const who = await createPerson();
  const [here, there] = [await clientSignedInAs(who), await clientSignedInAs(who)];
  for (const Origin of ['https://evil.example', 'null']) {
    expect((await postAsMember(here, '/sessions/end-others', [], { Origin })).status).toBe(400);
  }
  expect((await there.get('/mailboxes')).status).toBe(200);
});

test('a notice that was sealed for another person, or not sealed, is not shown', async ({
  createPerson,
  clientSignedInAs,
}) => {
  const [one, other] = [await clientSignedInAs(await createPerson()), await clientSignedInAs(await createPerson())];
  const { location = '' } = (await postAsMember(one, '/sessions/end-others')).headers;
  expect((await one.get(location)).body).toContain('All other sessions have ended');
  for (const path of [location, '/sessions?notice=others_ended']) {
    const answer = await other.get(path);
    expect(answer.status).toBe(200);
    expect(answer.body).not.toContain('All other sessions have ended');
  }
});

test('A79 a user agent is described in the portal’s words, and its markup appears nowhere', async ({
  createPerson,
  clientSignedInAs,
}) => {
  const who = await createPerson();
  const evil = '<script>alert(1)</script>"><img src=x> Firefox/1';
  await clientSignedInAs(who, { headers: { 'User-Agent': evil } });
  const { body } = await (await clientSignedInAs(who)).get('/sessions');
  expect(body).toContain('Firefox');
  expect(body).not.toContain('alert(1)');
  expect(body).not.toContain('<img src=x>');
});
