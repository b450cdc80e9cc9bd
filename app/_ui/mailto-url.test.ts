import { expect, test } from 'vitest';
import { mailtoUrl } from './mailto-url';

test.each([
  ['help@campus.example', 'mailto:help@campus.example'],
  ['a&b?c%d#e@campus.example', 'mailto:a%26b%3Fc%25d%23e@campus.example'],
])('a mail to %s is opened by %s', (address, url) => {
  expect(mailtoUrl(address)).toBe(url);
});
