import { expect, test } from 'vitest';
import { until } from '@/tests/support/until';
import { createAdmissionQueue } from './admission-queue';

/** Work that runs until the test ends it. */
function workOf(queue: ReturnType<typeof createAdmissionQueue>) {
  const begun: string[] = [];
  const ends = new Map<string, () => void>();
  const comes = (name: string) =>
    queue.admit(async () => {
      begun.push(name);
      await new Promise<void>((end) => ends.set(name, end));
      return name;
    });
  return { begun, comes, end: (name: string) => ends.get(name)?.() };
}

test('A94 a few run at once, the others in order of arrival', async () => {
  const queue = createAdmissionQueue({ slots: 2 });
  const { begun, comes, end } = workOf(queue);
  const [first, second, third, fourth] = ['first', 'second', 'third', 'fourth'].map(comes);
  await until('two run', () => begun.length === 2);
  expect(queue.figures()).toMatchObject({ running: 2, waiting: 2 });
  end('second');
  expect(await second).toBe('second');
  await until('the third runs', () => begun.length === 3);
  end('first');
  await until('the fourth runs', () => begun.length === 4);
  expect(begun).toEqual(['first', 'second', 'third', 'fourth']);
  for (const name of ['third', 'fourth']) end(name);
  expect(await Promise.all([first, third, fourth])).toEqual(['first', 'third', 'fourth']);
  await until('all have left', () => queue.figures().running === 0);
  expect(queue.figures()).toMatchObject({ waiting: 0, admitted: 4, refused: 0 });
});

test('A94 a full queue refuses at once, with the number ahead and the time to try again', async () => {
  const queue = createAdmissionQueue({ slots: 1, mostWaiting: 1 });
  const { begun, comes, end } = workOf(queue);
  const admitted = [comes('first'), comes('second')];
  await until('the first runs', () => begun.length === 1);
  expect(await comes('third')).toEqual({ ok: false, code: 'service.full', detail: { ahead: 2, seconds: 5 } });
  end('first');
  await until('the second runs', () => begun.length === 2);
  end('second');
  expect(await Promise.all(admitted)).toEqual(['first', 'second']);
  expect(begun, 'what was refused was never begun').toEqual(['first', 'second']);
  expect(queue.figures()).toMatchObject({ admitted: 2, refused: 1 });
});

test('A94 a request that is expected to wait too long is refused at once', async () => {
  // Until the first has finished, each counts as a fifth of a second.
  const queue = createAdmissionQueue({ slots: 1, longestWaitMs: 20_000 });
  const { begun, comes, end } = workOf(queue);
  const admitted = Array.from({ length: 101 }, (_, n) => comes(`${n}`));
  await until('the first runs', () => begun.length === 1);
  expect(await comes('last')).toEqual({ ok: false, code: 'service.full', detail: { ahead: 101, seconds: 21 } });
  for (let n = 0; n <= 100; n += 1) {
    await until('the next runs', () => begun.length === n + 1);
    end(`${n}`);
  }
  expect(await Promise.all(admitted)).toHaveLength(101);
});

test('A94 a request that has waited too long is refused, and gives its place to the next', async () => {
  const queue = createAdmissionQueue({ slots: 1, longestWaitMs: 250 });
  const { begun, comes, end } = workOf(queue);
  const first = comes('first');
  await until('the first runs', () => begun.length === 1);
  expect(await comes('second')).toMatchObject({ code: 'service.full', detail: { ahead: 2 } });
  end('first');
  await first;
  await until('the queue is empty', () => queue.figures().running === 0);
  const third = comes('third');
  await until('the third runs', () => begun.length === 2);
  end('third');
  expect(await third).toBe('third');
  expect(begun).toEqual(['first', 'third']);
});

test('an error of the work reaches its caller and frees the slot', async () => {
  const queue = createAdmissionQueue({ slots: 1 });
  await expect(queue.admit(() => Promise.reject(new Error('broken')))).rejects.toThrow('broken');
  expect(await queue.admit(async () => 'next')).toBe('next');
});
