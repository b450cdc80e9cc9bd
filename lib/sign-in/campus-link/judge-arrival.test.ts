import { expect, test } from 'vitest';
import { after, minutes } from '@/lib/clock';
import { type Arrival, judgeArrival } from '@/lib/sign-in/campus-link/judge-arrival';
import { linXiaClaims, NOON } from '@/tests/support/forge-campus-link';

const linkOf = (ip: string | string[]) => ({
  claims: { ...linXiaClaims, ip },
  issuedAt: NOON,
  expiresAt: after(NOON, minutes(2)),
});
const from = (browserAddress: string, more: Partial<Arrival> = {}): Arrival => ({
  browserAddress,
  precision: 'exact',
  spent: false,
  ...more,
});

test('the browser that the link was given to is accepted', () => {
  expect(judgeArrival(linkOf('140.114.1.2'), from('140.114.1.2'))).toMatchObject({ ok: true });
});

test('another browser’s address is refused, and both are shown', () => {
  expect(judgeArrival(linkOf('140.114.1.2'), from('203.0.113.9'))).toEqual({
    ok: false,
    code: 'campus_link.address_differs',
    detail: { linkAddress: '140.114.1.2', browserAddress: '203.0.113.9' },
  });
});

test('either of a link’s two addresses is accepted', () => {
  const link = linkOf(['140.114.1.2', '2001:DB8::1']);
  expect(judgeArrival(link, from('140.114.1.2'))).toMatchObject({ ok: true });
  expect(judgeArrival(link, from('2001:db8::1'))).toMatchObject({ ok: true });
  expect(judgeArrival(link, from('2001:db8::2'))).toMatchObject({
    code: 'campus_link.address_differs',
    detail: { linkAddress: '140.114.1.2, 2001:db8::1', browserAddress: '2001:db8::2' },
  });
});

test('A21 the link’s address may be written as IPv4-mapped IPv6', () => {
  expect(judgeArrival(linkOf('::ffff:140.114.1.2'), from('140.114.1.2'))).toMatchObject({ ok: true });
});

test('A23 addresses are compared as bytes and shown in canonical text', () => {
  expect(judgeArrival(linkOf('2001:DB8:0::1'), from('2001:db8::1'))).toMatchObject({ ok: true });
  expect(judgeArrival(linkOf('2001:DB8:0::1'), from('2001:0db8::2'))).toMatchObject({
    detail: { linkAddress: '2001:db8::1', browserAddress: '2001:db8::2' },
  });
  expect(judgeArrival(linkOf('140.114.1.2'), from('64:ff9b::140.114.1.2'))).toMatchObject({ ok: false });
  expect(judgeArrival(linkOf('140.114.1.2'), from('64:ff9b::140.114.1.2', { unwrapNat64: true }))).toMatchObject({
    ok: true,
  });
});

test('A25 an IPv6 privacy address is accepted when the policy compares by /64', () => {
  const link = linkOf('2001:db8:1:2::a');
  expect(judgeArrival(link, from('2001:db8:1:2::b'))).toMatchObject({ code: 'campus_link.address_differs' });
  expect(judgeArrival(link, from('2001:db8:1:2::b', { precision: 'ipv6-64' }))).toMatchObject({ ok: true });
  expect(judgeArrival(link, from('2001:db8:1:3::b', { precision: 'ipv6-64' }))).toMatchObject({ ok: false });
});

test('the address is not compared when the policy says so', () => {
  expect(judgeArrival(linkOf('140.114.1.2'), from('203.0.113.9', { precision: 'off' }))).toMatchObject({ ok: true });
});

test('an address that cannot be parsed counts as a different one', () => {
  expect(judgeArrival(linkOf('140.114.1.2'), from('fe80::1%eth0'))).toMatchObject({
    code: 'campus_link.address_differs',
    detail: { browserAddress: 'fe80::1%eth0' },
  });
});

test('a spent link is refused', () => {
  expect(judgeArrival(linkOf('140.114.1.2'), from('140.114.1.2', { spent: true }))).toEqual({
    ok: false,
    code: 'campus_link.used',
  });
});

test('a stranger with a spent link learns only that the address differs', () => {
  expect(judgeArrival(linkOf('140.114.1.2'), from('203.0.113.9', { spent: true }))).toMatchObject({
    code: 'campus_link.address_differs',
  });
});

test('A25 a browser that used IPv4 there and IPv6 here is refused for the family, not as another browser', () => {
  for (const [there, here] of [
    ['140.114.1.2', '2001:db8::1'],
    ['2001:db8::1', '140.114.1.2'],
  ] as const) {
    expect(judgeArrival(linkOf(there), from(here))).toEqual({
      ok: false,
      code: 'campus_link.address_family_differs',
      detail: { linkAddress: there, browserAddress: here },
    });
  }
});
