import { mkdtempSync, readFileSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { SHIPPED_COUNTRY_FILE } from '@/lib/config/config';
import { countryOf, openCountryFile } from './country-of';

const file = openCountryFile(SHIPPED_COUNTRY_FILE);

test.each([
  ['140.114.1.2', 'TW'],
  ['2001:b030::1', 'TW'],
  ['8.8.8.8', 'US'],
  ['::ffff:140.114.1.2', 'TW'],
  ['64:ff9b::140.114.1.2', 'TW'],
])('the country of %s is %s', (address, country) => {
  expect(countryOf(address, file)).toBe(country);
});

test.each([
  [null],
  [''],
  ['no address'],
  ['10.0.0.1'],
  ['127.0.0.1'],
  ['100.64.0.1'],
  ['169.254.1.1'],
  ['::1'],
  ['fd00::1'],
  ['fe80::1'],
  ['192.0.2.4'],
])('the country of %j is unknown', (address) => {
  expect(countryOf(address, file)).toBeNull();
});

test('a local address has no country, even where the file names one', () => {
  expect(file.reader.get('192.168.1.1')).toEqual({ country_code: 'AU' });
  expect(countryOf('192.168.1.1', file)).toBeNull();
});

test.each([
  [{ country: { iso_code: 'NL' } }, 'NL'],
  [{ country_code: 'NL' }, 'NL'],
  [{ country_code: 'ZZ' }, null],
  [{ country_code: 'EU' }, null],
  [{ country_code: 'nl' }, null],
  [{ country_code: 7 }, null],
  [{ country: {} }, null],
  [{}, null],
])('a record %j is read as %s', (record, country) => {
  const reader = { get: () => record } as unknown as typeof file.reader;
  expect(countryOf('8.8.8.8', { ...file, reader })).toBe(country);
});

test('the file knows when it was made', () => {
  expect(file.builtAt.getTime()).toBeGreaterThan(Date.UTC(2026, 0));
});

test('a file that is missing, empty, cut short or no database is refused', () => {
  const folder = mkdtempSync(join(tmpdir(), 'countries-'));
  const withBytes = (name: string, bytes: Buffer | string) => {
    writeFileSync(join(folder, name), bytes);
    return () => openCountryFile(join(folder, name));
  };
  expect(() => openCountryFile(join(folder, 'missing'))).toThrow('ENOENT');
  expect(withBytes('empty', '')).toThrow();
  expect(withBytes('text', 'no database')).toThrow();
  expect(withBytes('cut', readFileSync(SHIPPED_COUNTRY_FILE).subarray(0, 4_000_000))).toThrow();
});
