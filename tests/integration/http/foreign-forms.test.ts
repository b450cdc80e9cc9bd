import { randomUUID } from 'node:crypto';
import { expect } from 'vitest';
import { openChangeForm, sendChangeForm } from '../../support/change-form';
import {
  type Answer,
  HttpClient,
  hiddenFields,
  ownerIn,
  type PostForm,
  postFormsIn,
  readableText,
} from '../../support/http-client';
import { test } from '../../support/http-story';
import { newPassword } from '../../support/people';
import { sessionCookieOf } from '../../support/session-cookie';

/** Sent only by programs, or by a user whose open page belongs to a different person by now. */

const MALFORMED = 'incomplete or not in the right form';

function expectMalformed({ status, body }: Answer, what: string): void {
  expect(status, what).toBe(400);
  expect(body, what).toContain('<html lang="en"');
  expect(readableText(body), what).toContain(MALFORMED);
}

test('A109 every form on a member’s page acts only for its own person, and a mismatch names the signed-in person', async ({
  portal,
  createPerson,
  clientSignedInAs,
}) => {
  const first = await createPerson({ nameEn: 'Lin Xia' });
  const stopped = await createPerson({ suspended: 'warning' });
  const second = await createPerson({ nameEn: 'Chen Xiao-an' });
  const [here, elsewhere] = [await clientSignedInAs(first), await clientSignedInAs(first)];
  const atGate = await clientSignedInAs(stopped);
  const later = await clientSignedInAs(second);

  const forms: { page: string; form: PostForm }[] = [];
  const gather = async (client: HttpClient, page: string) => {
    const { status, body } = await client.get(page);
    expect(status, page).toBe(200);
    for (const form of postFormsIn(body)) forms.push({ page, form });
  };
  await gather(here, '/contact-addresses');
  const add = forms.find(({ form }) => form.action === '/contact-addresses/add');
  await here.post('/contact-addresses/add', [...(add?.form.hidden ?? []), ['address', `${randomUUID()}@example.org`]]);
  await gather(here, '/contact-addresses');
  const [, contactId = ''] =
    /contact-addresses\/([0-9a-f-]{36})\/remove/.exec((await here.get('/contact-addresses')).body) ?? [];
  for (const page of [
    `/contact-addresses/${contactId}/remove`,
    '/sessions',
    '/access-log',
    `/mailboxes/${first.box.address}/password`,
  ])
    await gather(here, page);
  await gather(atGate, `/mailboxes/${stopped.box.address}/announcement`);
  expect(new Set(forms.map(({ form, page }) => form.action || page.replace(/^.*\//, '')))).toEqual(
    new Set([
      '/sign-out',
      '/contact-addresses/add',
      '/contact-addresses/resend',
      '/contact-addresses/remove',
      '/sessions/end',
      '/sessions/end-others',
      '/access-log/detail',
      'password',
      'announcement',
    ]),
  );

  const typed = [
    ['address', `${randomUUID()}@example.org`],
    ['next', 'lanterns over the quiet river 9'],
    ['confirm', 'lanterns over the quiet river 9'],
  ] as const;
  for (const { page, form } of forms) {
    const send = form.isMultipart ? later.postMultipart.bind(later) : later.post.bind(later);
    const answer = await send(form.action || page, [...form.hidden, ...typed]);
    expect(answer.status, form.action || page).toBe(409);
    expect(readableText(answer.body)).toContain(`Chen Xiao-an (${second.person.number}) is signed in now`);
  }
  for (const client of [here, elsewhere, later]) expect((await client.get('/mailboxes')).status).toBe(200);
  expect((await later.get('/contact-addresses')).body).not.toContain('example.org');
  expect((await here.get('/contact-addresses')).body).toContain(contactId);
  expect(await portal.countChanges(first.box.address)).toBe(0);
  // A form without its owner, or with an unsigned owner, does nothing either.
  expectMalformed(await here.post('/sessions/end-others', []), 'no owner');
  expect((await here.post('/sessions/end-others', [['owner', 'x'.repeat(43)]])).status).toBe(409);
  expect((await elsewhere.get('/mailboxes')).status).toBe(200);
});

test('A109 another person’s open form does not sign out a session that is refused for its address', async ({
  portal,
  createPerson,
}) => {
  const [first, second] = [await createPerson(), await createPerson()];
  const clientAt = async (address: string, who: typeof first) => {
    const client = new HttpClient(portal.baseUrl, {
      headers: { 'Accept-Language': 'en', 'X-Forwarded-For': address },
    });
    const { name, value } = await sessionCookieOf(who, portal);
    client.cookies.set(name, value);
    return client;
  };
  const ownerOnHome = async (who: typeof first) => ownerIn((await (await clientAt('127.0.0.1', who)).get('/')).body);
  const moved = await clientAt('203.0.113.7', second);
  const refused = await moved.get('/mailboxes');
  expect(refused.status).toBe(403);

  const byFirst = await moved.post('/sign-out', [['owner', await ownerOnHome(first)]]);
  expect(byFirst.status).toBe(409);
  expect(readableText(byFirst.body)).toContain('This page has changed since you opened it');
  expect(byFirst.body).not.toContain(second.person.number);
  expect((await moved.post('/sign-out', [])).status).toBe(409);
  const [cookie = ['', '']] = [...moved.cookies].filter(([name]) => name === 'portal_session');
  const back = new HttpClient(portal.baseUrl);
  back.cookies.set(...cookie);
  expect((await back.get('/mailboxes')).status).toBe(200);

  // The second person's own forms sign out: one opened earlier, and one on the page of the refusal.
  expect((await moved.post('/sign-out', [['owner', ownerIn(refused.body)]])).headers.location).toMatch(/signed-out/);
  expect((await back.get('/mailboxes')).status).toBe(403);
  const again = await clientAt('203.0.113.7', second);
  expect((await again.post('/sign-out', [['owner', await ownerOnHome(second)]])).headers.location).toMatch(
    /signed-out/,
  );
  expect((await again.post('/sign-out', [])).headers.location).toBe('/');
});

test('A35 a page explains, in both languages, that an address accepts only a form', async ({ client }) => {
  for (const path of ['/contact-addresses/add', '/sign-out', '/captcha', '/campus/enter', '/session/stay']) {
    const english = await client.get(path, { 'Accept-Language': 'en' });
    expect([english.status, english.headers.allow], path).toEqual([405, 'POST']);
    expect(readableText(english.body), path).toContain('This address only accepts a form');
    const chinese = await client.get(path, { 'Accept-Language': 'zh-TW' });
    expect(readableText(chinese.body), path).toContain('這個網址只接受表單');
    const head = await client.send('HEAD', path, {});
    expect([head.status, head.body], path).toEqual([405, '']);
  }
});

test('A110 a repeated parameter, or one that is not UTF-8, is refused on every page', async ({
  client,
  createPerson,
  clientSignedInAs,
}) => {
  const who = await createPerson();
  const member = await clientSignedInAs(who);
  const queries = [
    '/?lang=en&lang=zh_TW',
    '/?lang=en&lang=en',
    '/?l%61ng=en&lang=zh_TW',
    '/?lang=%FF',
    '/campus?token=a&token=b',
    '/campus/refused?refusal=a&refusal=b',
    '/login?then=set-password&then=x',
    '/portal/login.cgi?lang=en&lang=zh_TW',
    '/history?before=2026-01-01&before=2026-01-02',
    '/sessions?notice=a&notice=b',
    '/not-me/reported?outcome=a&outcome=b',
    `/mailboxes/${who.box.address}/password?suggest=english&suggest=pinyin`,
    '/demo/campus?number=A&number=B',
    `/captcha/${randomUUID()}/voice?lang=en&lang=zh-TW`,
    '/api/auth/csrf?a=1&a=2',
  ];
  for (const one of [client, member])
    for (const query of queries) expectMalformed(await one.get(query, { 'Accept-Language': 'en' }), query);
  // The page of the refusal can be switched to the other language.
  expect((await client.get('/campus?token=a&token=b')).body).not.toMatch(/name="token"/);
});

test('A110 an invalid point in time is refused, and not taken for the newest', async ({
  createPerson,
  clientSignedInAs,
}) => {
  const member = await clientSignedInAs(await createPerson());
  const shown = ['2026-11-30T01:27:00.000Z', '2026-11-30', '2026-11-30T01:27:00+08:00'];
  for (const before of shown)
    expect((await member.get(`/history?before=${encodeURIComponent(before)}`)).status, before).toBe(200);
  const refused = [
    'rubbish',
    '',
    '1',
    '-1',
    '2026-13-01',
    '2026-02-30T00:00:00Z',
    '0000-01-01',
    '+275760-09-13',
    'null',
  ];
  for (const before of refused)
    expectMalformed(
      await member.get(`/history?before=${encodeURIComponent(before)}`, { 'Accept-Language': 'en' }),
      before,
    );
});

test('A110 an action accepts its arguments in one shape only, with and without a session', async ({
  portal,
  createPerson,
  clientSignedInAs,
}) => {
  const who = await createPerson();
  const member = await clientSignedInAs(who);
  const form = await openChangeForm(member, who.box.address);
  const signedOut = new HttpClient(portal.baseUrl, { headers: { 'Accept-Language': 'en' } });
  const next = newPassword();
  const fields = [...form.hidden, ['next', next], ['confirm', next]] as [string, string][];
  const [address, owner] = JSON.parse(boundIn(form.hidden)) as [string, string];
  expect(address).toBe(who.box.address);
  const id = form.hidden.flatMap(([, value]) => value.match(/[0-9a-f]{40,}/g) ?? [])[0] ?? '';

  const untouched = { status: 'untouched' };
  const bound = [
    ...[
      [[address], owner],
      [address, [owner]],
      [{ toString: 'x' }, owner],
      [null, null],
      [address, 1],
    ].map((args) => JSON.stringify([...args, untouched])),
    JSON.stringify([address, owner]),
    JSON.stringify([address]),
    '"x"',
    '{',
    '',
  ];
  for (const client of [member, signedOut]) {
    for (const text of bound) {
      const altered = fields.map(([name, value]) => [name, value === boundIn(form.hidden) ? text : value] as const);
      expectMalformed(await client.postMultipart(form.path, altered), text);
    }
    const twice = [
      ['next', newPassword()],
      ['intent', randomUUID()],
      [`$ACTION_ID_${id}`, ''],
    ] as const;
    for (const again of twice) expectMalformed(await client.postMultipart(form.path, [...fields, again]), again[0]);
    const renamed = fields.map(([name, value]) => [name === 'next' ? 'next[]' : name, value] as const);
    expectMalformed(await client.postMultipart(form.path, renamed), 'an array');
    expectMalformed(await client.post(form.path, fields), 'url-encoded, which no action takes');
    expectMalformed(await client.postMultipart(form.path, [['next', next]]), 'no action');

    const calls = [
      `["${address}","${owner}",{"status":"untouched"},"next"]`,
      `["${address}","${owner}",{"status":"untouched"},{"next":"${next}","confirm":"${next}"}]`,
      `["${address}","${owner}"]`,
      '[]',
      '{',
      '["$1"]',
      '["$Q1"]',
    ];
    for (const call of calls) {
      const headers = { 'Next-Action': id, 'Content-Type': 'text/plain;charset=UTF-8', Origin: portal.baseUrl };
      expect((await client.send('POST', form.path, headers, call)).status, call).toBe(400);
    }
  }
  expect(await portal.countChanges(address)).toBe(0);
  expect((await sendChangeForm(member, form, { next })).status).toBe(303);
});

test('A110 next-auth’s own address and the public forms accept one value in one shape only', async ({
  portal,
  createPerson,
}) => {
  const { box, person } = await createPerson();
  const client = new HttpClient(portal.baseUrl, { headers: { 'Accept-Language': 'en' } });
  const path = '/api/auth/callback/mailbox-password';
  const { csrfToken } = JSON.parse((await client.get('/api/auth/csrf')).body) as { csrfToken: string };
  const captcha = hiddenFields((await client.get('/login')).body).find(([name]) => name === 'captcha')?.[1] ?? '';
  const fields = [
    ['csrfToken', csrfToken],
    ['account', box.address],
    ['password', box.password],
    ['captcha', captcha],
    ['digits', await portal.digitsOf(captcha)],
  ] as [string, string][];
  for (const name of ['account', 'password', 'captcha', 'csrfToken'])
    expectMalformed(await client.post(path, [...fields, [name, 'x']]), name);
  const json = JSON.stringify({ ...Object.fromEntries(fields), account: [box.address] });
  const headers = { 'Content-Type': 'application/json', Origin: portal.baseUrl };
  expectMalformed(await client.send('POST', path, headers, json), 'json');
  expect((await client.get('/mailboxes')).status).toBe(403);

  const { token } = await portal.campusLink({ person, ip: '127.0.0.1' });
  for (const entered of ['/campus/enter', '/not-me/report', '/contact-addresses/confirmation', '/sign-out', '/captcha'])
    expectMalformed(
      await client.post(entered, [
        ['token', token],
        ['token', token],
      ]),
      entered,
    );
  for (const empty of ['/not-me/report', '/contact-addresses/confirmation', '/sessions/end', '/contact-addresses/add'])
    expectMalformed(await client.post(empty, []), empty);
  // None of these requests has used up the link or the captcha.
  expect((await client.enter(token)).headers.location).toBe('/');
  const login = new HttpClient(portal.baseUrl);
  login.cookies.set('portal_login', client.cookies.get('portal_login') ?? '');
  for (const [name, value] of client.cookies) if (name.includes('csrf')) login.cookies.set(name, value);
  expect((await login.post(path, fields)).headers.location).toBe('/');
});

test('A111 bytes that are not UTF-8 set no password; U+FFFD is refused by name', async ({
  portal,
  createPerson,
  clientSignedInAs,
}) => {
  const who = await createPerson();
  const client = await clientSignedInAs(who);
  const form = await openChangeForm(client, who.box.address);
  const inBig5 = (typed: string) =>
    Buffer.concat([Buffer.from('lanterns over the river '), Buffer.from(typed, 'latin1')]);
  const part = (name: string, value: string | Buffer) =>
    Buffer.concat([
      Buffer.from(`--B\r\nContent-Disposition: form-data; name="${name}"\r\n\r\n`),
      Buffer.from(value as string),
      Buffer.from('\r\n'),
    ]);
  const next = inBig5('\xA4\xA4\xA4\xE5');
  const body = Buffer.concat([
    ...form.hidden.map(([name, value]) => part(name, value)),
    part('next', next),
    part('confirm', next),
    Buffer.from('--B--\r\n'),
  ]);
  const headers = { 'Content-Type': 'multipart/form-data; boundary=B', Origin: portal.baseUrl };
  expectMalformed(await client.send('POST', form.path, headers, body), 'multipart');
  const encoded = { 'Content-Type': 'application/x-www-form-urlencoded', Origin: portal.baseUrl };
  expectMalformed(await client.send('POST', '/contact-addresses/add', encoded, 'address=%A4%A4@example.org'), 'form');

  const named = await sendChangeForm(client, form, { next: 'lanterns \uFFFD\uFFFD over the quiet river' });
  expect(named.status).toBe(200);
  expect(readableText(named.body)).toContain('Character 10 is U+FFFD');
  expect(await portal.countChanges(who.box.address)).toBe(0);
});

/** The bound arguments of a form's action, as React writes them. */
function boundIn(hidden: readonly (readonly [string, string])[]): string {
  return hidden.find(([name]) => /^\$ACTION_\d+:1$/.test(name))?.[1] ?? '';
}
