import { once } from 'node:events';
import type { IncomingMessage } from 'node:http';
import { request } from 'node:https';
import { buffer } from 'node:stream/consumers';
import { connect } from 'node:tls';
import { gunzipSync } from 'node:zlib';
import { beforeAll, expect, test } from 'vitest';
import { minutes, seconds } from '@/lib/clock';
import { cast, newPassword } from '../../cast/cast';
import { openChangeForm, sendChangeForm } from '../../support/change-form';
import { HttpClient, postAsMember, readableText } from '../../support/http-client';
import { AUTOCONFIG_HOST, type Nginx, startNginx } from '../../support/nginx';
import { type OwnCampus, ownCampus } from '../../support/own-campus';
import { type ProductionProcess, serversOf } from '../../support/production-process';
import { signInOverHttp } from '../../support/sign-in-over-http';
import { until } from '../../support/until';

/** The portal as a campus runs it: over TLS behind a real nginx, with the shipped configuration file. */
const ORIGIN = 'https://portal.example';
/** The browsers' address: nginx sees it, and the portal trusts nginx. */
const BROWSER = '127.0.0.5';

let campus: OwnCampus;
let nginx: Nginx;
let portal: ProductionProcess;
let startAgain: () => ProductionProcess;

beforeAll(async () => {
  campus = await ownCampus();
  const settings = { ...campus.settings, TRUSTED_PROXIES: '127.0.0.1' };
  const { baseUrls, start } = await serversOf(campus.own, { count: 1, settings, origins: [ORIGIN] });
  const [baseUrl = ''] = baseUrls;
  startAgain = () => start(baseUrl);
  portal = startAgain();
  await portal.isUp();
  nginx = await startNginx(baseUrl);
}, minutes(3));

const browser = (headers: Record<string, string> = {}) =>
  new HttpClient(ORIGIN, { from: BROWSER, through: nginx.https, headers: { 'Accept-Language': 'en', ...headers } });

test('A14 A19 a campus link opens its session for the address that nginx has seen, whatever the client’s headers claim', async () => {
  const { linXia } = await cast(campus.own.runtime);
  const elsewhere = '140.114.1.2';
  const forged = {
    'X-Forwarded-For': elsewhere,
    'X-Real-IP': elsewhere,
    Forwarded: `for=${elsewhere}`,
    'X-Client-IP': elsewhere,
  };
  const stolen = await linXia.link({ origin: ORIGIN, address: elsewhere });
  const refused = await browser(forged).get(`/campus?token=${stolen.token}`);
  expect(refused.status).toBe(403);
  expect(readableText(refused.body)).toContain(`Address now ${BROWSER}`);

  const client = browser(forged);
  const { token } = await linXia.link({ origin: ORIGIN, address: BROWSER });
  expect((await client.get(`/campus?token=${token}`)).status).toBe(200);
  expect((await client.enter(token)).status).toBe(303);
  const home = readableText((await client.get('/')).body);
  expect(home).toContain(linXia.person.number);
  expect(home).toContain(BROWSER);

  const mail = `not-me-${'x'.repeat(40)}`;
  await client.get(`/not-me/${mail}`, { Referer: `${ORIGIN}/campus?token=${token}` });
  await client.get(`/contact-addresses/confirm/${mail}`);
  await until('nginx has logged the request', () => nginx.readLogs().includes('/contact-addresses/confirm/-'));
  const logs = nginx.readLogs();
  expect(logs).toContain('/campus?-');
  for (const secret of [token, stolen.token, mail]) expect(logs).not.toContain(secret);
});

test('A34 two people behind nginx see their own pages, and no response is cached', async () => {
  const [{ linXia }, { chenXiaoAn }] = [await cast(campus.own.runtime), await cast(campus.own.runtime)];
  const [hers, his] = [browser(), browser()];
  await signInOverHttp(linXia, hers, BROWSER);
  await signInOverHttp(chenXiaoAn, his, BROWSER);
  for (let round = 0; round < 3; round += 1) {
    const [mine, yours] = await Promise.all([hers.get('/mailboxes'), his.get('/mailboxes')]);
    expect(mine.body).toContain(linXia.address);
    expect(mine.body).not.toContain(chenXiaoAn.address);
    expect(yours.body).toContain(chenXiaoAn.address);
    expect(yours.body).not.toContain(linXia.address);
    expect(mine.headers['cache-control']).toContain('no-store');
  }
  expect((await postAsMember(hers, '/sign-out')).status).toBe(303);
  expect((await hers.get('/mailboxes')).status).toBe(403);
  expect((await his.get('/mailboxes')).status).toBe(200);
});

test('a change goes through, and its receipt’s stream is not buffered', async () => {
  const { linXia } = await cast(campus.own.runtime);
  const client = browser();
  await signInOverHttp(linXia, client, BROWSER);
  const form = await openChangeForm(client, linXia.address);
  // No worker runs: the change stays pending, and its stream stays open.
  const { status, headers } = await sendChangeForm(client, form, { next: newPassword() });
  expect(status).toBe(303);
  const cookie = [...client.cookies].map(([name, value]) => `${name}=${value}`).join('; ');
  const asked = request({
    host: '127.0.0.1',
    ...nginx.https,
    servername: 'portal.example',
    localAddress: BROWSER,
    path: `${headers.location}/events`,
    headers: { Host: 'portal.example', Cookie: cookie, Accept: 'text/event-stream', 'Accept-Encoding': 'gzip' },
  }).end();
  const [stream] = (await once(asked, 'response', { signal: AbortSignal.timeout(seconds(60)) })) as [IncomingMessage];
  expect(stream.statusCode).toBe(200);
  expect(stream.headers['content-encoding']).toBeUndefined();
  const [first] = (await once(stream, 'data', { signal: AbortSignal.timeout(seconds(60)) })) as [Buffer];
  expect(first.toString()).toMatch(/^retry: \d+\n\n/);
  expect(stream.complete).toBe(false);
  asked.destroy();
});

