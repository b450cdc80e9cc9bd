import { expect, test } from 'vitest';
import { placeOf } from './place-of';

const networks = ['140.114.0.0/16', '2001:288:e001::/48'];

test.each([
  ['140.114.5.6', 'TW', 'campus'],
  ['2001:288:e001::1', 'TW', 'campus'],
  ['10.1.2.3', null, 'campus'],
  ['127.0.0.1', null, 'campus'],
  ['fd00::1', null, 'campus'],
  ['203.0.113.7', 'AU', 'AU'],
  ['192.0.2.7', null, 'unknown'],
  [null, null, 'unknown'],
])('%s with the country %s is %s', (address, country, place) => {
  expect(placeOf({ address, country }, networks)).toBe(place);
});
