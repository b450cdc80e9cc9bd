import { existsSync, readFileSync } from 'node:fs';
import { connect } from 'node:net';
import { join } from 'node:path';
import { beforeAll, expect, test } from 'vitest';
import { minutes } from '@/lib/clock';
import { SECURITY_EVENTS } from '@/lib/security-events';
import { cast, newPassword } from '../../cast/cast';
import { HttpClient, hiddenFields, postAsMember } from '../../support/http-client';
import { sendLoginForm } from '../../support/login-form';
import { type OwnCampus, ownCampus } from '../../support/own-campus';
import { type ProductionProcess, serversOf } from '../../support/production-process';
import { signInOverHttp } from '../../support/sign-in-over-http';
import { until } from '../../support/until';
import { anonymousContext } from '../../support/world';

/** The server log, for any client: every line is a record, and every refused try has one. */
let campus: OwnCampus;
let baseUrl: string;
let portal: ProductionProcess;

const HEALTH_TOKEN = 'a token of the tests, which is long enough';
const PRELOADED = { NODE_OPTIONS: `--require ${join(import.meta.dirname, '../../support/write-output.cjs')}` };

beforeAll(async () => {
  campus = await ownCampus();
  const settings = { ...campus.settings, ...PRELOADED, HEALTH_TOKEN, LOG_LEVEL: 'debug' };
  const servers = await serversOf(campus.own, { count: 1, settings });
  [baseUrl = ''] = servers.baseUrls;
  portal = servers.start(baseUrl);
  await portal.isUp();
}, minutes(3));

interface LogRecord {
  level: number;
  time: string;
  msg: string;
  [field: string]: unknown;
}

/** @throws SyntaxError for a line that is not a record */
function records(): LogRecord[] {
  const lines = portal.output().split('\n').slice(0, -1);
  const read = lines.map((line) => JSON.parse(line) as LogRecord);
  for (const record of read) {
    expect(record, JSON.stringify(record)).toMatchObject({ level: expect.any(Number), time: expect.any(String) });
  }
  return read;
}

/** The security events that an act writes to the log. */
async function eventsOf(act: () => Promise<unknown>): Promise<LogRecord[]> {
  const before = records().length;
  await act();
  return records()
    .slice(before)
    .filter(({ event }) => event !== undefined);
}

async function countOf(event: string, reason: string): Promise<number> {
  const client = new HttpClient(baseUrl);
  const { body } = await client.get('/metrics', { Authorization: `Bearer ${HEALTH_TOKEN}` });
  const line = body.split('\n').find((one) => one.includes(`{event="${event}",reason="${reason}"}`));
  return Number(line?.split(' ').at(-1));
}

/** A client at 192.0.2.1, which is neither a trusted proxy nor this machine. */
const fromAfar = () => client({ 'X-Forwarded-For': '192.0.2.1' });

const client = (headers = {}) => new HttpClient(baseUrl, { headers: { 'Accept-Language': 'en', ...headers } });

test('A112 output of libraries and of Node itself becomes log records, and forges none', async () => {
  await client().get('/_next/image?url=/x%0A%7B%22level%22%3A50%7D%0A&w=640&q=75');
  await client().get('/%0A%7B%22level%22%3A50%2C%22msg%22%3A%22forged%22%7D');
  await client().post('/login', [], { 'Next-Action': '{"level":50,"msg":"forged"}' });
  process.kill(portal.pid, 'SIGUSR2');
  await until('the server has written everything', () => portal.output().includes('that was all'));
  const read = records();
  const output = read.map(({ msg }) => msg);
  expect(output).not.toContain('forged');
  for (const text of [
    'while it is loaded',
    'said',
    'complained',
    'in bytes',
    'console log',
    'console error',
    'warned',
    'in a thread',
  ]) {
    expect(
      output.filter((msg) => msg.startsWith(`${text}\n`)),
      text,
    ).toHaveLength(1);
  }
  // An error passed to the console keeps its cause, and none of the values of its query.
  expect(read.find(({ msg }) => msg === 'failed:')?.err).toMatchObject({ message: 'deadlock' });
  expect(portal.output()).not.toContain('canary');
  expect(read.filter(({ level }) => level >= 50)).toEqual([]);
});

