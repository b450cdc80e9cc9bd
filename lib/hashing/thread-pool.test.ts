import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { afterAll, expect, onTestFinished, test } from 'vitest';
import { createThreadPool, type ThreadPoolOptions } from './thread-pool';

const folder = mkdtempSync(join(tmpdir(), 'thread-pool-'));
afterAll(() => rmSync(folder, { recursive: true }));

function bodyOf(name: string, source: string): URL {
  const file = join(folder, `${name}.mjs`);
  writeFileSync(file, source);
  return pathToFileURL(file);
}

/** A thread that hangs, dies, throws, dawdles, or answers, as it is asked. */
const OBEDIENT = bodyOf(
  'obedient',
  `export default async (question) => {
    if (question === 'hang') for (;;);
    if (question === 'die') process.exit(1);
    if (question.startsWith('throw')) throw new Error(question);
    if (question === 'dawdle') return new Promise((answer) => setTimeout(() => answer({ late: true }), 100));
    return { good: true };
  };`,
);

function obedientPool(options: Partial<ThreadPoolOptions> = {}) {
  const made = createThreadPool<string, object>({ body: OBEDIENT, ...options });
  onTestFinished(() => made.close());
  return made;
}

test('A64 a question that takes too long is given up, and the next is measured by another thread', async () => {
  const obedient = obedientPool({ limitMs: 1_000 });
  const hanging = obedient.ask('hang');
  const next = obedient.ask('good');
  expect(await hanging).toBe('busy');
  expect(await next).toMatchObject({ good: true });
});

test('an answer that came while the event loop was busy counts, however long that was', async () => {
  const obedient = obedientPool({ limitMs: 1_000 });
  await obedient.ask('good');
  const dawdling = obedient.ask('dawdle');
  for (const end = performance.now() + 1_500; performance.now() < end; );
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

test('beyond the queue a question is answered "busy" at once', async () => {
  const obedient = obedientPool({ maxWaiting: 1 });
  await obedient.ask('good');
  const dawdling = obedient.ask('dawdle');
  const waiting = obedient.ask('good');
  expect(await obedient.ask('good')).toBe('busy');
  expect(await dawdling).toMatchObject({ late: true });
  expect(await waiting).toMatchObject({ good: true });
});

test('two threads work on two questions at once', async () => {
  const obedient = obedientPool({ threads: 2, limitMs: 60_000 });
  let hasEnded = false;
  const hanging = obedient.ask('hang').finally(() => {
    hasEnded = true;
  });
  const failure = expect(hanging).rejects.toThrow('A computation failed');
  expect(await obedient.ask('good')).toMatchObject({ good: true });
  expect(hasEnded).toBe(false);
  await obedient.close();
  await failure;
});

test('a thread that cannot start fails the questions that it is given, and is not started without end', async () => {
  const broken = obedientPool({ body: bodyOf('broken', 'throw new Error("no beginning");') });
  await expect(broken.ask('good')).rejects.toThrow('could not start');
  await expect(broken.ask('good')).rejects.toThrow('could not start');
});

test('closing fails what still waits, and takes no more', async () => {
  const closing = obedientPool();
  const waiting = [closing.ask('hang'), closing.ask('good')];
  const settled = Promise.allSettled(waiting);
  await closing.close();
  expect((await settled).map(({ status }) => status)).toEqual(['rejected', 'rejected']);
  await expect(closing.ask('good')).rejects.toThrow('closed');
});
