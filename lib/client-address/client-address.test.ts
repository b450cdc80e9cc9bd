import { expect, test } from 'vitest';
import {
  type ClientConnection,
  clientAddress,
  type MalformedForwarding,
  parseCidr,
} from '@/lib/client-address/client-address';

const proxies = ['10.0.0.0/8', '2001:db8:ffff::/48'].map(parseCidr);
const through = (peer: string, forwardedFor: ClientConnection['forwardedFor'], trustedProxies = proxies) =>
  clientAddress({ peer, forwardedFor, trustedProxies });

test('without proxies the address is the socket’s', () => {
  expect(through('140.114.1.2', undefined)).toBe('140.114.1.2');
});

test('A19 X-Forwarded-For from an untrusted peer is ignored', () => {
  expect(through('140.114.1.2', '203.0.113.9')).toBe('140.114.1.2');
  expect(through('140.114.1.2', '203.0.113.9', [])).toBe('140.114.1.2');
  expect(through('11.0.0.1', '203.0.113.9')).toBe('11.0.0.1');
});

test('behind a trusted proxy the address is the one the proxy saw', () => {
  expect(through('10.0.0.1', '203.0.113.9')).toBe('203.0.113.9');
  expect(through('2001:db8:ffff::1', '203.0.113.9')).toBe('203.0.113.9');
});

test('A19 the hops at the left of X-Forwarded-For, written by the client, are ignored', () => {
  expect(through('10.0.0.1', '127.0.0.1, 10.0.0.7, 203.0.113.9')).toBe('203.0.113.9');
});

test('A19 trusted proxies at the right are skipped', () => {
  expect(through('10.0.0.1', '127.0.0.1, 203.0.113.9, 10.1.1.1, 2001:db8:ffff::2')).toBe('203.0.113.9');
});

test.each(['203.0.113.9,', '203.0.113.9, ,', ', 203.0.113.9'])(
  'empty elements of the chain %j are ignored',
  (chain) => {
    expect(through('10.0.0.1', chain)).toBe('203.0.113.9');
  },
);

test('A19 other headers have no effect', () => {
  const hostile = { 'x-real-ip': '127.0.0.1', forwarded: 'for=127.0.0.1', 'cf-connecting-ip': '127.0.0.1' };
  const connection = { peer: '10.0.0.1', forwardedFor: undefined, trustedProxies: proxies, ...hostile };
  expect(clientAddress(connection)).toBe('10.0.0.1');
});

test.each([
  '',
  ' ',
  ',',
  'unknown',
  '203.0.113.9, unknown',
  '203.0.113.9:',
  '203.0.113.9:123456',
  '203.0.113.9:http',
  '203.0.113.9:1:2',
  '[203.0.113.9]:1234',
  '[2001:db8::1',
  '[2001:db8::1]1234',
  '[2001:db8::1]:',
  '[[2001:db8::1]]:1234',
  '[]',
  '[fe80::1%eth0]:1234',
  '"203.0.113.9"',
  '203.0.113.9 10.0.0.2',
  '0xcb.0.113.9',
  'fe80::1%eth0',
  '203.0.113.9;10.0.0.2',
])('A19 the malformed chain %j is ignored: the peer counts', (chain) => {
  expect(through('10.0.0.1', chain)).toBe('10.0.0.1');
});

test.each([
  ['junk', 'junk, 203.0.113.9'],
  ['an empty hop', ',203.0.113.9'],
  ['a word', 'unknown, 203.0.113.9'],
  ['an address with a zone id', 'fe80::1%eth0, 203.0.113.9, 10.0.0.2'],
  ['a line of a log', '{"level":50}\u001b[2J, 203.0.113.9'],
  ['more hops than are read', `${'198.51.100.7, '.repeat(30)}203.0.113.9`],
  ['more commas than are read', `${','.repeat(3_000)}203.0.113.9`],
])('A116 %s at the left of the chain does not hide the client', (_, chain) => {
  expect(through('10.0.0.1', chain)).toBe('203.0.113.9');
});

test('A116 a chain with junk between client and proxies is ignored: the peer counts', () => {
  expect(through('10.0.0.1', '203.0.113.9, junk, 10.0.0.2')).toBe('10.0.0.1');
});

test('A116 malformed hops are reported, cut short, with the address that counts; a well-formed chain is not', () => {
  const reported: MalformedForwarding[] = [];
  const tell = (peer: string, forwardedFor: string) =>
    clientAddress({
      peer,
      forwardedFor,
      trustedProxies: proxies,
      onMalformed: (malformed) => reported.push(malformed),
    });
  tell('10.0.0.1', `198.51.100.7, ${'x'.repeat(500)}, 203.0.113.9`);
  tell('10.0.0.1', '203.0.113.9, 10.0.0.2:http');
  tell('10.0.0.1', '198.51.100.7, 203.0.113.9');
  tell('140.114.1.2', 'junk');
  expect(reported).toEqual([
    { peer: '10.0.0.1', hops: ['x'.repeat(64)], address: '203.0.113.9' },
    { peer: '10.0.0.1', hops: ['10.0.0.2:http'], address: '10.0.0.1' },
  ]);
});

