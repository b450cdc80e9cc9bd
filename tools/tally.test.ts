import { expect, test } from 'vitest';
import { StepRefusal } from './steps.mjs';
import { Tally } from './tally.mjs';

const nothing = { passed: 0, failed: [], skipped: [], unsteady: [] };

test('the summary lists the time of each part, tests that passed at the second attempt, failures, and last the counts', async () => {
  const tally = new Tally();
  await tally.check('Lint', async () => {});
  await tally.test('Unit', async () => ({ ...nothing, passed: 2, unsteady: ['it blinks'] }));
  await tally.test('Browser', async () => ({ ...nothing, passed: 1, failed: ['it breaks'] }));
  expect(tally.table.split('\n').map((line) => line.trim().split(/ +/))).toEqual([
    ['Part', 'Minutes', 'Tests'],
    ['Lint', '0.0'],
    ['Unit', '0.0', '2'],
    ['Browser', '0.0', '2'],
    ['Total', '0.0', '4'],
  ]);
  expect(`${tally}`).toBe(
    'Passed only at the second attempt: it blinks\nFailed: it breaks\n3 passed, 1 failed, 0 skipped',
  );
  expect(tally.isGood).toBe(false);
});

test('a failed part without tests counts as one failure, and an undeclared skip fails the run', async () => {
  const broken = new Tally();
  const refuse = async () => {
    throw new StepRefusal('Biome reports problems.');
  };
  expect(await broken.check('Lint', refuse)).toBe(false);
  expect(`${broken}`).toBe('Failed: Biome reports problems.\n0 passed, 1 failed, 0 skipped');

  const skipping = new Tally();
  await skipping.test('Unit', async () => ({ ...nothing, passed: 1, skipped: ['it waits'] }));
  expect(skipping.isGood).toBe(false);
});
