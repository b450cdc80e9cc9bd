import { expect, test } from 'vitest';
import { keepUserAgent } from './keep-user-agent';

test('a missing or blank User-Agent is stored as null', () => {
  for (const nothing of [undefined, '', '  ', '\u0000\u001b']) expect(keepUserAgent(nothing)).toBeNull();
});

test('A77 control and bidirectional characters are removed, and the rest is kept unchanged', () => {
  expect(keepUserAgent('Mozilla/5.0\r\nX: y\u001b[31m\u0000\u0085')).toBe('Mozilla/5.0X: y[31m');
  expect(keepUserAgent('gnp\u202eevil\u200b')).toBe('gnpevil');
  expect(keepUserAgent('<script>alert(1)</script> 瀏覽器')).toBe('<script>alert(1)</script> 瀏覽器');
});

test('a long User-Agent is cut to 256 characters, never within a surrogate pair', () => {
  expect(keepUserAgent('x'.repeat(10_000))).toHaveLength(256);
  expect([...(keepUserAgent('😀'.repeat(400)) ?? '')]).toHaveLength(256);
  expect(keepUserAgent('\ud83d broken')).toBe('broken');
});
