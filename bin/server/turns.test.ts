import { expect, test } from 'vitest';
import { minutes, seconds } from '@/lib/clock';
import { createTurns } from './turns';

test('A94 who was sent away comes before those who come later, in the order in which they first came', () => {
  const turns = createTurns();
  const [first, second] = [turns.of(undefined), turns.of(undefined)];
  turns.keep(second, seconds(5));
  turns.keep(first, seconds(5));
  expect(turns.before(first)).toBe(0);
  expect(turns.before(second)).toBe(1);
  expect(turns.before(turns.of(undefined))).toBe(2);
  expect(turns.of(second.id)).toEqual(second);

  turns.use(first);
  expect(turns.before(second)).toBe(0);
});

test('a turn is good once, and nobody makes one up', () => {
  const turns = createTurns();
  const turn = turns.of(undefined);
  turns.keep(turn, seconds(5));
  turns.use(turn);
  turns.keep(turns.of(undefined), seconds(5));
  for (const brought of [turn.id, '1', '']) expect(turns.before(turns.of(brought))).toBe(1);
});

test('who does not come back keeps nobody waiting for long', () => {
  let now = 0;
  const turns = createTurns(() => now);
  turns.keep(turns.of(undefined), seconds(30));
  now = seconds(30) + minutes(2);
  expect(turns.before(turns.of(undefined))).toBe(1);
  now += 1;
  expect(turns.before(turns.of(undefined))).toBe(0);
});

test('A94 turns that are drawn without end take no more room than two thousand', () => {
  const turns = createTurns();
  for (let n = 0; n < 3_000; n += 1) turns.keep(turns.of(undefined), seconds(5));
  expect(turns.before(turns.of(undefined))).toBe(2_000);
});
