import { expect, test } from 'vitest';
import type { Config } from '@/lib/config/config';
import { judgeSessionAddress } from './judge-session-address';

const config = (sessionAddress: Config['sessionAddress'], networks?: string[]) =>
  ({ sessionAddress, campus: { networks } }) as unknown as Pick<Config, 'sessionAddress' | 'campus'>;
const onCampus = config('ipv6-64', ['140.114.0.0/16', '2001:288:e001::/48']);
const session = (sourceAddress: string, confirmedAddress: string | null = null) => ({
  sourceAddress,
  confirmedAddress,
});

test('A25 a temporary address within its /64 is the same', () => {
  expect(judgeSessionAddress(session('2001:288:e001:7::1'), '2001:288:e001:7:aaaa::2', onCampus)).toBe('same');
  expect(judgeSessionAddress(session('2001:288:e001:7::1'), '2001:288:e001:8::1', onCampus)).toBe('other');
});

test('A25 a change between IPv4 and IPv6 is reported as such, and may be confirmed within the campus’s networks', () => {
  const before = session('140.114.1.2');
  expect(judgeSessionAddress(before, '2001:288:e001:7::1', config('ipv6-64'))).toBe('other_family');
  expect(judgeSessionAddress(before, '2001:db8::1', onCampus)).toBe('other_family');
  expect(judgeSessionAddress(before, '2001:288:e001:7::1', onCampus)).toBe('confirmable');
  expect(judgeSessionAddress(session('2001:db8::1'), '140.114.1.2', onCampus)).toBe('confirmable');
  expect(judgeSessionAddress(before, '140.114.1.3', onCampus)).toBe('other');
});

test('A25 once confirmed both addresses belong to the session, and no third one', () => {
  const confirmed = session('140.114.1.2', '2001:288:e001:7::1');
  expect(judgeSessionAddress(confirmed, '140.114.1.2', onCampus)).toBe('same');
  expect(judgeSessionAddress(confirmed, '2001:288:e001:7:bbbb::1', onCampus)).toBe('same');
  expect(judgeSessionAddress(confirmed, '2001:288:e001:8::1', onCampus)).toBe('other_family');
  expect(judgeSessionAddress(confirmed, '140.114.1.3', onCampus)).toBe('other');
});

test('A25 an invalid address counts as a different one', () => {
  expect(judgeSessionAddress(session('140.114.1.2'), null, onCampus)).toBe('other');
  expect(judgeSessionAddress(session('140.114.1.2'), 'fe80::1%eth0', onCampus)).toBe('other');
});
