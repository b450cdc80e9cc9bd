import { expect, test } from 'vitest';
import { fieldsOf } from './fields-of';

function formOf(...fields: [string, string | Blob][]): FormData {
  const form = new FormData();
  for (const [name, value] of fields) form.append(name, value);
  return form;
}

test('a form is read as one text for each of its fields', () => {
  expect(fieldsOf(formOf(['next', 'a'], ['__proto__', 'b']))).toEqual(
    Object.fromEntries([
      ['next', 'a'],
      ['__proto__', 'b'],
    ]),
  );
  expect(fieldsOf(formOf())).toEqual({});
});

test('A110 a field that comes twice, a file, and what is no form are nothing', () => {
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
