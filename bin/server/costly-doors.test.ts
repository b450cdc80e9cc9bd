import { once } from 'node:events';
import { createServer, request, type Server, type ServerResponse } from 'node:http';
import { type AddressInfo, connect } from 'node:net';
import { expect, onTestFinished, test } from 'vitest';
import { until } from '@/tests/support/until';
import { createCostlyDoors } from './costly-doors';

const CHANGE = '/mailboxes/linxia@mx.test/password';

/** A server that answers nothing by itself: who has come in stays until the test lets them out. */
async function serverWithDoors(size: { inside: number; waiting: number; waitingMs?: number }) {
  const doorOf = createCostlyDoors(size);
  const inside: { url: string; response: ServerResponse }[] = [];
  const server: Server = createServer(async (asked, response) => {
    const outcome = await doorOf(asked).enter(asked, response);
    if (outcome === 'busy') return void response.writeHead(503).end();
    if (outcome === 'entered') inside.push({ url: asked.url ?? '', response });
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  onTestFinished(() => {
    server.closeAllConnections();
    server.close();
  });

  function send(url: string, method = 'POST') {
    const sent = request({ port, host: '127.0.0.1', path: url, method });
    const answer = new Promise<number>((resolve, reject) => {
      sent.once('response', (response) => resolve(response.resume().statusCode ?? 0));
      sent.once('error', reject);
    });
    answer.catch(() => {});
    sent.end(method === 'POST' ? 'next=x' : undefined);
    return { answer, giveUp: () => sent.destroy() };
  }
  return { port, send, inside: (url: string) => inside.filter((one) => one.url === url) };
}

const letOut = ({ response }: { response: ServerResponse }) => response.end();

test('A94 so many changes are let in at once, the others in their turn, and who comes beyond is told so at once', async () => {
  const { send, inside } = await serverWithDoors({ inside: 2, waiting: 1 });
  const sent = [send(CHANGE), send(CHANGE)];
  await until('two are in', () => inside(CHANGE).length === 2);
  const answers: number[] = [];
  for (const { answer } of [send(CHANGE), send(CHANGE), send(CHANGE)])
    void answer.then((status) => answers.push(status));
  await until('two are told', () => answers.length === 2);
  expect(answers).toEqual([503, 503]);
  expect(inside(CHANGE)).toHaveLength(2);

  inside(CHANGE).forEach(letOut);
  await until('the one that waited is in', () => inside(CHANGE).length === 3);
  inside(CHANGE).forEach(letOut);
  await until('all are answered', () => answers.length === 3);
  expect(answers).toContain(200);
  expect(await Promise.all(sent.map(({ answer }) => answer))).toEqual([200, 200]);
});

test('A94 nobody waits for ever: who has not come in after a while is told to come again, and the next is let in', async () => {
  const { send, inside } = await serverWithDoors({ inside: 1, waiting: 2, waitingMs: 300 });
  send(CHANGE);
  await until('one is in', () => inside(CHANGE).length === 1);
  const inVain = send(`${CHANGE}?in-vain`);
  expect(await inVain.answer).toBe(503);
  inside(CHANGE).forEach(letOut);
  const next = send(`${CHANGE}?next`);
  await until('the next is in', () => inside(`${CHANGE}?next`).length === 1);
  inside(`${CHANGE}?next`).forEach(letOut);
  expect(await next.answer).toBe(200);
  expect(inside(`${CHANGE}?in-vain`)).toHaveLength(0);
});

test('A94 who signs in does not wait for those who change, nor does anybody for a page', async () => {
  const { send, inside } = await serverWithDoors({ inside: 1, waiting: 1 });
  send(CHANGE);
  await until('a change is in', () => inside(CHANGE).length === 1);
  send('/login');
  send('/api/auth/callback/mailbox-password');
  send(CHANGE, 'GET');
  send('/mailboxes', 'GET');
  await until('a page is in', () => inside('/mailboxes').length === 1);
  await until('the form is in', () => inside(CHANGE).length === 2);
  await until(
    'a sign-in is in',
    () => inside('/login').length + inside('/api/auth/callback/mailbox-password').length === 1,
  );
});

test('A94 while pages are asked for one change goes in after the other', async () => {
  const { send, inside } = await serverWithDoors({ inside: 3, waiting: 3 });
  send('/mailboxes', 'GET');
  await until('a page is in', () => inside('/mailboxes').length === 1);
  send(CHANGE);
  await until('a change is in', () => inside(CHANGE).length === 1);
  const others = [send(CHANGE), send(CHANGE)];
  // An answer of the server shows that it has seen what was sent before it.
  const seen = send('/mailboxes?seen', 'GET');
  await until('the server has seen them', () => inside('/mailboxes?seen').length === 1);
  expect(inside(CHANGE)).toHaveLength(1);

  inside(CHANGE).forEach(letOut);
  await until('the second is in', () => inside(CHANGE).length === 2);
  expect(inside(CHANGE)).toHaveLength(2);
  inside(CHANGE).forEach(letOut);
  await until('the third is in', () => inside(CHANGE).length === 3);
  inside(CHANGE).forEach(letOut);
  expect(await Promise.all(others.map(({ answer }) => answer))).toEqual([200, 200]);
  seen.giveUp();
});

test('A35 who sends slowly takes nobody’s place', async () => {
  const { port, send, inside } = await serverWithDoors({ inside: 1, waiting: 0 });
  const slow = connect(port, '127.0.0.1');
  onTestFinished(() => void slow.destroy());
  slow.write(`POST ${CHANGE}?slow HTTP/1.1\r\nHost: portal.test\r\nContent-Length: 6\r\n\r\nnex`);
  const quick = send(CHANGE);
  await until('the quick one is in', () => inside(CHANGE).length === 1);
  inside(CHANGE).forEach(letOut);
  expect(await quick.answer).toBe(200);
  slow.write('t=x');
  await until('the slow one is in', () => inside(`${CHANGE}?slow`).length === 1);
});

test('who does not wait for their turn leaves it to the next', async () => {
  const { send, inside } = await serverWithDoors({ inside: 1, waiting: 2 });
  send(CHANGE);
  await until('one is in', () => inside(CHANGE).length === 1);
  const impatient = send(`${CHANGE}?impatient`);
  const patient = send(`${CHANGE}?patient`);
  impatient.giveUp();
  inside(CHANGE).forEach(letOut);
  await until('the patient one is in', () => inside(`${CHANGE}?patient`).length === 1);
  inside(`${CHANGE}?patient`).forEach(letOut);
  expect(await patient.answer).toBe(200);
  expect(inside(`${CHANGE}?impatient`)).toHaveLength(0);
});
