import { once } from 'node:events';
import { createServer } from 'node:http';
import { type AddressInfo, connect } from 'node:net';
import { expect, onTestFinished, test } from 'vitest';
import { type Config, type DemoPlatform, demoConfig, readEnvironment } from '@/lib/config/config';
import { createLog } from '@/lib/log';
import { countingMetrics } from '@/tests/support/counting-metrics';
import { serveRequests } from './serve-requests';
import { MOST_HEADER_BYTES } from './unreadable-request';

/** A portal with a stub for its pages. */
async function portal(): Promise<{ origin: string; port: number }> {
  const server = createServer({ maxHeaderSize: MOST_HEADER_BYTES });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  const origin = `http://127.0.0.1:${port}`;
  const { campus } = demoConfig(readEnvironment({}), {} as DemoPlatform);
  const config = { origins: [origin], trustedProxies: [] as const, campus } as unknown as Config;
  const metrics = countingMetrics();
  serveRequests(
    server,
    { config, log: createLog('silent'), metrics },
    async (_, response) => void response.end('a page'),
  );
  onTestFinished(() => {
    server.close();
    server.closeAllConnections();
  });
  return { origin, port };
}

const cookies = (bytes: number) => `portal_language=en; rest=${'x'.repeat(bytes - 27)}`;

/** Sends these bytes and reads until the server hangs up. */
async function send(port: number, bytes: string): Promise<string> {
  const socket = connect(port, '127.0.0.1').setEncoding('utf8');
  let received = '';
  socket.on('data', (text) => {
    received += text;
  });
  socket.write(bytes);
  await once(socket, 'close', { signal: AbortSignal.timeout(10_000) });
  return received;
}

function expectBothLanguages(page: string): void {
  expect(page).toContain('請清除本網站的 Cookie');
  expect(page).toContain('Clear this site’s cookies');
  expect(page).toMatch(/>[2-9A-Z]{4}-[2-9A-Z]{4}</);
  expect(page).toContain('參考編號：<');
  expect(page).toContain('Reference: <');
}

test.each([
  ['one header', (bytes: number) => [['Cookie', cookies(bytes)]] as [string, string][]],
  ['several headers', (bytes: number) => [1, 2, 3, 4].map(() => ['Cookie', cookies(bytes / 4)] as [string, string])],
])('A35 20 KB of cookies in %s get a page that says to clear them', async (_, headers) => {
  const { origin } = await portal();
  const tooMany = await fetch(`${origin}/mailboxes`, { headers: headers(20_000) });
  expect(tooMany.status).toBe(431);
  const page = await tooMany.text();
  expectBothLanguages(page);
  expect(page).toContain('<html lang="en">');
  expect(tooMany.headers.get('content-security-policy')).toContain("default-src 'none'");
  const many = await fetch(`${origin}/mailboxes`, { headers: headers(15_000) });
  expect([many.status, await many.text()]).toEqual([200, 'a page']);
});

test('A35 a header longer than Node reads gets the same page', async () => {
  const { port } = await portal();
  const answer = await send(port, `GET / HTTP/1.1\r\nHost: x\r\nCookie: ${'x'.repeat(300_000)}\r\n\r\n`);
  expect(answer).toMatch(/^HTTP\/1\.1 431 Request Header Fields Too Large\r\n/);
  expect(answer).toMatch(/\r\nConnection: close\r\n/);
  expectBothLanguages(answer);
});

test('A35 an address that is too long gets a page that says so', async () => {
  const { origin } = await portal();
  const answer = await fetch(`${origin}/campus?token=${'x'.repeat(17_000)}`);
  expect(answer.status).toBe(414);
  expect(await answer.text()).toMatch(/這個網址太長[\s\S]*This address is too long/);
});

test('A35 bytes that are no HTTP get a page too', async () => {
  const { port } = await portal();
  const answer = await send(port, 'GET / HTTP/1.1\r\nHost x\r\n\r\n');
  expect(answer).toMatch(/^HTTP\/1\.1 400 Bad Request\r\n/);
  expect(answer).toMatch(/送出的資料不完整或格式不正確[\s\S]*not in the right form/);
});
