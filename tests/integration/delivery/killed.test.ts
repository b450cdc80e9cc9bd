import { createServer, request as httpRequest } from 'node:http';
import type { AddressInfo } from 'node:net';
import { text } from 'node:stream/consumers';
import { expect, test } from 'vitest';
import { seconds } from '@/lib/clock';
import { cast, newPassword } from '../../cast/cast';
import { imapLogin } from '../../support/imap-client';
import { isNewestInForce } from '../../support/is-newest-in-force';
import { ownCampus } from '../../support/own-campus';
import { type ProductionProcess, startWorkerProcess } from '../../support/production-process';
import { until } from '../../support/until';
import { atTheEnd } from '../../support/world';

/** A proxy before a mail server's doveadm that reports each step of a flush. */
async function markedNode(url: string) {
  let at: (step: 'asked' | 'done') => void = () => {};
  const server = createServer(async (request, response) => {
    const body = await text(request);
    const isFlush = body.includes('authCacheFlush');
    if (isFlush) at('asked');
    const onward = httpRequest(new URL(request.url ?? '/', url), {
      method: request.method,
      headers: request.headers,
    });
    onward.on('response', async (answer) => {
      const answered = await text(answer);
      if (isFlush) at('done');
      response.writeHead(answer.statusCode ?? 500, answer.headers).end(answered);
    });
    onward.on('error', () => response.destroy());
    onward.end(body);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  atTheEnd(async () => {
    server.closeAllConnections();
    server.close();
  });
  const { port } = server.address() as AddressInfo;
  return {
    url: `http://127.0.0.1:${port}`,
    onStep: (act: typeof at) => {
      at = act;
    },
  };
}

test.each([
  ['before the mail server has flushed anything', 'asked'],
  ['when it has, and before that is written down', 'done'],
] as const)('A85 a worker that is killed %s loses nothing', async (_, step) => {
  const campus = await ownCampus();
  const { linXia } = await cast(campus.own.runtime);
  const node = await markedNode(campus.dovecot.doveadm.url);
  const throughNode = { ...campus.settings, DOVEADM_URLS: node.url };
  const next = newPassword();
  let worker: ProductionProcess | undefined;
  let kills = 0;
  node.onStep((reached) => {
    if (reached !== step || kills > 0) return;
    kills += 1;
    worker?.kill('SIGKILL');
  });
  await linXia.sets(next);
  worker = startWorkerProcess(campus.own, throughNode);
  await worker.ended;
  expect(kills).toBe(1);
  expect(await isNewestInForce(campus.own, linXia.address)).toBe(false);

  startWorkerProcess(campus.own, throughNode);
  await until('the next worker has delivered it', () => isNewestInForce(campus.own, linXia.address), seconds(30));
  expect((await imapLogin(campus.dovecot.imap, linXia.address, next)).ok).toBe(true);
  expect((await imapLogin(campus.dovecot.imap, linXia.address, linXia.password)).ok).toBe(false);
});
