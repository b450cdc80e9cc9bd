import { expect, test } from 'vitest';
import { fieldsOf } from './fields-of';

function formOf(...fields: [string, string | Blob][]): FormData {
  const form = new FormData();
  for (const [name, value] of fields) form.append(name, value);
  return form;
}

test('a form has one text for each of its fields', () => {
  expect(fieldsOf(formOf(['next', 'a'], ['__proto__', 'b']))).toEqual(
    Object.fromEntries([
      ['next', 'a'],
      ['__proto__', 'b'],
    ]),
  );
  expect(fieldsOf(formOf())).toEqual({});
});

test('A110 a repeated field, a file, an array field and a value that is no form are refused', () => {
  for (const form of [
    formOf(['next', 'a'], ['next', 'a']),
    formOf(['next', new Blob(['a'])]),
    formOf(['next[]', 'a']),
    formOf(['next', 'a'], ['next[0]', 'a']),
    undefined,
    null,
    'next=a',
    ['next', 'a'],
    { next: 'a' },
    [['next', 'a']],
    Promise.resolve(formOf(['next', 'a'])),
  ])
    expect(fieldsOf(form)).toBeUndefined();
});
