import { expect, test } from 'vitest';
import { decodeText } from './decode-text';

const CHINESE = Buffer.from('林夏,一般\n');
const BIG5 = Buffer.from([0xaa, 0x4c, 0xae, 0x4c, 0x0a]);
/** Bytes that are valid as Big5 and as UTF-8. */
const CHANCE = Buffer.from([0xc4, 0xa1, 0x0a]);

test.each([
  ['one byte order mark', '\ufeffa,b\r\nc'],
  ['two of them, as after a second export', '\ufeff\ufeffa,b\r\nc'],
])('%s is removed', (_, text) => {
  expect(decodeText(Buffer.from(text)).text).toBe('a,b\nc');
});

test.each([
  ['CR', 'a\rb\r\rc\r'],
  ['CR, and LF at the end of the file', 'a\rb\r\rc\n'],
  ['LF, then CR, then CR LF', 'a\nb\r\r\nc\n'],
])('A120 each line may end in its own way: %s', (_, text) => {
  expect(decodeText(Buffer.from(text)).text).toBe('a\nb\n\nc\n');
  const damaged = Buffer.concat([Buffer.from(text), Buffer.from('\xff\n', 'latin1')]);
  expect([...decodeText(damaged).notUtf8]).toEqual([[5, 'character 1 is the byte 0xFF']]);
});

test.each([
  ['UTF-16LE with its mark', Buffer.from('\ufeff{"a":1}', 'utf16le'), 'UTF-16LE', 1],
  ['UTF-16LE without', Buffer.from('{"a":1}', 'utf16le'), 'UTF-16LE', 1],
  ['UTF-16BE with its mark', Buffer.from('\ufeff{"a":1}', 'utf16le').swap16(), 'UTF-16BE', 1],
  ['UTF-16BE without', Buffer.from('{"a":1}', 'utf16le').swap16(), 'UTF-16BE', 1],
  ['UTF-32LE', Buffer.from([0xff, 0xfe, 0, 0, 0x41, 0, 0, 0]), 'UTF-32LE', 1],
  ['Big5', Buffer.concat([Buffer.from('a\nb\n'), BIG5, BIG5]), 'BIG5', 3],
  ['Big5 with a line that is UTF-8 by chance', Buffer.concat([Buffer.from('a\n'), BIG5, BIG5, CHANCE]), 'BIG5', 2],
  ['Big5 behind a mark that somebody put there', Buffer.concat([Buffer.from('\ufeffa\n'), BIG5]), 'BIG5', 2],
])('A120 %s is refused with its name and the first line', (_, bytes, encoding, line) => {
  expect(() => decodeText(bytes)).toThrow(expect.objectContaining({ code: 'not_utf8', detail: encoding, line }));
  expect(() => decodeText(bytes)).toThrow(`iconv -f ${encoding} -t UTF-8`);
});

test.each([
  ['UTF-8', [CHINESE, BIG5, CHINESE], 2, 'character 1 is the byte 0xAA'],
  ['ASCII, as if it were Big5', [Buffer.from('a\nb\n'), BIG5], 3, 'character 1 is the byte 0xAA'],
  [
    'ASCII',
    [Buffer.from('a\n'), Buffer.from('xy\xff\n', 'latin1'), Buffer.from('b\n')],
    2,
    'character 3 is the byte 0xFF',
  ],
  ['UTF-8, cut within a character', [CHINESE, CHINESE.subarray(0, 5)], 2, 'character 2 is the bytes 0xE5 0xA4'],
])('A120 one invalid line in a file of %s costs that line, and is reported with its bytes', (_, parts, line, found) => {
  const { text, notUtf8 } = decodeText(Buffer.concat(parts));
  expect([...notUtf8]).toEqual([[line, found]]);
  expect(text.split('\n')[line - 1]).toContain('\ufffd');
});
