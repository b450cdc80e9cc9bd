import { once } from 'node:events';
import { createServer, type ServerResponse } from 'node:http';
import { type AddressInfo, connect } from 'node:net';
import { expect, onTestFinished, test } from 'vitest';
import { requestScope } from '@/app/_web/request-scope';
import { type Config, type DemoPlatform, demoConfig, readEnvironment } from '@/lib/config/config';
import { countingMetrics } from '@/tests/support/counting-metrics';
import { readableLog } from '@/tests/support/readable-log';
import { until } from '@/tests/support/until';
import { serveRequests } from './serve-requests';

const CHANGE = '/mailboxes/linxia@mx.test/password';

/** A portal with a stub for its pages: one change is in flight until the test ends, and every GET shows its refusal. */
async function portalWithOneChangeInFlight() {
  const server = createServer({ requireHostHeader: false });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const origin = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  const { campus } = demoConfig(readEnvironment({}), {} as DemoPlatform);
  const config = { origins: [origin], trustedProxies: [] as const, campus } as unknown as Config;
  const inFlight: ServerResponse[] = [];
  const { log, lines } = readableLog();
  // Security events are written at any level.
  log.level = 'error';
  serveRequests(server, { config, log, metrics: countingMetrics() }, async (request, response) => {
    // The framework adds a listener at its first request.
    server.on('upgrade', () => {});
    if (request.method === 'POST') inFlight.push(response);
    else response.end(JSON.stringify(requestScope().refusal));
  });
  const send = (headers: Record<string, string> = {}) =>
    fetch(`${origin}${CHANGE}`, {
      method: 'POST',
      body: new URLSearchParams({ next: 'x' }),
      headers: { Origin: origin, ...headers },
    });
  const first = send().catch(() => undefined);
  await until('a change is in flight', () => inFlight.length === 1);
  onTestFinished(async () => {
    inFlight[0]?.end();
    await first;
    server.close();
    server.closeAllConnections();
  });
  /** Sends these lines, and reads until the server hangs up. */
  async function sendLines(...head: string[]): Promise<string> {
    const socket = connect(Number(new URL(origin).port), '127.0.0.1').setEncoding('utf8');
    let received = '';
    socket.on('data', (text) => {
      received += text;
    });
    socket.write(`${[...head, 'Connection: close', '', ''].join('\r\n')}`);
    await once(socket, 'close', { signal: AbortSignal.timeout(10_000) });
    return received;
  }
  const recorded = () =>
    lines.map((line) => JSON.parse(line)).map(({ level, event, reason }) => [level, event, reason].join(' '));
  return { send, sendLines, recorded, host: new URL(origin).host };
}

test('A117 a request for another protocol passes the gate like any other', async () => {
  const { sendLines, recorded, host } = await portalWithOneChangeInFlight();
  const upgrade = ['Connection: Upgrade', 'Upgrade: websocket', 'Sec-WebSocket-Version: 13', 'Sec-WebSocket-Key: x'];
  const answer = await sendLines('GET / HTTP/1.1', `Host: ${host}`, ...upgrade);
  expect(answer).toMatch(/^HTTP\/1\.1 200 [\s\S]*X-Content-Type-Options: nosniff/);
  expect(recorded()).toEqual([]);
  const foreign = await sendLines('GET / HTTP/1.1', 'Host: elsewhere.example', ...upgrade);
  expect(foreign).toContain('request.wrong_host');
  const tunnel = await sendLines(`CONNECT ${host} HTTP/1.1`, `Host: ${host}`);
  expect(tunnel).toMatch(/^HTTP\/1\.1 400 [\s\S]*X-Content-Type-Options: nosniff[\s\S]*not in the right form/i);
  expect(recorded()).toEqual(['40 request.refused wrong_host', '40 request.refused malformed']);
});

test('A35 the gate answers a request without a host, and one with an expectation', async () => {
  const { sendLines, recorded, host } = await portalWithOneChangeInFlight();
  expect(await sendLines('GET / HTTP/1.1')).toContain('request.wrong_host');
  expect(recorded()).toEqual(['40 request.refused wrong_host']);
  expect(await sendLines('GET / HTTP/1.1', `Host: ${host}`, 'Expect: foo')).toMatch(/^HTTP\/1\.1 200 /);
});
