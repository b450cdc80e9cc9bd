import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import english from '@/messages/en.json';
import chinese from '@/messages/zh-TW.json';

/** The pages that nginx sends where the portal cannot, by their status. */
const PAGES = new Map(
  [...readFileSync('deploy/nginx/portal.conf', 'utf8').matchAll(/return (\d+) '(<!doctype [^']*)'/g)].map(
    ([, status = '', html = '']) => [status, html],
  ),
);

test.each([
  ['414', 'addressTooLong', 'address_too_long'],
  ['431', 'tooManyCookies', 'header_too_large'],
] as const)('nginx’s page for %s says what the portal’s page says, and leads to home', (status, heading, code) => {
  const html = PAGES.get(status);
  expect(html).toContain(`<title>${chinese.refusal.headings[heading]} · ${english.refusal.headings[heading]}</title>`);
  for (const { errors, refusal } of [chinese, english]) {
    expect(html).toContain(errors.request[code]);
    expect(html).toContain(`<a href="/">${refusal.toHome}</a>`);
  }
});

test('nginx’s page for a portal that does not respond has a title in both languages', () => {
  expect([...PAGES.keys()]).toEqual(['414', '431', '503']);
  expect(PAGES.get('503')).toContain(
    `<title>${chinese.refusal.headings.service} · ${english.refusal.headings.service}</title>`,
  );
});
