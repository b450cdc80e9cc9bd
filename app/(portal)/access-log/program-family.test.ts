import { expect, test } from 'vitest';
import { programFamily } from './program-family';

test.each([
  ['iPhone Mail 22A3354', 'ios'],
  ['Mac OS X Mail 16.0', 'ios'],
  ['com.google.android.gm 2026', 'android'],
  ['Microsoft Outlook 16.0', 'outlook'],
  ['Thunderbird 145.0', 'thunderbird'],
  ['Roundcube Webmail', undefined],
  ['', undefined],
  [null, undefined],
])('%j is of the family %s', (program, family) => {
  expect(programFamily(program)).toBe(family);
});
