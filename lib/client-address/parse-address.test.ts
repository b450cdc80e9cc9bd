import { expect, test } from 'vitest';
import { parseAddress } from '@/lib/client-address/parse-address';

const textOf = (text: string) => parseAddress(text)?.text;

test('an IPv4 address is four bytes and its own canonical text', () => {
  expect(parseAddress('140.114.1.2')).toEqual({
    family: 4,
    bytes: Uint8Array.of(140, 114, 1, 2),
    text: '140.114.1.2',
  });
});

test('an IPv6 address is sixteen bytes', () => {
  expect(parseAddress('2001:db8::1')).toEqual({
    family: 6,
    bytes: Uint8Array.of(0x20, 0x01, 0x0d, 0xb8, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 1),
    text: '2001:db8::1',
  });
});

test.each([
  '::ffff:140.114.1.2',
  '::FFFF:140.114.1.2',
  '::ffff:8c72:102',
  '0:0:0:0:0:ffff:140.114.1.2',
  '0000:0000:0000:0000:0000:ffff:8c72:0102',
])('A21 the IPv4-mapped %s is the IPv4 address it holds', (text) => {
  expect(parseAddress(text)).toEqual(parseAddress('140.114.1.2'));
});

test.each([
  ['2001:DB8:0:0:0:0:0:1', '2001:db8::1'],
  ['2001:0db8::0001', '2001:db8::1'],
  ['2001:db8:0:0:1:0:0:1', '2001:db8::1:0:0:1'],
  ['2001:db8:0:1:1:1:1:1', '2001:db8:0:1:1:1:1:1'],
  ['1::2:3:4:5:6:7', '1:0:2:3:4:5:6:7'],
  ['0:0:0:0:0:0:0:0', '::'],
  ['::0', '::'],
  ['2001:db8::140.114.1.2', '2001:db8::8c72:102'],
])('A23 the spelling %s becomes the RFC 5952 text %s', (spelling, canonical) => {
  expect(textOf(spelling)).toBe(canonical);
});

test('A23 the deprecated ::1.2.3.4 is not the IPv4 address 1.2.3.4', () => {
  expect(parseAddress('::1.2.3.4')).toMatchObject({ family: 6, text: '::102:304' });
});

test.each(['fe80::1%eth0', 'fe80::1%1', '::1%', '2001:db8::1%25en0', '140.114.1.2%eth0'])(
  'A23 the zone id of %s is refused',
  (text) => {
    expect(parseAddress(text)).toBeUndefined();
  },
);

test('A23 a NAT64 address is unwrapped only by option', () => {
  expect(textOf('64:ff9b::140.114.1.2')).toBe('64:ff9b::8c72:102');
  expect(parseAddress('64:ff9b::140.114.1.2', { unwrapNat64: true })).toEqual(parseAddress('140.114.1.2'));
  expect(parseAddress('64:ff9b::8c72:102', { unwrapNat64: true })).toEqual(parseAddress('140.114.1.2'));
});

test('A23 a neighbour of the NAT64 prefix is not unwrapped', () => {
  expect(parseAddress('64:ff9b:1::140.114.1.2', { unwrapNat64: true })?.family).toBe(6);
  expect(parseAddress('64:ff9b::1:140.114.1.2', { unwrapNat64: true })?.family).toBe(6);
});

test.each([
  '',
  ' ',
  ' 140.114.1.2',
  '140.114.1.2 ',
  '140.114.1.2\n',
  '140.114.1',
  '140.114',
  '2356281602',
  '0x8c.114.1.2',
  '0214.114.1.2',
  '140.114.01.2',
  '140.114.1.256',
  '140.114.1.2.3',
  '140.114.1.-2',
  '140.114.1.2:443',
  '140.114.1.2/32',
  '１４０.114.1.2',
  '[2001:db8::1]',
  '[::1]:443',
  '2001:db8::1::2',
  '2001:db8::12345',
  '2001:db8:1:2:3:4:5',
  '1:2:3:4:5:6:7:8:9',
  '1:2:3:4:5:6:7:8::',
  ':1:2:3:4:5:6:7',
  '::ffff:140.114.1',
  '::ffff:140.114.1.256',
  '::ffff:0214.114.1.2',
  '::ffff:0x8c.114.1.2',
  'localhost',
  'unknown',
  '0',
  'x'.repeat(100_000),
])('A23 %j is not an address', (text) => {
  expect(parseAddress(text)).toBeUndefined();
});

test('the canonical text parses to the same address', () => {
  for (const text of ['140.114.1.2', '2001:db8::1', '::', '::1', 'fe80::abcd:0:0:1', '::ffff:1.2.3.4', '::1.2.3.4']) {
    const address = parseAddress(text);
    expect(parseAddress(address?.text ?? '')).toEqual(address);
  }
});
