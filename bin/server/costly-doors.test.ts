import { once } from 'node:events';
import { createServer, type IncomingMessage, request, type Server, type ServerResponse } from 'node:http';
import { type AddressInfo, connect } from 'node:net';
import { text } from 'node:stream/consumers';
import { expect, onTestFinished, test } from 'vitest';
import { until } from '@/tests/support/until';
import { createCostlyDoors, type SentAway } from './costly-doors';

const CHANGE = '/mailboxes/linxia@mx.test/password';

/** A server that answers nothing by itself: who has come in stays until the test lets them out. */
async function serverWithDoors(size: { inside: number; waiting: number; waitingMs?: number }) {
  const doorOf = createCostlyDoors(size);
  const inside: { url: string; response: ServerResponse }[] = [];
  const server: Server = createServer(async (asked, response) => {
    const entry = await doorOf(asked).enter(asked, response);
    if (entry.outcome === 'busy') return void response.writeHead(503).end(JSON.stringify(entry));
    if (entry.outcome === 'entered') inside.push({ url: asked.url ?? '', response });
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  onTestFinished(() => {
    server.closeAllConnections();
    server.close();
  });

  /** @param turn as it was told to who was sent away */
  function send(url: string, method = 'POST', turn?: string) {
    const headers = turn ? { cookie: `theme=dark; portal_turn=${turn}` } : {};
    const sent = request({ port, host: '127.0.0.1', path: url, method, headers });
    const response = new Promise<IncomingMessage>((resolve, reject) => {
      sent.once('response', resolve);
      sent.once('error', reject);
    });
    const answer = response.then((one) => one.statusCode ?? 0);
    answer.catch(() => {});
    /** What somebody was told who was not let in. */
    const sentAway = async () => JSON.parse(await text(await response)) as SentAway;
    sent.end(method === 'POST' ? 'next=x' : undefined);
    return { answer, sentAway, giveUp: () => sent.destroy() };
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

test('A94 who was sent away has a turn: it says how many are before them, and nobody who comes later is let in instead', async () => {
  const { send, inside } = await serverWithDoors({ inside: 1, waiting: 2 });
  const sent = [send(CHANGE), send(`${CHANGE}?1`), send(`${CHANGE}?2`)];
  await until('one is in', () => inside(CHANGE).length === 1);
  const first = await send(CHANGE).sentAway();
  const second = await send(CHANGE).sentAway();
  expect([first.ahead, second.ahead]).toEqual([3, 4]);
  for (const { comeAgainInMs } of [first, second]) {
    expect(comeAgainInMs).toBeGreaterThanOrEqual(5_000);
    expect(comeAgainInMs).toBeLessThanOrEqual(120_000);
  }

  inside(CHANGE).forEach(letOut);
  await until('the next is in', () => inside(`${CHANGE}?1`).length === 1);
  // One place is free, and is kept for those who were here before.
  const later = await send(CHANGE).sentAway();
  expect(later.ahead).toBe(4);
  expect(await send(CHANGE, 'POST', second.turn).answer).toBe(503);
  const back = send(`${CHANGE}?back`, 'POST', first.turn);
  inside(`${CHANGE}?1`).forEach(letOut);
  await until('the one after it is in', () => inside(`${CHANGE}?2`).length === 1);
  inside(`${CHANGE}?2`).forEach(letOut);
  await until('the one who was sent away is in', () => inside(`${CHANGE}?back`).length === 1);
  inside(`${CHANGE}?back`).forEach(letOut);
  expect(await back.answer).toBe(200);
  expect(await sent[0]?.answer).toBe(200);
});

test('A94 a turn is good once', async () => {
  const { send, inside } = await serverWithDoors({ inside: 1, waiting: 0 });
  send(CHANGE);
  await until('one is in', () => inside(CHANGE).length === 1);
  const { turn } = await send(CHANGE).sentAway();
  inside(CHANGE).forEach(letOut);
  const back = send(`${CHANGE}?back`, 'POST', turn);
  await until('they are in', () => inside(`${CHANGE}?back`).length === 1);
  const again = await send(CHANGE, 'POST', turn).sentAway();
  expect(again.turn).not.toBe(turn);
  inside(`${CHANGE}?back`).forEach(letOut);
  expect(await back.answer).toBe(200);
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
