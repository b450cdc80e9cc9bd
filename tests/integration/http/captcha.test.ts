import { expect } from 'vitest';
import { makeCaptcha } from '@/lib/sign-in/captcha/make-captcha';
import { type Fields, formsIn, HttpClient } from '../../support/http-client';
import { test } from '../../support/http-story';
import type { PortalUnderTest } from '../../support/portal-under-test';

const newCaptcha = ({ context }: PortalUnderTest) =>
  makeCaptcha(context, { form: 'login', visit: 'a visit of this test', work: 'usual' });

test('A52 a new captcha is issued only to a browser that opened the login page, and only to pages of the portal', async ({
  portal,
  client,
}) => {
  expect((await client.post('/captcha', [])).status).toBe(403);
  // Only the cookie counts.
  expect((await client.post('/captcha', [], { 'X-Portal-Login-Visit': 'A'.repeat(24) })).status).toBe(403);

  const login = await client.get('/login');
  const cookie = login.headers['set-cookie']?.find((line) => line.startsWith('portal_login='));
  expect(cookie).toMatch(/^portal_login=[^;]{24,}; Path=\/; HttpOnly; SameSite=lax$/i);
  expect((await client.get('/login')).headers['set-cookie']).toBeUndefined();

  const made = await client.post('/captcha', []);
  expect([made.status, made.headers['cache-control']]).toEqual([200, 'no-store']);
  expect(Object.keys(JSON.parse(made.body)).sort()).toEqual(['id', 'proof']);

  const foreign = await client.post('/captcha', [], { Origin: 'https://elsewhere.example' });
  expect(foreign.status).toBe(400);
  const forged = new HttpClient(portal.baseUrl, { headers: { Cookie: 'portal_login=chosen' } });
  expect((await forged.post('/captcha', [])).status).toBe(403);
  expect((await forged.get('/login')).headers['set-cookie']?.join()).toContain('portal_login=');
});

test('A52 two tabs opened at once each have a captcha that their browser can answer, and another browser can answer neither', async ({
  portal,
  client,
  createPerson,
}) => {
  const { box } = await createPerson();
  const pages = await Promise.all([client.get('/login'), client.get('/login')]);
  const typed = { account: box.address, domain: '', password: box.password };
  const stranger = new HttpClient(portal.baseUrl);
  await stranger.get('/login');
  for (const { body } of pages) {
    const [hidden = []] = formsIn(body, 'captcha');
    const digits = await portal.digitsOf(hidden.find(([name]) => name === 'captcha')?.[1] ?? '');
    const form: Fields = [...hidden, ...Object.entries({ ...typed, digits })];
    expect((await stranger.postMultipart('/login', form)).headers.location).toBeUndefined();
    expect((await client.postMultipart('/login', form)).headers.location).toBe('/');
  }
});

test('the picture and the sound have their own media types and are not cacheable', async ({ portal, client }) => {
  const { id } = await newCaptcha(portal);
  for (const [path, type] of [
    [`/captcha/${id}/picture`, 'image/png'],
    [`/captcha/${id}/voice?lang=zh-TW`, 'audio/wav'],
    [`/captcha/${id}/voice?lang=en`, 'audio/wav'],
  ] as const) {
    const { status, headers } = await client.get(path);
    expect([status, headers['content-type'], headers['cache-control']]).toEqual([200, type, 'no-store']);
  }
});

test('the sound can be fetched by range requests, as some browsers do', async ({ portal, client }) => {
  const { id } = await newCaptcha(portal);
  const part = (range: string) => client.get(`/captcha/${id}/voice?lang=en`, { Range: range });
  const first = await part('bytes=0-1');
  const [, size = ''] = /^bytes 0-1\/(\d+)$/.exec(first.headers['content-range'] ?? '') ?? [];
  expect([first.status, first.body]).toEqual([206, 'RI']);
  expect((await part('bytes=2-3')).body).toBe('FF');
  const rest = await part('bytes=8-');
  expect([rest.status, rest.headers['content-range']]).toEqual([206, `bytes 8-${Number(size) - 1}/${size}`]);
  expect((await part(`bytes=${size}-`)).status).toBe(416);
  expect((await part('bytes=9-3')).status).toBe(416);
  expect((await part('lines=1-2')).status).toBe(200);
});

test('A52 an unknown, expired or too often rendered captcha is not found', async ({ portal, client }) => {
  const { id } = await newCaptcha(portal);
  const over = await makeCaptcha(
    { ...portal.context, now: new Date(Date.now() - 121_000) },
    { form: 'login', visit: 'a visit of this test', work: 'usual' },
  );
  const gone = [
    `/captcha/${over.id}/picture`,
    `/captcha/${over.id}/voice?lang=en`,
    `/captcha/${id}/voice`,
    `/captcha/${id}/voice?lang=de`,
    '/captcha/00000000-0000-0000-0000-000000000000/picture',
    '/captcha/x/picture',
    "/captcha/'/picture",
    '/captcha/%00/picture',
  ];
  for (const path of gone) expect((await client.get(path)).status, path).toBe(404);
  const statuses = [];
  for (let n = 0; n < 6; n += 1) statuses.push((await client.get(`/captcha/${id}/picture`)).status);
  expect(statuses).toEqual([200, 200, 200, 200, 200, 404]);
});
