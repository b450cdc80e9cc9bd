import { expect, onTestFinished, test } from 'vitest';
import { createThreadPool, type ThreadPoolOptions } from './thread-pool';

/** A thread that obeys each question: it hangs, dies, throws, delays, or answers. */
const OBEDIENT = new URL(
  `data:text/javascript,${encodeURIComponent(`
  import { parentPort } from 'node:worker_threads';
  parentPort.on('message', (question) => {
    if (question === 'hang') for (;;);
    if (question === 'die') process.exit(1);
    if (question.startsWith('throw')) throw new Error(question);
    if (question === 'dawdle') return setTimeout(() => parentPort.postMessage({ late: true }), 100);
    parentPort.postMessage({ good: true });
  });
  parentPort.postMessage('ready');
`)}`,
);

function obedientPool(options: Partial<ThreadPoolOptions> = {}) {
  const made = createThreadPool<string, object>({ body: OBEDIENT, ...options });
  onTestFinished(() => made.close());
  return made;
}

test('A64 a question that exceeds the time limit is given up, and another thread answers the next', async () => {
  const obedient = obedientPool({ limitMs: 200 });
  const hanging = obedient.ask('hang');
  const next = obedient.ask('good');
  expect(await hanging).toBe('busy');
  expect(await next).toMatchObject({ good: true });
});

test('an answer that arrived while the event loop was blocked counts, however long that was', async () => {
  const obedient = obedientPool({ limitMs: 300 });
  await obedient.ask('good');
  const dawdling = obedient.ask('dawdle');
  for (const end = performance.now() + 600; performance.now() < end; );
  expect(await dawdling).toMatchObject({ late: true });
});

test('a thread that dies is replaced, and only its own call fails', async () => {
  const obedient = obedientPool();
  const [dead, alive] = await Promise.allSettled([obedient.ask('die'), obedient.ask('good')]);
  expect(dead.status).toBe('rejected');
  expect(alive).toMatchObject({ status: 'fulfilled', value: { good: true } });
});

test('A80 what a thread throws about a password is not passed on', async () => {
  const error = await obedientPool()
    .ask('throw lantern-otter')
    .catch((reason: unknown) => reason);
  expect(error).toBeInstanceOf(Error);
  expect(error).not.toHaveProperty('cause');
  expect(String(error)).not.toContain('otter');
});

test('a question that finds the queue full gets busy at once', async () => {
  const obedient = obedientPool({ maxWaiting: 1 });
  await obedient.ask('good');
  const dawdling = obedient.ask('dawdle');
  const waiting = obedient.ask('good');
  expect(await obedient.ask('good')).toBe('busy');
  expect(await dawdling).toMatchObject({ late: true });
  expect(await waiting).toMatchObject({ good: true });
});

test('two threads work on two questions at once', async () => {
  const obedient = obedientPool({ threads: 2 });
  await Promise.all([obedient.ask('dawdle'), obedient.ask('dawdle')]);
  const order: string[] = [];
  await Promise.all([
    obedient.ask('dawdle').then(() => order.push('slow')),
    obedient.ask('good').then(() => order.push('quick')),
  ]);
  expect(order).toEqual(['quick', 'slow']);
});

test('a thread that cannot start fails the calls that wait for it, with the reason, and is tried again later', async () => {
  const broken = obedientPool({ body: new URL('data:text/javascript,throw new Error("no beginning")') });
  const failure = { cause: expect.objectContaining({ message: 'no beginning' }) };
  await expect(broken.ask('good')).rejects.toMatchObject(failure);
  await expect(broken.ask('good')).rejects.toMatchObject(failure);
});

test('a thread that never reports ready is given up', async () => {
  const silent = obedientPool({ body: new URL('data:text/javascript,setInterval(() => {}, 1000)'), startLimitMs: 300 });
  await expect(silent.ask('good')).rejects.toThrow('did not start');
});

test('close() rejects waiting questions and accepts no more', async () => {
  const closing = obedientPool();
  const waiting = [closing.ask('hang'), closing.ask('good')];
  const settled = Promise.allSettled(waiting);
  await closing.close();
  expect((await settled).map(({ status }) => status)).toEqual(['rejected', 'rejected']);
  await expect(closing.ask('good')).rejects.toThrow('closed');
});
