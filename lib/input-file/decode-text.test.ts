import { expect, test } from 'vitest';
import { decodeText } from './decode-text';

const CHINESE = Buffer.from('林夏,一般\n');
const BIG5 = Buffer.from([0xaa, 0x4c, 0xae, 0x4c, 0x0a]);

test.each([
  ['one byte order mark', '\ufeffa,b\r\nc'],
  ['two of them, as after a second export', '\ufeff\ufeffa,b\r\nc'],
])('%s is taken off', (_, text) => {
  expect(decodeText(Buffer.from(text)).text).toBe('a,b\r\nc');
});

test('where CR alone ends the lines, it counts as a line ending', () => {
  expect(decodeText(Buffer.from('a\rb\r')).text).toBe('a\nb\n');
});

test.each([
  ['UTF-16LE with its mark', Buffer.from('\ufeff{"a":1}', 'utf16le'), 'UTF-16LE', 1],
  ['UTF-16LE without', Buffer.from('{"a":1}', 'utf16le'), 'UTF-16LE', 1],
  ['UTF-16BE with its mark', Buffer.from('\ufeff{"a":1}', 'utf16le').swap16(), 'UTF-16BE', 1],
  ['UTF-16BE without', Buffer.from('{"a":1}', 'utf16le').swap16(), 'UTF-16BE', 1],
  ['UTF-32LE', Buffer.from([0xff, 0xfe, 0, 0, 0x41, 0, 0, 0]), 'UTF-32LE', 1],
  ['Big5', Buffer.concat([Buffer.from('a\nb\n'), BIG5]), 'BIG5', 3],
  ['Big5 behind a mark that somebody put there', Buffer.concat([Buffer.from('\ufeffa\n'), BIG5]), 'BIG5', 2],
])('A120 %s is refused with its name and the first line', (_, bytes, encoding, line) => {
  expect(() => decodeText(bytes)).toThrow(expect.objectContaining({ code: 'not_utf8', detail: encoding, line }));
  expect(() => decodeText(bytes)).toThrow(`iconv -f ${encoding} -t UTF-8`);
});

test('A120 one damaged line in a file of UTF-8 costs that line', () => {
  const bytes = Buffer.concat([CHINESE, BIG5, CHINESE]);
  expect(decodeText(bytes)).toMatchObject({ text: expect.stringMatching(/^林夏,一般\n.+\n林夏,一般\n$/) });
  expect([...decodeText(bytes).notUtf8]).toEqual([2]);
  const ascii = Buffer.concat([Buffer.from('a\n'), Buffer.from([0xff, 0x0a]), Buffer.from('b\n')]);
  expect([...decodeText(ascii).notUtf8]).toEqual([2]);
});
