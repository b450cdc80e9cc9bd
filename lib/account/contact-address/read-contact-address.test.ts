import { expect, test } from 'vitest';
import { readContactAddress } from './read-contact-address';

function readAs(typed: string): unknown {
  const read = readContactAddress(typed);
  return read.ok ? read.value : [read.code, ...(read.detail?.codePoint ? [read.detail.codePoint] : [])];
}

test('an address is normalised: trimmed, with the domain in lower case', () => {
  expect(readAs('  Lin.Xia+mail@Example.ORG ')).toBe('Lin.Xia+mail@example.org');
  expect(readAs('zhou@XN--FSQU00A.xn--kpry57d')).toBe('zhou@xn--fsqu00a.xn--kpry57d');
});

test.each([
  "!#$%&'*+-/=?^_`{|}~@example.org",
  "o'neill.123@a.b-c.example",
  '-@example.org',
  'a/b=c@example.org',
  `${'x'.repeat(64)}@example.org`,
  `a@${'x'.repeat(63)}.org`,
  'zhou@xn--fsqu00a.xn--kpry57d',
  'zhou@mail.xn--fiqs8s',
  'a@1.example.museum',
  'a@example.x1',
  `${'x'.repeat(60)}@${'y'.repeat(60)}.${'z'.repeat(60)}.${'w'.repeat(60)}.example`,
])('%s is a valid address by RFC 5321', (address) => {
  expect(readAs(address)).toBe(address);
});

test.each([
  ['', ['contact_address.missing']],
  [' \u3000 ', ['contact_address.missing']],
  ['linxia', ['contact_address.malformed']],
  ['@example.org', ['contact_address.malformed']],
  ['linxia@', ['contact_address.malformed']],
  ['a@b@example.org', ['contact_address.malformed']],
  ['linxia@example.org\r\nBcc: all@example.org', ['contact_address.malformed']],
  ['linxia\r\n@example.org', ['contact_address.character', 'U+000D']],
  ['linxia@example.org,org', ['contact_address.character', 'U+002C']],
  ['Lin Xia <linxia@example.org>', ['contact_address.character', 'U+0020']],
  ['"lin"@example.org', ['contact_address.character', 'U+0022']],
  ['linxia@[127.0.0.1]', ['contact_address.character', 'U+005B']],
  ['linxia@exam_ple.org', ['contact_address.character', 'U+005F']],
  ['林夏@example.org', ['contact_address.character', 'U+6797']],
  ['linxia@例子.tw', ['contact_address.character', 'U+4F8B']],
  ['linxia@еxample.org', ['contact_address.character', 'U+0435']],
  ['lin\u200Bxia@example.org', ['contact_address.character', 'U+200B']],
  ['lin\uFFFDxia@example.org', ['contact_address.character', 'U+FFFD']],
  ['linxia@ｅxample.org', ['contact_address.character', 'U+FF45']],
  ['linxia@\u212Aexample.org', ['contact_address.character', 'U+212A']],
  ['.linxia@example.org', ['contact_address.dots']],
  ['linxia.@example.org', ['contact_address.dots']],
  ['lin..xia@example.org', ['contact_address.dots']],
  ['linxia@localhost', ['contact_address.domain']],
  ['linxia@example.org.', ['contact_address.domain']],
  ['linxia@example..org', ['contact_address.domain']],
  ['linxia@-example.org', ['contact_address.domain']],
  ['linxia@example-.org', ['contact_address.domain']],
  ['linxia@127.0.0.1', ['contact_address.domain']],
  ['linxia@xn--zz.tw', ['contact_address.domain']],
  [`linxia@${'x'.repeat(64)}.org`, ['contact_address.domain']],
  [`${'x'.repeat(65)}@example.org`, ['contact_address.too_long']],
  [`${'x'.repeat(250)}@example.org`, ['contact_address.too_long']],
])('A72 A81 %j is refused: %j', (typed, refusal) => {
  expect(readAs(typed)).toEqual(refusal);
});

test('an invisible character is shown by a visible sign', () => {
  const shown = (typed: string) => {
    const read = readContactAddress(typed);
    return read.ok ? undefined : read.detail?.character;
  };
  expect(['a b@example.org', 'a\tb@example.org', 'a\u00A0b@example.org', 'a\u0301@example.org'].map(shown)).toEqual([
    '␠',
    '␉',
    '□',
    '□',
  ]);
  expect(shown('a,b@example.org')).toBe(',');
});