test('A113 each refused try writes one event with its reason and reference, and is counted', async () => {
  const { linXia, chouTzuYuan } = await cast(campus.own.runtime);
  const ctx = await anonymousContext({ runtime: campus.own.runtime });
  const wrong = newPassword();
  const inside = await signInOverHttp(linXia, baseUrl);
  const typedByMistake = newPassword();
  const signIn = (address: string) => () => sendLoginForm(ctx, client(), { address, password: wrong });
  const cases: [event: string, reason: string, act: () => Promise<unknown>, detail: object][] = [
    ['sign_in.failed', 'wrong_password', signIn(linXia.address), { account: linXia.address }],
    [
      'sign_in.failed',
      'unknown_account',
      signIn(typedByMistake),
      { accountHash: expect.stringMatching(/^[\w-]{22}$/) },
    ],
    ['captcha.failed', 'missing', () => postLogin({ account: linXia.address, password: wrong }), {}],
    [
      'access.denied',
      'mailbox',
      () => inside.get(`/mailboxes/${chouTzuYuan.address}/password`),
      { number: linXia.person.number, account: chouTzuYuan.address },
    ],
    [
      'access.denied',
      'unknown_mailbox',
      () => inside.get(`/mailboxes/${encodeURIComponent(typedByMistake)}/password`),
      { accountHash: expect.any(String) },
    ],
    ['access.denied', 'unknown_mailbox', () => inside.get('/mailboxes/a%00b/password'), {}],
    ['access.denied', 'health_token', () => fromAfar().get('/metrics', { Authorization: 'Bearer a guess' }), {}],
    [
      'access.denied',
      'session',
      () => postAsMember(inside, '/sessions/end', [['session', '00000000-0000-4000-8000-000000000000']]),
      {},
    ],
    [
      'session.address_mismatch',
      'address_changed',
      () => elsewhere(inside).get('/mailboxes'),
      { before: '127.0.0.1', now: '127.0.0.9', number: linXia.person.number },
    ],
    ['link.refused', 'campus_link.not_authentic', () => client().get('/campus?token=canary-of-a-link'), {}],
    ['link.refused', 'not_me.link_unknown', () => client().get('/not-me/canary-of-a-link'), {}],
    [
      'link.refused',
      'contact_address.link_unknown',
      () => client().get('/contact-addresses/confirm/canary-of-a-link'),
      {},
    ],
    [
      'request.foreign_origin',
      'foreign',
      () => inside.post('/sign-out', [], { Origin: 'https://evil.example' }),
      { origin: 'https://evil.example' },
    ],
    ['request.refused', 'wrong_host', () => client().get('/', { Host: 'evil.example' }), { host: 'evil.example' }],
    ['request.refused', 'too_large', () => client().post('/login', [['x', 'y'.repeat(20_000)]]), {}],
    ['request.refused', 'malformed', () => client().send('DELETE', '/', {}), { method: 'DELETE' }],
    ['request.refused', 'framework_route', () => client().get('/_next/image?url=%2Fcaptcha&w=640&q=75'), {}],
    ['form.refused', 'csrf', () => client().post('/api/auth/callback/mailbox-password', [['password', wrong]]), {}],
    ['form.refused', 'malformed', () => inside.post('/sessions/end', [['session', 'none']]), {}],
  ];
  for (const [event, reason, act, detail] of cases) {
    const counted = await countOf(event, reason);
    const left = await eventsOf(act);
    expect(left, `${event} ${reason}`).toEqual([
      expect.objectContaining({
        level: 40,
        event,
        reason,
        reference: expect.stringMatching(/^\w{4}-\w{4}$/),
        ...detail,
      }),
    ]);
    expect(await countOf(event, reason), `${event} ${reason}`).toBe(counted + 1);
  }
  for (const secret of [wrong, typedByMistake, 'canary-of-a-link']) expect(portal.output()).not.toContain(secret);
  expect(records().filter(({ level }) => level >= 50)).toEqual([]);
  expect(await countOf('sign_in.failed', 'no_holder')).toBe(0);

  // Every event is documented for operators.
  const documentation = readFileSync('docs/operations.md', 'utf8');
  for (const event of Object.keys(SECURITY_EVENTS)) expect(documentation).toContain(`\`${event}\``);
});

/** The login form without its captcha's answer. */
async function postLogin(fields: Record<string, string>): Promise<void> {
  const browser = client();
  const hidden = hiddenFields((await browser.get('/login')).body);
  await browser.postMultipart('/login', [...hidden, ...Object.entries({ domain: '', digits: '', ...fields })]);
}

/** The same browser at another address. */
function elsewhere(browser: HttpClient): HttpClient {
  const there = new HttpClient(baseUrl, { from: '127.0.0.9' });
  for (const [name, value] of browser.cookies) there.cookies.set(name, value);
  return there;
}

