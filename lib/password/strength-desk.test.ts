import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { afterAll, expect, onTestFinished, test } from 'vitest';
import { createStrengthMeter } from '@/lib/password/strength';
import { createStrengthDesk, type StrengthDeskOptions } from '@/lib/password/strength-desk';
import { loadStrengthDictionaries } from '@/lib/password/strength-dictionaries';

const desk = createStrengthDesk();
afterAll(() => desk.close());

/** A thread that obeys the password: it hangs, dies, throws, or says that all is good. */
const OBEDIENT = new URL(
  `data:text/javascript,${encodeURIComponent(`
  import { parentPort } from 'node:worker_threads';
  parentPort.on('message', ({ password }) => {
    if (password === 'hang') for (;;);
    if (password === 'die') process.exit(1);
    if (password.startsWith('throw')) throw new Error(password);
    if (password === 'dawdle') return setTimeout(() => parentPort.postMessage({ score: 3 }), 100);
    parentPort.postMessage({ score: 4, warning: null, suggestions: [] });
  });
  parentPort.postMessage('ready');
`)}`,
);

function obedientDesk(options: StrengthDeskOptions = {}) {
  const made = createStrengthDesk({ body: OBEDIENT, ...options });
  onTestFinished(() => made.close());
  return made;
}

test('A65 the thread measures what the browser measures, word for word', async () => {
  const browser = createStrengthMeter(await loadStrengthDictionaries());
  const words = ['linxia', 'a123456', 'nthu'];
  for (const password of [
    'lantern otter 78 rain',
    'LinXia nthu 1999',
    'qwertyuiopasdfgh',
    '1234567890qwerty',
    '密碼',
  ]) {
    expect(await desk.measure(password, words)).toEqual(browser.measure(password, words));
  }
});

test('A64 while hostile passwords are measured the event loop goes on', { timeout: 30_000 }, async () => {
  await desk.measure('warm up', []);
  let ticks = 0;
  const ticking = setInterval(() => {
    ticks += 1;
  }, 1);
  const bombs = Array.from({ length: 20 }, (_, i) => desk.measure(`${i}${'1999200019981997'.repeat(8)}`, []));
  await Promise.all(bombs);
  clearInterval(ticking);
  // Measured on the event loop itself, each would let the timer through once at most.
  expect(ticks).toBeGreaterThan(3 * bombs.length);
});

test('calls made at once are each given their own answer', async () => {
  const [weak, strong] = await Promise.all([
    desk.measure('1234567890qwerty', []),
    desk.measure('lantern otter 78 rain', []),
  ]);
  expect(weak).toMatchObject({ warning: 'common' });
  expect(strong).toMatchObject({ score: 4 });
});

test('A64 a password that takes too long is given up, and the next is measured by another thread', async () => {
  const obedient = obedientDesk({ limitMs: 200 });
  const hanging = obedient.measure('hang', []);
  const next = obedient.measure('good', []);
  expect(await hanging).toBe('busy');
  expect(await next).toMatchObject({ score: 4 });
});

test('an answer that came while the event loop was busy counts, however long that was', async () => {
  const obedient = obedientDesk({ limitMs: 300 });
  await obedient.measure('good', []);
  const measured = obedient.measure('dawdle', []);
  for (const end = performance.now() + 600; performance.now() < end; );
  expect(await measured).toMatchObject({ score: 3 });
});

test('a thread that dies is replaced, and only its own call fails', async () => {
  const obedient = obedientDesk();
  const [dead, alive] = await Promise.allSettled([obedient.measure('die', []), obedient.measure('good', [])]);
  expect(dead.status).toBe('rejected');
  expect(alive).toMatchObject({ status: 'fulfilled', value: { score: 4 } });
});

test('A80 what a thread throws about a password is not passed on', async () => {
  const error = await obedientDesk()
    .measure('throw lantern-otter', [])
    .catch((reason: unknown) => reason);
  expect(error).toBeInstanceOf(Error);
  expect(error).not.toHaveProperty('cause');
  expect(String(error)).not.toContain('otter');
});

test('who comes when the queue is full hears "busy" at once', async () => {
  const obedient = obedientDesk({ maxWaiting: 1 });
  await obedient.measure('good', []);
  const measured = obedient.measure('dawdle', []);
  const waiting = obedient.measure('good', []);
  expect(await obedient.measure('good', [])).toBe('busy');
  expect(await measured).toMatchObject({ score: 3 });
  expect(await waiting).toMatchObject({ score: 4 });
});

test('two threads measure two passwords at once', async () => {
  const obedient = obedientDesk({ threads: 2 });
  await Promise.all([obedient.measure('dawdle', []), obedient.measure('dawdle', [])]);
  const order: string[] = [];
  await Promise.all([
    obedient.measure('dawdle', []).then(() => order.push('slow')),
    obedient.measure('good', []).then(() => order.push('quick')),
  ]);
  expect(order).toEqual(['quick', 'slow']);
});

test('a thread that cannot start fails the calls that wait for it, with the reason, and is tried again later', async () => {
  const broken = obedientDesk({ body: new URL('data:text/javascript,throw new Error("no dictionary")') });
  const failure = { cause: expect.objectContaining({ message: 'no dictionary' }) };
  await expect(broken.measure('good', [])).rejects.toMatchObject(failure);
  await expect(broken.measure('good', [])).rejects.toMatchObject(failure);
});

test('a thread that never says it is ready is given up', async () => {
  const silent = obedientDesk({ body: new URL('data:text/javascript,setInterval(() => {}, 1000)'), startLimitMs: 300 });
  await expect(silent.measure('good', [])).rejects.toThrow('did not start');
});

test('closing answers who still waits, and takes no more', async () => {
  const closing = obedientDesk();
  const waiting = [closing.measure('hang', []), closing.measure('good', [])];
  const settled = Promise.allSettled(waiting);
  await closing.close();
  expect((await settled).map(({ status }) => status)).toEqual(['rejected', 'rejected']);
  await expect(closing.measure('good', [])).rejects.toThrow('closed');
});

test('a program that has nothing else to do ends, though its desk is open', { timeout: 30_000 }, async () => {
  const program = `
    const { createStrengthDesk } = await import('./lib/password/strength-desk.ts');
    const { score } = await createStrengthDesk().measure('lantern otter 78 rain', []);
    process.stdout.write(String(score));
  `;
  const run = promisify(execFile)(process.execPath, ['--import', 'tsx', '--input-type=module', '--eval', program], {
    timeout: 20_000,
  });
  expect((await run).stdout).toBe('4');
});
