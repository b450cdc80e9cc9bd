import { expect, test } from 'vitest';
import { showOffence, showOutside, showText } from './show-character';

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

test('of a possible secret only the first invalid character is reported', () => {
  expect(showOutside('hunter2', /[a-z0-9]/)).toBeUndefined();
  expect(showOutside('hunter\u00ad2!', /[a-z0-9]/)).toBe('character 7 is U+00AD');
  expect(showOutside('😀A😀!', /[a-z]/, 2)).toBe('character 3 is "😀" (U+1F600)');
});
