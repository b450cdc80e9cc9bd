import { expect, test } from 'vitest';
import { maskAddress, readEvidence } from './read-evidence';

const MAILBOX = 'linxia@mx.example';
const LINE = { time: '2026-11-15T03:12:09+08:00', account: 'linxia', protocol: 'smtp', address: '203.0.113.77' };
const fileOf = (...lines: object[]) => lines.map((line) => JSON.stringify(line)).join('\n');

test('each line is an incident, and every address is masked', () => {
  const text = `${fileOf({ ...LINE, country: 'NL' }, { ...LINE, account: 'LinXia@mx.example', address: '2001:db8:51:a::77' })}\n\n`;
  expect(readEvidence(text, MAILBOX)).toEqual({
    ok: true,
    incidents: [
      {
        happenedAt: new Date('2026-11-14T19:12:09Z'),
        account: 'linxia',
        protocol: 'smtp',
        maskedAddress: '203.0.113.*',
        country: 'NL',
      },
      {
        happenedAt: new Date('2026-11-14T19:12:09Z'),
        account: 'LinXia@mx.example',
        protocol: 'smtp',
        maskedAddress: '2001:db8:51:a:*',
        country: null,
      },
    ],
  });
});

test('A120 a byte order mark, either line ending, blanks and an empty country make no difference', () => {
  const [first, second] = [
    { ...LINE, country: '' },
    {
      ...LINE,
      account: ' linxia ',
      address: ' 203.0.113.78',
      time: ` ${LINE.time} `,
      protocol: 'smtp ',
      country: ' NL',
    },
  ];
  const read = readEvidence(`\ufeff${JSON.stringify(first)}\n\r\n ${JSON.stringify(second)}\r\n`, MAILBOX);
  expect(read).toMatchObject({
    ok: true,
    incidents: [
      { account: 'linxia', country: null },
      { account: 'linxia', country: 'NL' },
    ],
  });
});

test('A120 every error of every line is reported, with its value', () => {
  const text = [
    JSON.stringify({ ...LINE, address: '203.0.113.77\u200b', protocol: 'ftp' }),
    JSON.stringify(LINE),
    '{"time": “now”}',
  ].join('\r\n');
  const { why } = readEvidence(text, MAILBOX) as { why: string };
  expect(why).toMatch(/^line 1: .*protocol: .*not "ftp".*address: .*not "203\.0\.113\.77<U\+200B>"$/m);
  expect(why).toMatch(/^line 3: .*character 10: "“" \(U\+201C\) cannot stand there$/m);
});

test.each([
  ['another account', fileOf(LINE, { ...LINE, account: 'chen' }), /^line 2 is about another account/],
  ['the same name elsewhere', fileOf({ ...LINE, account: 'linxia@oz.example' }), /another account/],
  ['no JSON', 'time,account', /^line 1: /],
  ['a field too many', fileOf({ ...LINE, password: 'x' }), /^line 1: /],
  ['a misspelled field', fileOf({ ...LINE, adress: 'x' }), /^line 1: adress is no key here\. Did you mean address\?/],
  ['no zone', fileOf({ ...LINE, time: '2026-11-15T03:12:09' }), /time: no time/],
  ['no address', fileOf({ ...LINE, address: '203.0.113.*' }), /address: no IPv4/],
  ['an unknown protocol', fileOf({ ...LINE, protocol: 'ftp' }), /protocol/],
  ['a country in words', fileOf({ ...LINE, country: 'nl' }), /country: no country code/],
  ['nothing', '\n \n', /holds no incident/],
  ['too much', fileOf(...Array.from({ length: 201 }, () => LINE)), /more than 200/],
])('%s is refused with its line', (_, text, why) => {
  expect(readEvidence(text, MAILBOX)).toMatchObject({ ok: false, why: expect.stringMatching(why) });
});

test('the last part is masked: one number of IPv4, the network’s own half of IPv6', () => {
  expect(maskAddress('198.51.100.255')).toBe('198.51.100.*');
  expect(maskAddress('::ffff:198.51.100.255')).toBe('198.51.100.*');
  expect(maskAddress('2001:db8::1')).toBe('2001:db8:0:0:*');
});
