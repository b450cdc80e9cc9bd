import { expect, test } from 'vitest';
import { StepRefusal } from './steps.mjs';
import { Tally } from './tally.mjs';

const nothing = { passed: 0, failed: [], skipped: [], unsteady: [] };

test('a run tells what each part took, what passed only at its second try, what failed, and last the counts', async () => {
  const tally = new Tally();
  await tally.check('Lint', async () => {});
  await tally.test('Unit', async () => ({ ...nothing, passed: 2, unsteady: ['it blinks'] }));
  await tally.test('Browser', async () => ({ ...nothing, passed: 1, failed: ['it breaks'] }));
  expect(tally.table.split('\n').map((line) => line.trim().split(/ +/))).toEqual([
    ['Part', 'Minutes', 'Tests'],
    ['Lint', '0.0'],
    ['Unit', '0.0', '2'],
    ['Browser', '0.0', '2'],
    ['Whole', '0.0', '4'],
  ]);
  expect(`${tally}`).toBe('Passed only at the second try: it blinks\nFailed: it breaks\n3 passed, 1 failed, 0 skipped');
  expect(tally.isGood).toBe(false);
});

test('a part without tests counts as one failure when it does not hold, and a skip that is not declared as none', async () => {
  const broken = new Tally();
  const refuse = async () => {
    throw new StepRefusal('The lint objects.');
  };
  expect(await broken.check('Lint', refuse)).toBe(false);
  expect(`${broken}`).toBe('Failed: The lint objects.\n0 passed, 1 failed, 0 skipped');

  const skipping = new Tally();
  await skipping.test('Unit', async () => ({ ...nothing, passed: 1, skipped: ['it waits'] }));
  expect(skipping.isGood).toBe(false);
});
