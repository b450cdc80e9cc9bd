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
  expect(refuseFormOrigin({ origin, site }, OURS)).toBe(refusal);
});