test('a mail program finds its settings at the name of its domain, and nothing else of the portal', async () => {
  const program = new HttpClient(`https://${AUTOCONFIG_HOST}`, { from: BROWSER, through: nginx.https });
  const settings = await program.get('/mail/config-v1.1.xml?emailaddress=linxia%40mx.nthu.edu.tw');
  expect([settings.status, settings.headers['content-type']]).toEqual([200, 'application/xml; charset=utf-8']);
  expect(settings.body).toContain('<hostname>imap.mx.mail.example</hostname>');
  // It would force https on every service at a host of the mail domain.
  expect(settings.headers['strict-transport-security']).toBeUndefined();
  expect((await browser().get('/')).headers['strict-transport-security']).toBeDefined();
  for (const path of ['/', '/login', '/healthz', '/mail-settings'])
    expect((await program.get(path)).status, path).toBe(404);
  await until('nginx has logged the request', () => nginx.readLogs().includes('/mail/config-v1.1.xml?-'));
  expect(nginx.readLogs()).not.toContain('emailaddress');
});

test('nginx compresses the pages that the portal sends it uncompressed', async () => {
  const asked = request({
    host: '127.0.0.1',
    ...nginx.https,
    servername: 'portal.example',
    localAddress: BROWSER,
    path: '/login',
    headers: { Host: 'portal.example', 'Accept-Encoding': 'gzip' },
  }).end();
  const [page] = (await once(asked, 'response', { signal: AbortSignal.timeout(seconds(60)) })) as [IncomingMessage];
  expect(page.headers).toMatchObject({ 'content-encoding': 'gzip', vary: expect.stringContaining('Accept-Encoding') });
  expect(gunzipSync(await buffer(page)).toString()).toContain('</html>');
});

test('A31 A35 requests that no browser sends are refused by a page of the portal, and internal routes are closed', async () => {
  const client = browser();
  const bypass = { 'X-Middleware-Subrequest': 'middleware:middleware:middleware:middleware:middleware' };
  const passed = await client.get('/mailboxes', bypass);
  expect(passed.status).toBe(403);
  expect(passed.headers['content-security-policy']).toContain("default-src 'none'");
  const large = await client.post('/campus/enter', [['token', 'x'.repeat(20_000)]]);
  expect(large.status).toBe(413);
  expect(readableText(large.body)).toContain('Reference');
  for (const path of ['/readyz', '/metrics']) {
    const { status, headers } = await client.get(path);
    expect([status, headers['x-content-type-options']]).toEqual([404, 'nosniff']);
  }
  const { status, headers } = await client.get('/healthz');
  expect([status, headers['x-content-type-options']]).toEqual([200, 'nosniff']);
});

test('plain HTTP redirects to TLS with path and query, and an unknown host name gets no content', async () => {
  const plain = new HttpClient('http://portal.example', { through: nginx.http });
  const { status, headers } = await plain.get('/campus?token=a.b');
  expect([status, headers.location]).toEqual([308, `${ORIGIN}/campus?token=a.b`]);
  const other = connect({ host: '127.0.0.1', ...nginx.https, servername: 'other.example' });
  const [failure] = (await once(other, 'error')) as [Error];
  expect(failure.message).toMatch(/unrecognized name/i);
});

test('an unreachable portal is answered by a page in both languages with Retry-After, until it is back', async () => {
  portal.kill('SIGTERM');
  await portal.ended;
  const away = await browser().get('/');
  expect(away.status).toBe(503);
  expect(away.headers['retry-after']).toBe('30');
  expect(away.headers['cache-control']).toBe('no-store');
  expect(away.headers['x-content-type-options']).toBe('nosniff');
  expect(readableText(away.body)).toContain('服務暫時無法使用，請稍候再試。');
  expect(readableText(away.body)).toContain('Please try again later.');

  portal = startAgain();
  await portal.isUp();
  await until('the portal is reached again', async () => (await browser().get('/')).status === 200);
});

test('A35 too many cookies, and a URL that is too long, are refused by a page in both languages, at the portal and at nginx', async () => {
  const client = browser();
  const refused = [
    [{ Cookie: `rest=${'x'.repeat(20_000)}` }, ['清除本網站的 Cookie', 'Clear this site’s cookies']],
    [{ Cookie: `rest=${'x'.repeat(40_000)}` }, ['清除本網站的 Cookie', '<p lang="en">Your browser sent more cookies']],
  ] as const;
  for (const [headers, sentences] of refused) {
    const { status, body, headers: answered } = await client.get('/mailboxes', headers);
    expect(status).toBe(431);
    expect(answered['content-type']).toContain('text/html; charset=utf-8');
    for (const sentence of sentences) expect(body).toContain(sentence);
  }
  for (const length of [20_000, 40_000]) {
    const { status, body } = await client.get(`/campus?token=${'x'.repeat(length)}`);
    expect(status).toBe(414);
    for (const sentence of ['這個網址太長', 'This address is too long']) expect(body).toContain(sentence);
  }
});
