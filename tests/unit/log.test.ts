import { inspect } from 'node:util';
import { expect, test } from 'vitest';
import { Secret } from '@/lib/secret';
import { readableLog } from '../support/readable-log';

const HOSTILE = {
  'line breaks': 'a\r\n{"level":30,"msg":"forged"}\n',
  'terminal escapes': '\u001b[2J\u001b]0;owned\u0007',
  'line separators': 'a\u2028b\u2029c',
  'direction marks': '\u202egnirts\u202c',
  'JSON breakers': '"}\\",{"x":"\\u0000\u0000',
};

test.each(Object.entries(HOSTILE))('A77 a value with %s stays one value of one line', (_, value) => {
  const { log, lines } = readableLog();
  log.warn({ address: value, nested: { value } }, value);
  expect(lines).toHaveLength(1);
  const [line = ''] = lines;
  expect(line.indexOf('\n')).toBe(line.length - 1);
  // biome-ignore lint/suspicious/noControlCharactersInRegex: the test looks for control characters
  expect(line.slice(0, -1)).not.toMatch(/[\u0000-\u001f]/);
  const read = JSON.parse(line);
  expect(read.level).toBe(40);
  expect(read.msg).toBe(value);
});

test('A77 the message of an error cannot begin a new log line', () => {
  const { log, lines } = readableLog();
  log.error({ err: new Error('no\n{"level":30,"msg":"forged"}') }, 'a surprise');
  expect(lines).toHaveLength(1);
  expect(JSON.parse(lines[0] ?? '').msg).toBe('a surprise');
});

test('A80 a secret prints as [secret] by every kind of output', () => {
  const secret = new Secret('lanterns drift over');
  const printed = [
    `${secret}`,
    JSON.stringify({ secret }),
    inspect({ secret }, { depth: 9, showHidden: true }),
    inspect(new Error('no', { cause: secret })),
    String(Object.entries(secret)),
  ];
  for (const text of printed) expect(text).not.toContain('lanterns');
});

test('A80 the log prints no secret and no value with the name of one', () => {
  const { log, lines } = readableLog();
  const word = 'lanterns drift over';
  log.info({ next: word, confirm: word, password: word, token: word, cookie: word, form: { password: word } }, 'x');
  log.info({ secret: new Secret(word), err: Object.assign(new Error('no'), { form: new Secret(word) }) }, 'x');
  expect(lines.join('')).not.toContain('lanterns');
});
