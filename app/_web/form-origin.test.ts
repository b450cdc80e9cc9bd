import { expect, test } from 'vitest';
import { refuseFormOrigin } from './form-origin';

const OURS = ['https://portal.test', 'https://mail.test'];

test.each([
  ['https://portal.test', 'same-origin', undefined],
  ['https://mail.test', undefined, undefined],
  [undefined, 'same-origin', undefined],
  [undefined, 'none', undefined],
  [undefined, undefined, undefined],
  ['https://evil.test', 'cross-site', 'request.origin_foreign'],
  ['https://portal.test.evil.test', undefined, 'request.origin_foreign'],
  ['http://portal.test', 'cross-site', 'request.origin_foreign'],
  [undefined, 'cross-site', 'request.origin_foreign'],
  [undefined, 'same-site', 'request.origin_foreign'],
  ['', 'cross-site', 'request.origin_foreign'],
  ['null', 'cross-site', 'request.origin_hidden'],
  ['null', 'same-origin', 'request.origin_hidden'],
  ['null', undefined, 'request.origin_hidden'],
])('A114 a form with Origin %s and Sec-Fetch-Site %s: %s', (origin, site, refusal) => {
  expect(refuseFormOrigin({ origin, site, referer: undefined }, OURS)).toBe(refusal);
});

test.each([
  ['https://portal.test/login?then=x', undefined],
  ['https://mail.test', undefined],
  ['', undefined],
  [null, undefined],
  ['https://evil.test/', 'request.origin_foreign'],
  ['https://portal.test.evil.test/', 'request.origin_foreign'],
  ['https://portal.test@evil.test/', 'request.origin_foreign'],
  ['http://portal.test/', 'request.origin_foreign'],
  ['about:blank', 'request.origin_foreign'],
  ['rubbish', 'request.origin_foreign'],
])('A114 a form with neither Origin nor Sec-Fetch-Site, and with Referer %s: %s', (referer, refusal) => {
  expect(refuseFormOrigin({ origin: undefined, site: undefined, referer }, OURS)).toBe(refusal);
});

test('A114 Origin and Sec-Fetch-Site take precedence over Referer', () => {
  const referer = 'https://evil.test/';
  expect(refuseFormOrigin({ origin: 'https://portal.test', site: undefined, referer }, OURS)).toBeUndefined();
  expect(refuseFormOrigin({ origin: undefined, site: 'same-origin', referer }, OURS)).toBeUndefined();
});
