import { expect, test } from 'vitest';
import { returnPath, returnQuery } from './return-path';

const CHANGE = '01976f2e-7a54-7bd0-9a39-0f1d2c3b4a59';

test.each([
  '/mailboxes',
  '/history',
  '/history?before=2026-11-30T01%3A27%3A00.000Z',
  '/sessions',
  '/contact-addresses',
  `/contact-addresses/${CHANGE}/remove`,
  '/contact-addresses',
  '/mailboxes/linxia@mx.test/password',
  '/mailboxes/linxia@mx.test/password?reason=breached',
  '/mailboxes/linxia%40mx.test/announcement',
  '/mailboxes/linxia@mx.test/checklist',
  `/mailboxes/linxia@mx.test/password/changes/${CHANGE}`,
])('a sign-in returns to %s', (path) => {
  expect(returnPath(path)).toBe(path);
  expect(returnQuery(path)).toBe(`?then=${encodeURIComponent(path)}`);
});

test('a sign-in returns to a page without the query parameters of a single request', () => {
  expect(returnPath('/sessions?notice=x&lang=en&lang=zh_TW#mail')).toBe('/sessions');
  expect(returnPath('set-password')).toBe('/.well-known/change-password');
});

test.each([
  '//evil',
  '//evil/mailboxes',
  '/\\evil',
  '\\/evil',
  '/\t/evil/mailboxes',
  '///evil',
  'https:evil',
  'https://evil/mailboxes',
  'javascript:alert(1)',
  'data:text/html,x',
  'https://good@evil',
  'https://good.evil',
  '%2f%2fevil',
  '/%2f%2fevil',
  '/..//evil',
  '/mailboxes/..//evil',
  '/mailboxes/a/../../sign-out',
  '/mailboxes\r\nLocation: https://evil',
  '/sign-out',
  '/campus/enter',
  '/demo/campus',
  '/mailboxes/a/b/password',
  '//',
  '',
  '__proto__',
  'constructor',
  `/${'x'.repeat(2_000)}`,
  ['/mailboxes'],
  undefined,
])('A27 the return path %s is replaced by the home page', (asked) => {
  expect(returnPath(asked)).toBe('/');
  expect(returnQuery(asked)).toBe('');
});
