import { expect, test } from 'vitest';
import { readRowKey, rowKeyText } from './row-key';

const id = '0193a6f0-9c4b-7d4e-8f00-0123456789ab';

test('the key of a message survives a URL', () => {
  const key = { at: new Date('2026-11-30T01:42:03.123Z'), id };
  expect(readRowKey(rowKeyText(key))).toEqual(key);
});

test.each([
  undefined,
  ['1', '2'],
  '',
  '1',
  `-${id}`,
  `1e3-${id}`,
  `١-${id}`,
  `99999999999999999-${id}`,
  `9999999999999999-${id}`,
  `1-${id}'`,
  `1-${id.replace('0', 'g')}`,
  '1-%',
])('A104 the key %j is none', (text) => {
  expect(readRowKey(text)).toBeUndefined();
});