test('A113 a throttled try is an event too, with the account if there is one', async () => {
  const { linXia } = await cast(campus.own.runtime);
  const ctx = await anonymousContext({ runtime: campus.own.runtime });
  const left = await eventsOf(async () => {
    for (let tries = 0; tries < 8; tries += 1) {
      await sendLoginForm(ctx, client(), { address: linXia.address, password: newPassword() });
    }
  });
  const throttled = left.filter(({ event }) => event === 'throttle.refused');
  expect(throttled.length).toBeGreaterThan(0);
  expect(throttled[0]).toMatchObject({ reason: 'wait', account: linXia.address, seconds: expect.any(Number) });
});

test('A117 the framework’s own routes are closed, and an action is accepted only at its own page', async () => {
  const browser = client();
  const page = (await browser.get('/login')).body;
  const [, picture = ''] = /(\/captcha\/[^"]+\/picture)/.exec(page) ?? [];
  expect((await browser.get(picture)).status).toBe(200);
  for (const path of [
    `/_next/image?url=${encodeURIComponent(picture)}&w=640&q=75`,
    `/_next/../_next/image?url=${encodeURIComponent(picture)}&w=640&q=75`,
    `/%5Fnext/image?url=${encodeURIComponent(picture)}&w=640&q=75`,
    `//_next/image?url=${encodeURIComponent(picture)}&w=640&q=75`,
    '/_next/data/build/login.json',
    '/_next/server/middleware.js',
    '/_next',
    '/_error',
    '/_not-found',
    '/_global-error',
    '/404',
    '/500',
  ]) {
    const { status, headers, body } = await browser.get(path);
    expect([400, 404], path).toContain(status);
    expect(headers['content-type'], path).toContain('text/html');
    expect(body, path).toContain('Reference');
  }
  const action = JSON.parse(readFileSync('.next/server/server-reference-manifest.json', 'utf8')) as {
    node: Record<string, unknown>;
  };
  expect(existsSync('.next/cache/images')).toBe(false);
  const ids = Object.keys(action.node);
  expect(ids.length).toBeGreaterThan(0);
  for (const id of ids) {
    for (const path of [
      '/',
      '/campus',
      '/paper-form',
      '/announcements',
      '/%6Cogin',
      '/login/',
      '/request-refused',
      '/a/b',
    ]) {
      const { status } = await browser.post(path, [], { 'Next-Action': id });
      expect([400, 308], `${path} ${id}`).toContain(status);
    }
    // A request of the framework to itself: it would come from the server's own address.
    const { status } = await browser.post('/login', [], { 'Next-Action': id, 'X-Action-Forwarded': '1' });
    expect(status).toBe(400);
  }
});

test('A33 every response forbids content type sniffing: pages, files, refusals, and the server’s own error responses', async () => {
  const browser = client();
  const page = (await browser.get('/login')).body;
  const files = [...page.matchAll(/(\/_next\/static\/[^"\\]+\.(?:js|css))/g)].map(([, file = '']) => file);
  expect(files.length).toBeGreaterThan(1);
  const answers = [
    ...(await Promise.all(files.slice(0, 3).map((file) => browser.get(file)))),
    ...(await Promise.all(
      [
        '/',
        '/mark.svg',
        '/favicon.ico',
        '/nowhere',
        '/healthz',
        '/metrics',
        '/_next/static/none.js',
        '/portal/login.cgi',
        '/login/',
      ].map((path) => browser.get(path)),
    )),
    await browser.get('/', { Host: 'evil.example' }),
    await browser.send('DELETE', '/', {}),
    await browser.post('/login', [], { 'Next-Action': 'none' }),
    await browser.post('/sign-out', [], { Origin: 'https://evil.example' }),
  ];
  for (const { status, headers } of answers) expect(headers['x-content-type-options'], `${status}`).toBe('nosniff');
  expect(await rawAnswer('GET / HTTP/1.1\r\nbroken\r\n\r\n')).toMatch(/^x-content-type-options: nosniff\r$/im);
});

/** The server's response to bytes that are not an HTTP request. */
function rawAnswer(bytes: string): Promise<string> {
  const { hostname, port } = new URL(baseUrl);
  return new Promise((resolve, reject) => {
    let output = '';
    const socket = connect(Number(port), hostname, () => socket.write(bytes));
    socket.on('data', (data) => {
      output += data;
    });
    socket.once('close', () => resolve(output));
    socket.once('error', reject);
  });
}

test('A112 an uncaught error is one record of level 60, and the program ends', async () => {
  process.kill(portal.pid, 'SIGUSR2');
  expect(await portal.ended).toBe(1);
  const fatal = records().filter(({ level }) => level === 60);
  expect(fatal).toHaveLength(1);
  expect(fatal[0]?.err).toMatchObject({ message: expect.stringMatching(/^thrown\n/) });
});
