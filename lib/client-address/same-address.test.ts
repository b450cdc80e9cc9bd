import { expect, test } from 'vitest';
import { sameAddress } from '@/lib/client-address/same-address';

test('A21 ::ffff:140.114.1.2 and 140.114.1.2 are the same address', () => {
  expect(sameAddress('::ffff:140.114.1.2', '140.114.1.2', 'exact')).toBe(true);
});

test('A23 two spellings of one IPv6 address are the same', () => {
  expect(sameAddress('2001:DB8:0:0::1', '2001:db8::0001', 'exact')).toBe(true);
});

test('A23 NAT64 is the same as the IPv4 address only by option', () => {
  expect(sameAddress('64:ff9b::140.114.1.2', '140.114.1.2', 'exact')).toBe(false);
  expect(sameAddress('64:ff9b::140.114.1.2', '140.114.1.2', 'exact', { unwrapNat64: true })).toBe(true);
});

test('A23 an address with a zone id equals no address, not even itself', () => {
  expect(sameAddress('fe80::1%eth0', 'fe80::1%eth0', 'exact')).toBe(false);
});

test('A25 an IPv6 address may change within its /64 when compared by /64', () => {
  expect(sameAddress('2001:db8:1:2::a', '2001:db8:1:2:ffff:ffff:ffff:ffff', 'ipv6-64')).toBe(true);
  expect(sameAddress('2001:db8:1:2::a', '2001:db8:1:2:ffff:ffff:ffff:ffff', 'exact')).toBe(false);
});

test('A25 the next /64 is another network', () => {
  expect(sameAddress('2001:db8:1:2::a', '2001:db8:1:3::a', 'ipv6-64')).toBe(false);
});

test('A25 IPv4 is compared exactly even when IPv6 is compared by /64', () => {
  expect(sameAddress('140.114.1.2', '140.114.1.3', 'ipv6-64')).toBe(false);
  expect(sameAddress('::ffff:140.114.1.2', '::ffff:140.114.1.3', 'ipv6-64')).toBe(false);
});

test('an IPv4 and an IPv6 address are never the same', () => {
  expect(sameAddress('140.114.1.2', '2001:db8::8c72:102', 'ipv6-64')).toBe(false);
  expect(sameAddress('0.0.0.0', '::', 'exact')).toBe(false);
});

test('with the comparison off, every address matches', () => {
  expect(sameAddress('140.114.1.2', '2001:db8::1', 'off')).toBe(true);
});

test.each([
  ['', ''],
  ['unknown', 'unknown'],
  ['140.114.1.2', ''],
])('an invalid address equals no other: %j and %j', (a, b) => {
  expect(sameAddress(a, b, 'exact')).toBe(false);
});
