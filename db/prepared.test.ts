import { expect, test } from 'vitest';
import type { Executor } from './connect';
import { arrayOf, prepared } from './prepared';

test('a statement is built once for an executor and a variant', () => {
  const [pool, transaction] = [{}, {}] as [Executor, Executor];
  const built: string[] = [];
  const statement = prepared((on, variant: 'one' | 'all') => {
    built.push(`${on === pool ? 'pool' : 'transaction'} ${variant}`);
    return { variant };
  });
  expect(statement(pool, 'one')).toBe(statement(pool, 'one'));
  expect(statement(pool, 'all').variant).toBe('all');
  statement(transaction, 'one');
  expect(built).toEqual(['pool one', 'pool all', 'transaction one']);
});

test('an element with characters of the array’s own syntax stays one element', () => {
  expect(arrayOf([])).toBe('{}');
  expect(arrayOf(['a,b', '{c}', 'd"e', 'f\\g', ''])).toBe('{"a,b","{c}","d\\"e","f\\\\g",""}');
});
