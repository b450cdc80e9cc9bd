import { expect, test } from 'vitest';
import { parseJson } from './parse-json';

test.each([
  ['{"a": 1,}', 'line 1, character 9: "}" (U+007D)'],
  ['[1, 2,]', 'line 1, character 7: "]" (U+005D)'],
  ['{\n  "a": 1\n  "b": 2\n}', 'line 3, character 3: """ (U+0022)'],
  ['{\r\n  "a": tru\r\n}', 'line 2, character 8: "t" (U+0074)'],
  ["{'a': 1}", `line 1, character 2: "'" (U+0027)`],
  ['{“a”: 1}', 'line 1, character 2: "“" (U+201C)'],
  ['{"林": "夏\n"}', 'line 1, character 9: U+000A'],
  ['{"a":\u00a01}', 'line 1, character 6: U+00A0'],
  ['{"a": "\\x"}', 'line 1, character 8: "\\" (U+005C)'],
  ['{"a": 01}', 'line 1, character 8: "1" (U+0031)'],
  ['{"a": 1} // end', 'line 1, character 10: "/" (U+002F)'],
  ['[{"a": [1}]', 'line 1, character 10: "}" (U+007D)'],
  ['{"a": "b', 'line 1, character 9: it ends before the JSON does'],
  ['{"a":', 'line 1, character 6: it ends before the JSON does'],
])('A120 the fault in %j is reported with line, character and the character found', (text, message) => {
  expect(() => parseJson(text)).toThrow(message);
});

test('an empty file is reported as empty', () => {
  expect(() => parseJson(' \n')).toThrow('it is empty');
});

test('10 MB in one line, or very many brackets, are reported with a position', () => {
  expect(() => parseJson(`{"a": "${'x'.repeat(10_000_000)}`)).toThrow('character 10000008: it ends');
  expect(() => parseJson('['.repeat(500_000))).toThrow('it ends');
});

test('no more than one character of the text is shown: it may be a key', () => {
  expect(() => parseJson('{"d": "hunter2secret" "x": 1}')).not.toThrow(/hunter2/);
  expect(() => parseJson('hunter2secret')).not.toThrow(/hunter2/);
});
