import type { OutgoingHttpHeaders } from 'node:http';
import { connect } from 'node:net';
import { expect } from 'vitest';
import { openChangeForm, sendChangeForm } from '../../support/change-form';
import {
  type Answer,
  type Fields,
  formsIn,
  HttpClient,
  hiddenFields,
  postAsMember,
  readableText,
} from '../../support/http-client';
import { test } from '../../support/http-story';
import { sendLoginForm } from '../../support/login-form';
import { newPassword } from '../../support/people';

const IN_ENGLISH = { 'Accept-Language': 'en' };
const REFERENCE = /[2-9A-Z]{4}-[2-9A-Z]{4}/;

/**
 * Expects a page of the portal: in the user's language, with a reference number, and without the framework's own text.
 */
function expectOwnPage(answer: Answer): void {
  expect(answer.body).toContain('<html lang="en"');
  expect(readableText(answer.body)).toMatch(REFERENCE);
  expect(answer.body).not.toMatch(/Internal Server Error|node_modules|at \w+ \(/);
  expect(answer.headers['cache-control']).toContain('no-store');
}

/** Sends exactly these bytes and returns everything received until the server closes the connection. */
function sendBytes(baseUrl: string, bytes: string): Promise<string> {
  const { hostname, port } = new URL(baseUrl);
  return new Promise((resolve, reject) => {
    const socket = connect(Number(port), hostname, () => socket.write(bytes));
    let received = '';
    socket.setTimeout(20_000, () => socket.destroy(new Error('the server neither answers nor hangs up')));
    socket.setEncoding('utf8').on('data', (text: string) => {
      received += text;
    });
    socket.once('error', reject);
    socket.once('close', () => resolve(received));
  });
}

test('A19 only a trusted proxy can set the client address', async ({ portal, createPerson }) => {
  const { person } = await createPerson();
  const { token } = await portal.campusLink({ person, ip: '140.114.1.2' });
  const claimed = {
    'X-Forwarded-For': '140.114.1.2',
    'X-Real-IP': '140.114.1.2',
    Forwarded: 'for=140.114.1.2',
    'CF-Connecting-IP': '140.114.1.2',
    'True-Client-IP': '140.114.1.2',
    'X-Client-IP': '140.114.1.2',
    'X-Portal-Address': '140.114.1.2',
  };
  const outsider = new HttpClient(portal.baseUrl, { from: '127.0.0.2', headers: { ...IN_ENGLISH, ...claimed } });
  const refused = await outsider.get(`/campus?token=${token}`);
  expect(refused.status).toBe(403);
  expect(readableText(refused.body)).toMatch(/SESSION\(-2\)/);
  expect(readableText(refused.body)).toMatch(/Address now 127\.0\.0\.2/);

  const { 'X-Forwarded-For': _chain, ...others } = claimed;
  const behindProxy = new HttpClient(portal.baseUrl, { headers: { ...IN_ENGLISH, ...others } });
  const chained = await behindProxy.get(`/campus?token=${token}`, { 'X-Forwarded-For': '140.114.1.2, 203.0.113.9' });
  expect(readableText(chained.body)).toMatch(/Address now 203\.0\.113\.9/);
  expect(readableText((await behindProxy.get(`/campus?token=${token}`)).body)).toMatch(/Address now 127\.0\.0\.1/);
});

test('A27 no redirect leads to another site that a request names', async ({
  portal,
  createPerson,
  clientSignedInAs,
}) => {
  const who = await createPerson();
  const places = [
    '//evil.example',
    '/\\evil.example',
    '\\/evil.example',
    '/\t/evil.example',
    '///evil.example',
    'https:evil.example',
    'javascript:alert(1)',
    'data:text/html,x',
    'https://good@evil.example',
    'https://127.0.0.1.evil.example',
    '%2f%2fevil.example',
    '/..//evil.example',
    '/\r\nLocation: https://evil.example',
  ];
  for (const place of places) {
    const asked = encodeURIComponent(place);
    const query = `callbackUrl=${asked}&redirect=${asked}&next=${asked}&returnTo=${asked}`;
    const client = await clientSignedInAs(who);
    const { token } = await portal.campusLink({ person: who.person, ip: '127.0.0.1' });
    await client.get('/campus');
    const entered = await client.post(`/campus/enter?${query}`, [
      ['token', token],
      ['callbackUrl', place],
      ['redirectTo', place],
    ]);
    expect([entered.status, entered.headers.location]).toEqual([303, '/']);
    const toForm = await client.get(`/.well-known/change-password?${query}`);
    expect(toForm.headers.location).toBe(`/mailboxes/${who.box.address}/password`);
    const bookmark = await client.get(`/portal/login.cgi?${query}`);
    expect(bookmark.headers.location).toMatch(/^\/login(\?|$)/);
    const signedOut = await postAsMember(client, `/sign-out?${query}`, [['callbackUrl', place]]);
    expect([signedOut.status, signedOut.headers.location]).toEqual([303, '/demo/campus?signed-out=1']);
  }
});

test('A27 a path that looks like another host does not redirect there', async ({ portal, client }) => {
  for (const path of [
    '//evil.example',
    '//evil.example/',
    '///evil.example/..',
    '/\\evil.example',
    '//evil.example/%2e%2e',
    '/login/',
  ]) {
    const answer = await client.get(path, IN_ENGLISH);
    const { location } = answer.headers;
    expect(answer.status).toBeLessThan(500);
    if (location !== undefined) expect(new URL(location, portal.baseUrl).origin).toBe(portal.baseUrl);
    expect(answer.body).not.toMatch(/(href|action|src)="(https?:)?\/\/evil/);
  }
});

test('A35 an unknown request-target is answered with a page of the portal', async ({ portal, client }) => {
  for (const target of ['*', 'ftp://evil.example/']) {
    const answer = await client.get(target, IN_ENGLISH);
    expect(answer.status, target).toBe(400);
    expectOwnPage(answer);
    expect(answer.body).not.toContain('evil.example');
  }
  expect((await client.get(`${portal.baseUrl}/healthz`)).status).toBe(200);
  expect((await client.get('http://evil.example/healthz?x')).status).toBe(200);
  expect((await client.get('http://evil.example/', IN_ENGLISH)).status).toBe(421);
  for (const path of ['//', '//?lang=en&lang=en', '/\\?a=1&a=2'])
    expect((await client.get(path, IN_ENGLISH)).status, path).toBe(400);
});

test('A114 a form without an origin, or from another site, is refused with an explanation', async ({
  portal,
  client,
  createPerson,
  clientSignedInAs,
}) => {
  const own = await clientSignedInAs(await createPerson());
  const type = { ...IN_ENGLISH, 'Content-Type': 'application/x-www-form-urlencoded' };
  for (const [headers, sentence] of [
    [{ Origin: 'null' }, 'Your browser hid which page this form came from'],
    [{ Origin: 'null', 'Sec-Fetch-Site': 'same-origin' }, 'Your browser hid which page this form came from'],
    [{ Origin: 'https://evil.example' }, 'This form was sent from another website'],
    [{ 'Sec-Fetch-Site': 'cross-site' }, 'This form was sent from another website'],
    [{ 'Sec-Fetch-Site': 'same-site' }, 'This form was sent from another website'],
    [{ Referer: 'https://evil.example/page' }, 'This form was sent from another website'],
  ] as const) {
    const answer = await own.send('POST', '/sign-out', { ...type, ...headers }, '');
    expect(answer.status).toBe(400);
    expectOwnPage(answer);
    expect(answer.body).toContain(sentence);
    // The page's script receives the code; its form shows the sentence for it.
    const toScript = await own.send('POST', '/login', { ...type, ...headers, 'Next-Action': 'x' }, '');
    expect([toScript.status, toScript.headers['content-type']]).toEqual([400, 'text/plain']);
    expect(toScript.body).toMatch(/^request\.origin_(hidden|foreign)$/);
  }
  expect((await own.get('/mailboxes')).status).toBe(200);

  // A campus system whose pages send no origin may pass a link; the confirmation page then says what is hidden.
  const { person } = await createPerson();
  const { token } = await portal.campusLink({ person, ip: '127.0.0.1' });
  const refused = await client.post('/campus/enter', [['token', token]], { Origin: 'null' });
  expect(refused.headers.location).toMatch(/^\/campus\?token=/);
  const [form = []] = formsIn((await client.get(String(refused.headers.location))).body, 'page');
  const hidden = await client.post('/campus/enter', form, { Origin: 'null' });
  expect(hidden.headers.location).toMatch(/^\/campus\/refused\?/);
  const response = await client.get(String(hidden.headers.location), IN_ENGLISH);
  expect(response.body).toContain('Your browser hid which page this form came from');
  expect((await client.post('/campus/enter', form)).headers.location).toBe('/');
});

test('A114 a browser without cookies gets an explanation at both ways in, and no link or captcha is used up', async ({
  portal,
  client,
  createPerson,
}) => {
  const { person, box } = await createPerson();
  const { token } = await portal.campusLink({ person, ip: '127.0.0.1' });
  const [arrival = []] = formsIn((await client.get(`/campus?token=${token}`)).body, 'page');
  const kept = new Map(client.cookies);
  client.cookies.clear();
  const refused = await client.post('/campus/enter', arrival);
  const response = await client.get(String(refused.headers.location), IN_ENGLISH);
  expect(readableText(response.body)).toContain('This browser doesn’t accept cookies from this site');
  for (const [name, value] of kept) client.cookies.set(name, value);
  expect((await client.post('/campus/enter', arrival)).headers.location).toBe('/');

  // A form that was never on a page of the portal gets the same response for as long as no cookie comes back.
  const direct = await portal.campusLink({ person, ip: '127.0.0.1' });
  const browser = new HttpClient(portal.baseUrl, { headers: IN_ENGLISH });
  for (let times = 0; times < 2; times += 1) {
    browser.cookies.clear();
    const sent = await browser.post('/campus/enter', [['token', direct.token]]);
    expect(readableText((await browser.get(String(sent.headers.location))).body)).toContain(
      'This browser doesn’t accept cookies from this site',
    );
  }
  expect((await browser.post('/campus/enter', [['token', direct.token]])).headers.location).toBe('/');

  const other = new HttpClient(portal.baseUrl, { headers: IN_ENGLISH });
  const hidden = hiddenFields((await other.get('/login')).body);
  const digits = await portal.digitsOf(hidden.find(([name]) => name === 'captcha')?.[1] ?? '');
  const form: Fields = [
    ...hidden,
    ['account', box.address],
    ['domain', ''],
    ['password', box.password],
    ['digits', digits],
  ];
  const visit = other.cookies.get('portal_login') ?? '';
  other.cookies.clear();
  expect((await other.post('/captcha', [])).body).toBe('captcha.no_cookies');
  const without = await other.postMultipart('/login', form);
  expect(readableText(without.body)).toContain('This browser doesn’t accept cookies from this site');
  other.cookies.set('portal_login', visit);
  expect((await other.postMultipart('/login', form)).status).toBe(303);
});

test('A27 a signed-out user’s page offers both ways in, and both lead back to that page', async ({
  portal,
  createPerson,
}) => {
  const { person, box } = await createPerson();
  const path = `/mailboxes/${box.address}/checklist`;
  const then = `?then=${encodeURIComponent(path)}`;
  const byPassword = new HttpClient(portal.baseUrl, { headers: IN_ENGLISH });
  const refused = await byPassword.get(`${path}?lang=en`);
  expect(refused.status).toBe(403);
  for (const way of [`/campus/start${then}`, `/login${then}`]) expect(refused.body).toContain(`href="${way}"`);
  expect((await sendLoginForm(portal.context, byPassword, box, `/login${then}`)).headers.location).toBe(path);

  const byLink = new HttpClient(portal.baseUrl);
  const toCampus = await byLink.get(`/campus/start${then}`);
  expect([toCampus.status, toCampus.headers.location]).toEqual([302, '/demo/campus']);
  for (const place of [path, '/']) {
    const { token } = await portal.campusLink({ person, ip: '127.0.0.1' });
    const [form = []] = formsIn((await byLink.get(`/campus?token=${token}`)).body, 'page');
    expect((await byLink.post('/campus/enter', form)).headers.location).toBe(place);
  }
  await byLink.get(`/campus/start?then=${encodeURIComponent('//evil.example')}`);
  expect(byLink.cookies.get('portal_return')).toBe('%2F');
});

test('A27 after a sign-in, a page that another person requested in this browser leads home if it concerns their data', async ({
  portal,
  createPerson,
}) => {
  const [owner, other] = [await createPerson(), await createPerson()];
  const contact = '01976f2e-7a54-7bd0-9a39-0f1d2c3b4a59';
  const of = (address: string) => [
    `/mailboxes/${address}/password`,
    `/mailboxes/${encodeURIComponent(address)}/checklist`,
    `/mail-settings/${address}`,
  ];
  const places: [asked: string, expected: string][] = [
    ...of(owner.box.address).map((path): [string, string] => [path, '/']),
    ...of(other.box.address).map((path): [string, string] => [path, path]),
    [`/contact-addresses/${contact}/remove`, '/'],
    ['/mailboxes/%E0%A4%A/password', '/'],
    ['/sessions', '/sessions'],
  ];
  for (const [asked, expected] of places) {
    const then = `?then=${encodeURIComponent(asked)}`;
    const byLink = new HttpClient(portal.baseUrl);
    await byLink.get(`/campus/start${then}`);
    const { token } = await portal.campusLink({ person: other.person, ip: '127.0.0.1' });
    expect((await byLink.enter(token)).headers.location, asked).toBe(expected);
    const byPassword = new HttpClient(portal.baseUrl);
    const sent = await sendLoginForm(portal.context, byPassword, other.box, `/login${then}`);
    expect(sent.headers.location, asked).toBe(expected);
  }
});

test('A28 a foreign Host is refused with 421 at every kind of address', async ({ client }) => {
  for (const host of ['evil.example', '127.0.0.1', 'localhost:1', '127.0.0.1.evil.example']) {
    for (const path of ['/', '/mailboxes', '/campus?token=x', '/.well-known/portal-keys.json']) {
      const answer = await client.get(path, { ...IN_ENGLISH, Host: host });
      expect(answer.status).toBe(421);
      expectOwnPage(answer);
      expect(answer.body).not.toContain('evil.example');
    }
  }
});

test('A28 a forwarded host is ignored', async ({ createPerson, clientSignedInAs }) => {
  const headers = { 'X-Forwarded-Host': 'evil.example', 'X-Forwarded-Proto': 'https', 'X-Forwarded-Port': '1' };
  const client = await clientSignedInAs(await createPerson(), { headers });
  for (const path of ['/', '/mailboxes', '/demo/campus?number=A123456']) {
    const answer = await client.get(path);
    expect(answer.status).toBe(200);
    expect(answer.body).not.toContain('evil.example');
  }
});

test('A30 a change form sent without a session, or by another person, changes nothing', async ({
  portal,
  createPerson,
  clientSignedInAs,
}) => {
  const owner = await createPerson();
  const other = await createPerson();
  const form = await openChangeForm(await clientSignedInAs(owner), owner.box.address);

  const signedOut = await sendChangeForm(new HttpClient(portal.baseUrl, { headers: IN_ENGLISH }), form, {
    next: newPassword(),
  });
  expect(signedOut.status).toBe(403);
  const otherPerson = await sendChangeForm(await clientSignedInAs(other), form, { next: newPassword() });
  expect(otherPerson.status).toBe(409);
  const elsewhere = { ...form, path: '/' };
  const withoutItsPage = await sendChangeForm(new HttpClient(portal.baseUrl, { headers: IN_ENGLISH }), elsewhere, {
    next: newPassword(),
  });
  expect(withoutItsPage.status).not.toBe(303);
  expect(await portal.countChanges(owner.box.address)).toBe(0);
  expect(await portal.countChanges(other.box.address)).toBe(0);
});

test('A31 no header bypasses the middleware, and no authorization depends on the middleware', async ({ client }) => {
  const values = ['middleware', 'src/middleware', 'middleware:middleware:middleware:middleware:middleware', 'proxy'];
  for (const value of values) {
    const answer = await client.get('/mailboxes', { ...IN_ENGLISH, 'X-Middleware-Subrequest': value });
    expect(answer.status).toBe(403);
    expect(answer.headers['content-security-policy']).toContain("frame-ancestors 'none'");
    expectOwnPage(answer);
  }
  const withForgedHeaders = await client.get('/mailboxes', {
    ...IN_ENGLISH,
    'X-Portal-Nonce': 'mine',
    'X-Portal-Language': 'zh_TW',
    'X-Middleware-Rewrite': '/demo/campus',
    'X-Matched-Path': '/demo/campus',
    'X-Invoke-Path': '/demo/campus',
  });
  expect(withForgedHeaders.status).toBe(403);
  expect(withForgedHeaders.body).not.toContain('"mine"');
});

test('A33 every response forbids framing, MIME sniffing, base and foreign scripts, and has its own nonce', async ({
  createPerson,
  clientSignedInAs,
}) => {
  const who = await createPerson();
  const client = await clientSignedInAs(who);
  const nonces = new Set<string>();
  const paths = [
    '/',
    '/',
    '/mailboxes',
    `/mailboxes/${who.box.address}/password`,
    '/no-such-page',
    '/campus?token=x',
    '/login',
  ];
  for (const path of paths) {
    const { headers, body } = await client.get(path);
    const policy = new Map(
      String(headers['content-security-policy'])
        .split('; ')
        .map((directive) => directive.split(' '))
        .map(([name = '', ...values]) => [name, values]),
    );
    expect(policy.get('default-src')).toEqual(["'none'"]);
    expect(policy.get('frame-ancestors')).toEqual(["'none'"]);
    expect(policy.get('base-uri')).toEqual(["'none'"]);
    expect(policy.get('form-action')).toEqual(["'self'"]);
    expect(String(policy.get('script-src'))).not.toMatch(/unsafe|\*|data:/);
    expect(String(policy.get('style-src'))).not.toMatch(/unsafe|\*|data:/);
    const nonce = /'nonce-([^']+)'/.exec(String(policy.get('script-src')))?.[1] ?? '';
    nonces.add(nonce);
    const scripts = body.match(/<script[^>]*>/g) ?? [];
    expect(scripts.length).toBeGreaterThan(0);
    for (const script of scripts) expect(script).toContain(`nonce="${nonce}"`);
    expect(headers['x-content-type-options']).toBe('nosniff');
    expect(headers['x-frame-options']).toBe('DENY');
    expect(headers['referrer-policy']).toBe('same-origin');
    expect(headers['x-powered-by']).toBeUndefined();
    expect(body).not.toMatch(/(src|href)="(https?:)?\/\/(?!net\.nthu\.edu\.tw)/);
  }
  expect(nonces.size).toBe(paths.length);
});

test('A34 private responses are not cacheable, and no user sees another user’s pages', async ({
  createPerson,
  clientSignedInAs,
}) => {
  const [first, second] = [await createPerson(), await createPerson()];
  const [one, two] = [await clientSignedInAs(first), await clientSignedInAs(second)];
  for (const path of ['/', '/mailboxes', '/access-log', '/no-such-page', '/.well-known/change-password']) {
    for (const headers of [{}, { RSC: '1' }]) {
      const [mine, yours] = await Promise.all([one.get(path, headers), two.get(path, headers)]);
      for (const answer of [mine, yours]) expect(answer.headers['cache-control']).toContain('no-store');
      expect(mine.body).not.toContain(second.person.number);
      expect(yours.body).not.toContain(first.person.number);
    }
  }
  expect((await one.get('/')).body).toContain(first.person.number);
});

test('A35 a body that no form of the portal can produce is refused before it is read', async ({ portal, client }) => {
  const path = '/campus/enter';
  const form = { ...IN_ENGLISH, 'Content-Type': 'application/x-www-form-urlencoded', Origin: portal.baseUrl };

  const large = await client.send('POST', path, { ...form, 'Content-Length': 100_000_000 }, 'token=x');
  const manyFields = await client.send('POST', path, form, 'a=&'.repeat(10_000));
  for (const answer of [large, manyFields]) expect(answer.status).toBe(413);
  const chunked = await client.send('POST', path, { ...form, 'Transfer-Encoding': 'chunked' }, 'token=x');
  expect(chunked.status).toBe(411);
  const packed = await client.send('POST', path, { ...form, 'Content-Encoding': 'gzip' }, 'token=x');
  expect(packed.status).toBe(400);
  const unknownMethod = await client.send('PUT', path, form, 'token=x');
  expect(unknownMethod.status).toBe(400);
  for (const answer of [large, manyFields, chunked, packed, unknownMethod]) expectOwnPage(answer);
});

test('A35 overlong cookies or an overlong address get a code for a script and a page for a user', async ({
  portal,
  client,
}) => {
  const byScript = { 'Sec-Fetch-Dest': 'empty', Origin: portal.baseUrl };
  const tooLong: [code: string, status: number, send: (headers: OutgoingHttpHeaders) => Promise<Answer>][] = [
    ['request.header_too_large', 431, (more) => client.get('/captcha', { ...more, Cookie: `x=${'x'.repeat(20_000)}` })],
    ['request.address_too_long', 414, (more) => client.get(`/?x=${'x'.repeat(20_000)}`, more)],
  ];
  for (const [code, status, send] of tooLong) {
    for (const headers of [byScript, { 'Next-Action': 'x'.repeat(42) }]) {
      const response = await send(headers);
      expect([response.status, response.headers['content-type'], response.body]).toEqual([status, 'text/plain', code]);
      expect([response.headers['cache-control'], response.headers['x-content-type-options']]).toEqual([
        'no-store',
        'nosniff',
      ]);
    }
    const page = await send({});
    expect([page.status, page.headers['content-type']]).toEqual([status, 'text/html; charset=utf-8']);
  }
});

test('A35 two thousand fields within the limit are accepted and ignored', async ({ portal, createPerson, client }) => {
  const { person } = await createPerson();
  const { token } = await portal.campusLink({ person, ip: '127.0.0.1' });
  const many: Fields = Array.from({ length: 2_000 }, (_, at) => [`f${at}`, '']);
  await client.get('/campus');
  const answer = await client.post('/campus/enter', [...many, ['token', token]]);
  expect([answer.status, answer.headers.location]).toEqual([303, '/']);
});

test('A35 two lengths, or a length with chunked encoding, are refused, and no second request gets through', async ({
  portal,
}) => {
  const { host } = new URL(portal.baseUrl);
  const head = `POST /sign-out HTTP/1.1\r\nHost: ${host}\r\nContent-Type: application/x-www-form-urlencoded\r\n`;
  const secondRequest = `GET /smuggled HTTP/1.1\r\nHost: ${host}\r\n\r\n`;
  for (const lengths of [
    'Content-Length: 0\r\nContent-Length: 5\r\n',
    'Content-Length: 5\r\nTransfer-Encoding: chunked\r\n',
    'Transfer-Encoding: chunked\r\nTransfer-Encoding: identity\r\n',
    'Content-Length : 0\r\n',
    'Content-Length: +5\r\n',
  ]) {
    const received = await sendBytes(portal.baseUrl, `${head}${lengths}\r\n0\r\n\r\n${secondRequest}`);
    expect(received).toMatch(/^HTTP\/1\.1 4\d\d /);
    expect(received.match(/^HTTP\/1\.1 /gm)).toHaveLength(1);
  }
});

test('A37 only the form’s own fields are read, and another person’s mailbox is not found', async ({
  portal,
  createPerson,
  clientSignedInAs,
}) => {
  const who = await createPerson();
  const other = await createPerson();
  const client = await clientSignedInAs(who);
  const form = await openChangeForm(client, who.box.address);

  const forOther = {
    path: form.path,
    hidden: form.hidden.map(([name, value]) => [name, value.replaceAll(who.box.address, other.box.address)] as const),
  };
  expect(forOther.hidden).not.toEqual(form.hidden);
  expect((await sendChangeForm(client, forOther, { next: newPassword() })).status).toBe(404);
  expect(await portal.countChanges(other.box.address)).toBe(0);

  const besides: Fields = [
    ['role', 'admin'],
    ['account', other.box.address],
    ['mailbox', other.box.address],
    ['holderId', other.person.id],
    ['verified', '1'],
    ['__proto__', 'x'],
    ['constructor', 'x'],
  ];
  const answer = await sendChangeForm(client, form, { next: newPassword(), besides });
  expect(answer.status).toBe(303);
  expect(answer.headers.location).toContain(`/mailboxes/${who.box.address}/password/changes/`);
  expect(await portal.countChanges(who.box.address)).toBe(1);
  expect(await portal.countChanges(other.box.address)).toBe(0);
});

test('A37 a repeated or malformed field is refused without an unexpected error', async ({
  portal,
  createPerson,
  clientSignedInAs,
}) => {
  const who = await createPerson();
  const client = await clientSignedInAs(who);
  const form = await openChangeForm(client, who.box.address);
  const without = (field: string) => ({ ...form, hidden: form.hidden.filter(([name]) => name !== field) });
  const odd = [
    await sendChangeForm(client, without('intent'), { next: newPassword() }),
    await sendChangeForm(client, without('intent'), {
      next: newPassword(),
      besides: [['intent', "'; drop table people"]],
    }),
    await client.postMultipart(form.path, form.hidden),
  ];
  for (const answer of odd) {
    expect(answer.status).toBeLessThan(500);
    expect(answer.headers.location).toBeUndefined();
  }
  expect(await portal.countChanges(who.box.address)).toBe(0);
});

test('A56 a password of 1 MB is not read, and one of more than 512 bytes is not hashed', async ({
  portal,
  createPerson,
  clientSignedInAs,
}) => {
  const who = await createPerson();
  const client = await clientSignedInAs(who);
  const form = await openChangeForm(client, who.box.address);
  const huge = await sendChangeForm(client, form, { next: 'x'.repeat(1_000_000), confirm: '' });
  expect(huge.status).toBe(413);
  for (const next of ['x'.repeat(513), 'x'.repeat(6_000), '字'.repeat(171)]) {
    const answer = await sendChangeForm(client, form, { next });
    expect(readableText(answer.body)).toContain('it takes more than 512 bytes');
  }
  expect(await portal.countChanges(who.box.address)).toBe(0);
});

test('A58 A59 a NUL or another control character is refused by name, and never truncates the password', async ({
  portal,
  createPerson,
  clientSignedInAs,
}) => {
  const who = await createPerson();
  const client = await clientSignedInAs(who);
  const form = await openChangeForm(client, who.box.address);
  for (const [character, name] of [
    ['\0', 'U+0000'],
    ['\u0007', 'U+0007'],
    ['\u2028', 'U+2028'],
    ['\uFEFF', 'U+FEFF'],
  ] as const) {
    const answer = await sendChangeForm(client, form, { next: `lanterns ${character} over the river at dusk` });
    expect(readableText(answer.body)).toContain(`Character 10 (${name})`);
  }
  expect(await portal.countChanges(who.box.address)).toBe(0);
});

test('A74 a name with a master-user separator, or any other invalid address, is not found as a mailbox', async ({
  createPerson,
  clientSignedInAs,
}) => {
  const who = await createPerson();
  const client = await clientSignedInAs(who);
  const { address } = who.box;
  for (const odd of [
    address.replace('@', '*master@'),
    address.replace('@', '%25x@'),
    `${address}%00`,
    `${address}%0d%0aX`,
    `%20${address}`,
    "x'%20or%20'1'='1",
    '..%2f..%2fetc',
    '%F0%9F%92%8C',
  ]) {
    const answer = await client.get(`/mailboxes/${odd}/password`);
    expect(`${odd} ${answer.status}`).toBe(`${odd} 404`);
    expectOwnPage(answer);
  }
  // Addresses are case-insensitive here, so capitals name the same mailbox.
  expect((await client.get(`/mailboxes/${address.toUpperCase()}/password`)).status).toBe(200);
});

test('A93 a form from an earlier version of the page gets a page of the portal that explains it', async ({
  portal,
  createPerson,
  clientSignedInAs,
}) => {
  const who = await createPerson();
  const client = await clientSignedInAs(who);
  const form = await openChangeForm(client, who.box.address);
  const ids = form.hidden.flatMap(([, value]) => value.match(/[0-9a-f]{40,}/g) ?? []);
  const [id = ''] = ids;
  expect(id).not.toBe('');
  const earlierId = `${id.slice(0, -4)}${id.endsWith('0000') ? '1111' : '0000'}`;
  const earlier = {
    path: form.path,
    hidden: form.hidden.map(
      ([name, value]) => [name.replaceAll(id, earlierId), value.replaceAll(id, earlierId)] as const,
    ),
  };
  const plain = await sendChangeForm(client, earlier, { next: newPassword() });
  expect(plain.status).toBe(409);
  expect(readableText(plain.body)).toContain('This page has changed since you opened it');
  expectOwnPage(plain);

  for (const unknown of [earlierId, 'x', '0'.repeat(42), '__proto__']) {
    const byId = await client.postMultipart(form.path, [[`$ACTION_ID_${unknown}`, '']]);
    expect(byId.status).toBe(409);
    expectOwnPage(byId);
    const byHeader = await client.send(
      'POST',
      form.path,
      {
        'Next-Action': unknown,
        'Content-Type': 'text/plain;charset=UTF-8',
        Origin: portal.baseUrl,
        Accept: 'text/x-component',
      },
      '[]',
    );
    // The page's script reads the code and shows the sentence (see tests/e2e/forms-as-they-stand.test.ts).
    expect(unknown === earlierId ? [409] : [400, 404, 409]).toContain(byHeader.status);
    expect(byHeader.body).not.toMatch(/node_modules|at \w+ \(/);
  }
  expect(await portal.countChanges(who.box.address)).toBe(0);
});

test('A32 a crafted Flight payload causes no unexpected error and exposes no stack trace', async ({
  portal,
  createPerson,
  clientSignedInAs,
}) => {
  const who = await createPerson();
  const client = await clientSignedInAs(who);
  const form = await openChangeForm(client, who.box.address);
  const payloads = [
    '{"then":"$1:__proto__:then"}',
    '["$1:constructor:constructor"]',
    `${'['.repeat(4_000)}${']'.repeat(4_000)}`,
    '$F1',
  ];
  const id = form.hidden.flatMap(([, value]) => value.match(/[0-9a-f]{40,}/g) ?? [])[0] ?? '';
  for (const payload of payloads) {
    const answer = await client.postMultipart(
      form.path,
      [
        ['0', payload],
        ['1', payload],
      ],
      { 'Next-Action': id, Accept: 'text/x-component' },
    );
    expect(answer.body).not.toMatch(/node_modules|at \w+ \(/);
    const asForm = form.hidden.map(([name, value]) => [name, name.includes(':') ? payload : value] as const);
    const plain = await client.postMultipart(form.path, asForm);
    expect(plain.body).not.toMatch(/node_modules|at \w+ \(/);
  }
  expect((await client.get('/mailboxes')).status).toBe(200);
  expect(await portal.countChanges(who.box.address)).toBe(0);
});

test('malformed cookies are no session and cause no unexpected error', async ({ client }) => {
  const cookies = [
    'portal_session=garbage',
    'portal_session=',
    'portal_session=%00%FF',
    'portal_session=eyJhbGciOiJkaXIiLCJlbmMiOiJBMjU2Q0JDLUhTNTEyIn0..x.x.x',
    'portal_session="; portal_session=twice; ;;==; =x',
    `portal_session=${'x'.repeat(6_000)}`,
    'portal_language=../../etc/passwd; portal_visit=%',
    '__proto__=x; constructor=y',
  ];
  for (const cookie of cookies) {
    const home = await client.get('/', { ...IN_ENGLISH, Cookie: cookie });
    expect(home.status).toBe(200);
    const mailboxes = await client.get('/mailboxes', { ...IN_ENGLISH, Cookie: cookie });
    expect(mailboxes.status).toBe(403);
    expectOwnPage(mailboxes);
  }
});

test('malformed request targets get a page of the portal, not an unexpected error', async ({ client }) => {
  for (const path of [
    '/%',
    '/%ff',
    '/%c0%ae',
    '/mailboxes/%ff/password',
    '/?lang=%ff',
    '/campus?token=%',
    '/%00',
    '/a//b',
    `/${'x'.repeat(4_000)}`,
  ]) {
    const answer = await client.get(path, IN_ENGLISH);
    expect(`${path.slice(0, 30)} ${answer.status < 500}`).toBe(`${path.slice(0, 30)} true`);
    if (answer.status !== 308) expect(answer.body).toContain('<html lang="en"');
  }
});

test('A79 text from the address is escaped and never becomes markup', async ({ createPerson, clientSignedInAs }) => {
  const client = await clientSignedInAs(await createPerson());
  const evil = '"><script>alert(1)</script>';
  for (const path of [
    `/mailboxes/${encodeURIComponent(evil)}/password`,
    `/x?q=${encodeURIComponent(evil)}`,
    `/?lang=${encodeURIComponent(evil)}`,
  ]) {
    const { body } = await client.get(path);
    expect(body).not.toContain('<script>alert(1)');
  }
});
