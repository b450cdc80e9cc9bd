import { expect, test } from 'vitest';
import type { Figure } from './figure';
import { loadFor, refusalIn, summary } from './load';
import { type Measured, runParts } from './run-parts';
import { measuredTable } from './table';

const figure: Figure = { name: 'last.rate', value: 12, unit: 'a second' };

test('a part that throws is a failed part of the table, and the parts after it are measured', async () => {
  const reported: (string | Measured)[] = [];
  const measured = await runParts(
    [
      ['first', () => Promise.reject(new Error('a sign-in answered 500'))],
      ['last', async () => [figure]],
    ],
    { onStart: (name) => reported.push(name), onEnd: (ofPart) => reported.push(ofPart) },
  );
  expect(measured).toEqual({ figures: [figure], failed: [{ part: 'first', reason: 'a sign-in answered 500' }] });
  expect(reported).toEqual([
    'first',
    { figures: [], failed: measured.failed },
    'last',
    { figures: [figure], failed: [] },
  ]);
  expect(measuredTable(measured)).toMatch(/^last\.rate +12\.00 a second\nfirst +FAILED: a sign-in answered 500$/);
});

test('a run in which every part failed has a table too', async () => {
  const measured = await runParts([['only', () => Promise.reject('nothing listens')]], {
    onStart: () => {},
    onEnd: () => {},
  });
  expect(measuredTable(measured)).toBe('only  FAILED: nothing listens');
});

test('a refused request is counted, and neither its time nor its rate', async () => {
  let asked = 0;
  const requests = [
    { status: 503, retryAfter: '1' },
    { status: 429, retryAfter: undefined },
  ].map((answer) => async () => {
    asked += 1;
    return refusalIn(answer);
  });
  const round = await loadFor(20, requests);
  expect(round).toEqual({ perSecond: 0, tookMs: [], refused: asked });
  expect(summary([round, round]).refused).toBe(2 * asked);
  expect(refusalIn({ status: 303, retryAfter: undefined })).toBeUndefined();
});
