import { once } from 'node:events';
import { createServer } from 'node:http';
import { type AddressInfo, connect } from 'node:net';
import { expect, onTestFinished, test } from 'vitest';
import { type BodyVerdict, judgeBody } from './judge-body';

const URL_ENCODED = 'application/x-www-form-urlencoded';
const MULTIPART = 'multipart/form-data; boundary=B';

/** Sends a body in pieces. @returns the verdict, and the body that can still be read */
async function judged(type: string, body: string | Buffer, headers: Record<string, string> = {}) {
  let resolve: (judged: BodyVerdict & { body: Buffer }) => void = () => {};
  const outcome = new Promise<BodyVerdict & { body: Buffer }>((settle) => {
    resolve = settle;
  });
  const server = createServer(async (request, response) => {
    const verdict = await judgeBody(request);
    // As the framework does for a route handler.
    const forHandler = new Request('http://portal.test', { method: 'POST', body: request, duplex: 'half' } as object);
    resolve({ ...verdict, body: Buffer.from(await forHandler.arrayBuffer()) });
    response.end();
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  onTestFinished(() => {
    server.closeAllConnections();
    server.close();
  });
  const bytes = Buffer.from(body);
  const all = { Host: 'x', 'Content-Type': type, 'Content-Length': String(bytes.length), ...headers };
  const lines = Object.entries(all).map(([name, value]) => `${name}: ${value}\r\n`);
  const socket = connect((server.address() as AddressInfo).port, '127.0.0.1');
  socket.write(`POST / HTTP/1.1\r\n${lines.join('')}\r\n`);
  for (const piece of [bytes.subarray(0, 7), bytes.subarray(7)]) socket.write(piece);
  return outcome;
}

const part = (name: string, value: string, more = '') =>
  `--B\r\nContent-Disposition: form-data; name="${name}"${more}\r\n\r\n${value}\r\n`;
const end = '--B--\r\n';

test('A110 a form as browsers send it is accepted, and its body can still be read', async () => {
  const forms: [string, string][] = [
    [URL_ENCODED, 'token=a%2Bb&lang=%E4%B8%AD+x&empty=&bare&100%=1'],
    [`${URL_ENCODED}; charset=UTF-8`, 'token=中'],
    [MULTIPART, part('next', 'a\r\n--b\r\nname="next"') + part('confirm', '\uFFFD') + end],
    [MULTIPART, end],
  ];
  for (const [type, body] of forms) {
    const { isMalformed, callsAction, body: left } = await judged(type, body);
    expect([isMalformed, callsAction, left.toString()]).toEqual([false, false, body]);
  }
});

test('A110 a body of the greatest length is put back whole', async () => {
  const body = `token=${'x'.repeat(16 * 1024 - 6)}`;
  const { isMalformed, body: left } = await judged(URL_ENCODED, body);
  expect([isMalformed, left.length]).toEqual([false, 16 * 1024]);
});

test('a form calls an action by a field, or by the header of a script', async () => {
  const byField = await judged(MULTIPART, part('$ACTION_REF_1', '') + part('$ACTION_1:0', '{}') + end);
  expect(byField).toMatchObject({ isMalformed: false, callsAction: true });
  const byHeader = await judged('text/plain;charset=UTF-8', '["a"]', { 'Next-Action': '00' });
  expect(byHeader).toMatchObject({ isMalformed: false, callsAction: true });
});

test.each([
  ['a field twice', URL_ENCODED, 'next=a&next=b'],
  ['a field twice, spelled otherwise', URL_ENCODED, 'next=a&n%65xt=a'],
  ['a field twice', MULTIPART, part('next', 'a') + part('next', 'a') + end],
  ['an array', URL_ENCODED, 'next[]=a'],
  ['an array', URL_ENCODED, 'next%5B0%5D=a'],
  ['an array', MULTIPART, part('next[0]', 'a') + end],
  ['two actions', MULTIPART, part('$ACTION_ID_1', '') + part('$ACTION_REF_2', '') + end],
  ['a file', MULTIPART, part('next', 'a', '; filename="a"') + end],
  ['a file', MULTIPART, part('next', 'a', '\r\nContent-Type: application/octet-stream') + end],
  ['another charset in a part', MULTIPART, part('next', 'a', '\r\nContent-Type: text/plain; charset=utf-16le') + end],
  ['base64 in a part', MULTIPART, part('next', '/w==', '\r\nContent-Transfer-Encoding: base64') + end],
  ['another header', MULTIPART, `--B\r\nX: y\r\nContent-Disposition: form-data; name="next"\r\n\r\na\r\n${end}`],
  ['a form that does not end', MULTIPART, part('next', 'a')],
  ['something before it', MULTIPART, `x\r\n${part('next', 'a')}${end}`],
  ['something behind it', MULTIPART, `${part('next', 'a')}${end}x`],
  ['two boundaries', `${MULTIPART}; boundary=C`, part('next', 'a') + end],
  ['another charset', `${URL_ENCODED}; charset=big5`, 'next=a'],
  ['JSON', 'application/json', '{"next":["a"]}'],
  ['plain text', 'text/plain', 'next=a'],
  ['no type', '', 'next=a'],
  ['a byte order mark that would be removed', MULTIPART, part('next', '\uFEFFa') + end],
])('A110 %s is refused: %s %j', async (_what, type, body) => {
  expect((await judged(type, body)).isMalformed).toBe(true);
});

test.each([
  [URL_ENCODED, Buffer.from('next=a%FFb')],
  [URL_ENCODED, Buffer.from('next=%ED%A0%80')],
  [URL_ENCODED, Buffer.from('%C0%AF=a')],
  [URL_ENCODED, Buffer.from('next=\xA4\xA4', 'latin1')],
  [MULTIPART, Buffer.from(part('next', '\xA4\xA4\xA4\xE5') + end, 'latin1')],
  [MULTIPART, Buffer.from(part('\xA4', 'a') + end, 'latin1')],
])('A111 invalid UTF-8 is refused: %s %j', async (type, body) => {
  expect((await judged(type, body)).isMalformed).toBe(true);
});

test('A111 a body from a script is judged by the same rules', async () => {
  const call = { 'Next-Action': '00' };
  expect((await judged('text/plain;charset=UTF-8', Buffer.from('["\xFF"]', 'latin1'), call)).isMalformed).toBe(true);
  expect((await judged(MULTIPART, part('1_next', 'a') + part('1_next', 'b') + end, call)).isMalformed).toBe(true);
});
