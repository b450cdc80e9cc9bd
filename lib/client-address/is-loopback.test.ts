import { expect, test } from 'vitest';
import { isLoopback, isLoopbackUrl } from './is-loopback';

test.each([
  '127.0.0.1',
  '127.8.9.10',
  '::1',
  '[::1]',
  '0:0:0:0:0:0:0:1',
  '::ffff:127.0.0.1',
  '[::ffff:7f00:1]',
  'localhost',
  'LocalHost',
  'localhost.',
])('A115 %s is this machine', (host) => {
  expect(isLoopback(host)).toBe(true);
});

test.each([
  '127.evil.example',
  '127.0.0.1.evil.example',
  '127.0.0.1.',
  'localhost.evil',
  'localhost..',
  '.localhost',
  'evil.localhost.example',
  '127.0.0.256',
  '127.1',
  '0x7f.1',
  '0177.0.0.1',
  '2130706433',
  '0.0.0.0',
  '::',
  '::127.0.0.1',
  '::ffff:128.0.0.1',
  '::1%lo',
  '1::1',
  '10.0.0.1',
  'fe80::1',
  '[::1',
  '',
])('A115 %j is not this machine', (host) => {
  expect(isLoopback(host)).toBe(false);
});

test('A115 a URL leads to this machine if its host does', () => {
  expect(isLoopbackUrl('ldap://[::ffff:127.0.0.1]:389')).toBe(true);
  // The URL parser normalises the host of a special scheme, and the connection goes to that address.
  expect(isLoopbackUrl('http://0x7f.1/')).toBe(true);
  expect(isLoopbackUrl('ldap://0x7f.1/')).toBe(false);
  expect(isLoopbackUrl('https://user@127.evil.example/')).toBe(false);
  expect(isLoopbackUrl('http://127.0.0.1@evil.example/')).toBe(false);
});
