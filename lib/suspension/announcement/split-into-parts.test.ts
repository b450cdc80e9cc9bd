import { expect, test } from 'vitest';
import { DEMO_ANNOUNCEMENT } from '@/lib/demo/demo-announcement';
import { lengthOf, readMarkdown } from './read-markdown';
import { splitIntoParts } from './split-into-parts';

const points = (count: number, from = 1) =>
  Array.from({ length: count }, (_, at) => `${at + from}. ${'word '.repeat(30)}`).join('\n');

test('a split list continues its numbers in the next part', () => {
  const parts = splitIntoParts(readMarkdown(points(7, 3)), 'en');
  expect(parts.map(([list]) => list?.kind === 'list' && [list.start, list.items.length])).toEqual([
    [3, 2],
    [5, 2],
    [7, 2],
    [9, 1],
  ]);
});

test('no text is lost or repeated', () => {
  for (const text of [DEMO_ANNOUNCEMENT.bodyZh, DEMO_ANNOUNCEMENT.bodyEn, points(20), '- a\n- b\n\n1. c', '']) {
    const whole = readMarkdown(text);
    const parts = splitIntoParts(whole, 'zh_TW');
    expect(lengthOf(parts.flat())).toBe(lengthOf(whole));
    expect(parts.length).toBeGreaterThanOrEqual(1);
  }
});

test('lists of different kinds stay apart', () => {
  expect(splitIntoParts(readMarkdown('- a\n- b\n\n1. c\n2. d'), 'en')).toEqual([
    readMarkdown('- a\n- b\n\n1. c\n2. d'),
  ]);
});

test('the demo’s announcement takes several parts in both languages', () => {
  expect(splitIntoParts(readMarkdown(DEMO_ANNOUNCEMENT.bodyZh), 'zh_TW').length).toBeGreaterThan(1);
  expect(splitIntoParts(readMarkdown(DEMO_ANNOUNCEMENT.bodyEn), 'en').length).toBeGreaterThan(1);
});
