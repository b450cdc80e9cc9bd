import { expect, test } from 'vitest';
import { readAddresses, readOrigin, readSeconds } from './read-options';

test('an address is accepted in every spelling, and returned in canonical form', () => {
  expect(readAddresses('::ffff:140.114.1.2')).toEqual(['140.114.1.2']);
  expect(readAddresses('2001:DB8:0::1', ['140.114.1.2'])).toEqual(['140.114.1.2', '2001:db8::1']);
});

test.each(['', 'localhost', '1.2.3', '1.2.3.4:80', 'fe80::1%eth0'])('"%s" is refused as no address', (text) => {
  expect(() => readAddresses(text)).toThrow('no IPv4 or IPv6 address');
});

test('a third address is refused', () => {
  expect(() => readAddresses('::1', ['127.0.0.1', '::2'])).toThrow('Two addresses are the most');
});

test('an age may lie in the past or in the future', () => {
  expect([readSeconds('300'), readSeconds('-300'), readSeconds('0')]).toEqual([300, -300, 0]);
});

test.each(['', '1.5', '1e3', '５', ' 3', '99999999'])('"%s" is refused as no number of seconds', (text) => {
  expect(() => readSeconds(text)).toThrow('no whole number of seconds');
});

test.each(['https://portal.example', 'http://127.0.0.1:3210'])('%s is an origin', (text) => {
  expect(readOrigin(text)).toBe(text);
});

test.each(['', 'portal.example', 'https://portal.example/', 'https://portal.example/campus', 'javascript:alert(1)'])(
  '"%s" is refused as no origin',
  (text) => {
    expect(() => readOrigin(text)).toThrow('no origin');
  },
);
