import { expect, test } from 'vitest';
import { loadCampusProfile } from '@/lib/config/load-campus-profile';
import { systemOfAccount } from './system-of-account';

const campus = loadCampusProfile();

test.each([
  ['s9862123', 'm98', 'seven digits: the first two are the year'],
  ['s9962999', 'm99', 'another year, another system'],
  ['s098062123', 'm98', 'nine digits: the first three'],
  ['u9562123', 'oz', 'year 97 and earlier'],
  ['s9762123', 'oz', 'year 97 itself'],
  ['u9862123', 'mx', 'from 98 on an account begins with s'],
  ['s110062123', 'mx', 'a year whose system is not listed'],
  ['linxia', 'mx', 'a chosen name'],
  ['s', 'mx', 'a letter alone'],
  ['secretary98', 'mx', 'a name that begins with s'],
  ['', 'mx', 'nothing typed yet'],
])('%s belongs to %s: %s', (account, system) => {
  expect(systemOfAccount(campus, account)).toBe(system);
});