test.each([
  ['203.0.113.5:4711', '203.0.113.5'],
  ['[2001:db8::1]:4711', '2001:db8::1'],
  ['[2001:db8::1]', '2001:db8::1'],
  ['[::ffff:203.0.113.5]:4711', '203.0.113.5'],
  // Without brackets the last group is not a port.
  ['2001:db8::4711', '2001:db8::4711'],
  ['198.51.100.7:1, 203.0.113.5:4711, 10.0.0.2:80, [2001:db8:ffff::2]:443', '203.0.113.5'],
])('A116 the port in the chain %j is ignored', (chain, address) => {
  const reported: MalformedForwarding[] = [];
  const onMalformed = (malformed: MalformedForwarding) => reported.push(malformed);
  expect(clientAddress({ peer: '10.0.0.1', forwardedFor: chain, trustedProxies: proxies, onMalformed })).toBe(address);
  expect(reported).toEqual([]);
});

test('A19 with trusted proxies in all hops that are read, the peer counts', () => {
  const chain = (hops: number) => `203.0.113.9${', 10.0.0.2'.repeat(hops)}`;
  expect(through('10.0.0.1', chain(7))).toBe('203.0.113.9');
  expect(through('10.0.0.1', chain(8))).toBe('10.0.0.1');
  expect(through('10.0.0.1', chain(100_000))).toBe('10.0.0.1');
  const two = { peer: '10.0.0.1', forwardedFor: chain(3), trustedProxies: proxies, maxHops: 2 };
  expect(clientAddress(two)).toBe('10.0.0.1');
});

test('with a chain of trusted proxies only, the peer counts', () => {
  expect(through('10.0.0.1', '10.0.0.9, 10.0.0.2')).toBe('10.0.0.1');
});

test('several X-Forwarded-For lines are one chain', () => {
  expect(through('10.0.0.1', ['127.0.0.1', '203.0.113.9, 10.0.0.2'])).toBe('203.0.113.9');
});

test('A21 an IPv4-mapped peer or hop is the IPv4 address it holds', () => {
  expect(through('::ffff:140.114.1.2', undefined)).toBe('140.114.1.2');
  expect(through('::ffff:10.0.0.1', '::ffff:203.0.113.9, ::ffff:10.0.0.2')).toBe('203.0.113.9');
});

test('A23 the address is canonical text', () => {
  expect(through('10.0.0.1', '2001:DB8:0:0::1')).toBe('2001:db8::1');
});

test('A23 a NAT64 client is its IPv4 address by option', () => {
  const nat64 = { peer: '64:ff9b::140.114.1.2', forwardedFor: undefined, trustedProxies: [] };
  expect(clientAddress(nat64)).toBe('64:ff9b::8c72:102');
  expect(clientAddress({ ...nat64, unwrapNat64: true })).toBe('140.114.1.2');
});

test('A23 a peer with a zone id is never a trusted proxy', () => {
  expect(through('fe80::1%eth0', '203.0.113.9', [parseCidr('fe80::/10')])).toBe('fe80::1%eth0');
});

test.each([
  ['10.0.0.0/8', '10.255.255.255', '11.0.0.0'],
  ['192.168.4.0/22', '192.168.7.255', '192.168.8.0'],
  ['10.1.2.3', '10.1.2.3', '10.1.2.4'],
  ['10.1.2.2/31', '10.1.2.3', '10.1.2.4'],
  ['2001:db8::/33', '2001:db8:7fff::1', '2001:db8:8000::1'],
  ['::1', '::1', '::2'],
  ['0.0.0.0/0', '255.255.255.255', '::1'],
  ['::/0', 'ffff::', '10.0.0.0'],
])('the range %s holds %s and not %s', (range, inside, outside) => {
  const trustedProxies = [parseCidr(range)];
  expect(through(inside, '2001:db8:a::9, 203.0.113.9', trustedProxies)).not.toBe(inside);
  expect(through(outside, '2001:db8:a::9, 203.0.113.9', trustedProxies)).toBe(outside);
});

test.each([
  ['', 'no address range'],
  ['proxy.example', 'no address range'],
  ['10.0.0.0/8/8', 'no address range'],
  ['10.0/8', 'no address range'],
  ['fe80::1%eth0/64', 'no address range'],
  ['10.0.0.0/', 'prefix length from 0 to 32'],
  ['10.0.0.0/33', 'prefix length from 0 to 32'],
  ['10.0.0.0/-1', 'prefix length from 0 to 32'],
  ['10.0.0.0/255.0.0.0', 'prefix length from 0 to 32'],
  ['2001:db8::/129', 'prefix length from 0 to 128'],
  ['10.0.0.1/8', 'bits set beyond its first 8'],
  ['2001:db8::1/32', 'bits set beyond its first 32'],
  ['::ffff:10.0.0.0/104', 'write it as IPv4'],
])('the range %j is refused with a message for the operator', (range, sentence) => {
  expect(() => parseCidr(range)).toThrow(sentence);
});
