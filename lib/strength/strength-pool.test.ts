import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { afterAll, expect, test } from 'vitest';
import { createStrengthMeter } from '@/lib/strength/strength';
import { loadStrengthDictionaries } from '@/lib/strength/strength-dictionaries';
import { createStrengthPool } from '@/lib/strength/strength-pool';

const pool = createStrengthPool();
afterAll(() => pool.close());

test('A65 the thread and the browser give the same result', async () => {
  const browser = createStrengthMeter(await loadStrengthDictionaries());
  const words = ['linxia', 'a123456', 'nthu'];
  for (const password of [
    'lantern otter 78 rain',
    'LinXia nthu 1999',
    'qwertyuiopasdfgh',
    '1234567890qwerty',
    '密碼',
  ]) {
    expect(await pool.measure(password, words)).toEqual(browser.measure(password, words));
  }
});

test('A64 the event loop keeps running while hostile passwords are measured', async () => {
  await pool.measure('warm up', []);
  let ticks = 0;
  const ticking = setInterval(() => {
    ticks += 1;
  }, 1);
  const bombs = Array.from({ length: 20 }, (_, i) => pool.measure(`${i}${'1999200019981997'.repeat(8)}`, []));
  await Promise.all(bombs);
  clearInterval(ticking);
  // Measured on the event loop itself, each would let the timer fire once at most.
  expect(ticks).toBeGreaterThan(3 * bombs.length);
});

test('concurrent calls each get their own result', async () => {
  const [weak, strong] = await Promise.all([
    pool.measure('1234567890qwerty', []),
    pool.measure('lantern otter 78 rain', []),
  ]);
  expect(weak).toMatchObject({ warning: 'common' });
  expect(strong).toMatchObject({ score: 4 });
});

test('an open pool does not keep a program running that has nothing else to do', async () => {
  const program = `
    const { createStrengthPool } = await import('./lib/strength/strength-pool.ts');
    const { score } = await createStrengthPool().measure('lantern otter 78 rain', []);
    process.stdout.write(String(score));
  `;
  const run = promisify(execFile)(process.execPath, ['--import', 'tsx', '--input-type=module', '--eval', program], {
    timeout: 80_000,
  });
  expect((await run).stdout).toBe('4');
});
