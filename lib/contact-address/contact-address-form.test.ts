import { expect, test } from 'vitest';
import { contactAddress } from './contact-address-form';

test('an address is taken in one spelling: no space around it, the domain in small letters', () => {
  expect(contactAddress.parse('  Lin.Xia+mail@Example.ORG ')).toBe('Lin.Xia+mail@example.org');
});

test.each([
  ['', 'contact_address.missing'],
  ['   ', 'contact_address.missing'],
  ['linxia', 'contact_address.malformed'],
  ['linxia@localhost', 'contact_address.malformed'],
  ['linxia@example.org\r\nBcc: all@example.org', 'contact_address.malformed'],
  ['linxia@example.org,other@example.org', 'contact_address.malformed'],
  ['Lin Xia <linxia@example.org>', 'contact_address.malformed'],
  ['"lin\r\n"@example.org', 'contact_address.malformed'],
  ['linxia@[127.0.0.1]', 'contact_address.malformed'],
  ['linxia@example.org.', 'contact_address.malformed'],
  ['林夏@example.org', 'contact_address.malformed'],
  ['linxia@例子.tw', 'contact_address.malformed'],
  ['linxia@еxample.org', 'contact_address.malformed'],
  [`${'x'.repeat(250)}@example.org`, 'contact_address.malformed'],
])('A72 A81 %j is refused: %s', (typed, code) => {
  const read = contactAddress.safeParse(typed);
  expect(read.success ? read.data : read.error.issues[0]?.message).toBe(code);
});
