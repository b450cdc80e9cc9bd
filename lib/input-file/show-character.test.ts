import { expect, test } from 'vitest';
import { showInvisible, showOffence, showText } from './show-character';

test.each([
  ['A12-345', 'character 4 is "-" (U+002D)'],
  ['A12\u200b345', 'character 4 is U+200B'],
  ['A12\u202e345', 'character 4 is U+202E'],
  ['А12345', 'character 1 is "А" (U+0410)'],
  ['😀', 'character 1 is "😀" (U+1F600)'],
  ['', 'it is empty'],
])('A120 the fault in %j is shown visibly', (text, shown) => {
  expect(showOffence(text, /[A-Za-z0-9]/)).toBe(shown);
});

test('a text of allowed characters is shown itself, shortened', () => {
  expect(showOffence('pope', /[a-z]/)).toBe('it is "pope"');
  expect(showText(`a\u001b[31m${'b'.repeat(100)}`)).toBe(`"a<U+001B>[31m${'b'.repeat(54)}…"`);
});

test('for a possible secret only invisible characters are reported', () => {
  expect(showInvisible('hunter2')).toBeUndefined();
  expect(showInvisible('hunter\u00ad2')).toBe('character 7 is U+00AD');
});
