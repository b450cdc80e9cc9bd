import { expect, test } from 'vitest';
import { ok, refuse } from '@/lib/result';
import { MAX_TYPED_UNITS, normalisePassword } from '@/lib/strength/normalise-password';

const control = (codePoint: string, position: number) => refuse('password.control_character', { codePoint, position });

test('A55 an empty password is refused', () => {
  expect(normalisePassword('')).toEqual(refuse('password.empty'));
});

test('A56 the limit is 512 bytes of UTF-8', () => {
  expect(normalisePassword('a'.repeat(512))).toEqual(ok('a'.repeat(512)));
  expect(normalisePassword('a'.repeat(513))).toEqual(refuse('password.too_many_bytes'));
  expect(normalisePassword('密'.repeat(170)).ok).toBe(true);
  expect(normalisePassword('密'.repeat(171))).toEqual(refuse('password.too_many_bytes'));
});

test('A56 the bytes of the normal form are counted, so both spellings of one password get the same result', () => {
  expect(normalisePassword('é'.repeat(256)).ok).toBe(true);
  expect(normalisePassword('e\u0301'.repeat(256))).toEqual(ok('é'.repeat(256)));
});

test('A56 a megabyte is refused by its length alone, whatever it contains', () => {
  // Alternating marks of two classes are the costliest text to normalise: without the limit the test would time out.
  expect(normalisePassword('\u0316\u0301'.repeat(500_000))).toEqual(refuse('password.too_many_bytes'));
  expect(normalisePassword('\0'.repeat(1_000_000))).toEqual(refuse('password.too_many_bytes'));
});

test('A56 the longest and costliest spelling that is still normalised is refused for its bytes', () => {
  expect(normalisePassword('\u0316\u0301'.repeat(MAX_TYPED_UNITS / 2)).ok).toBe(false);
});

test('A58 a NUL is refused by name and position, never a reason to truncate', () => {
  expect(normalisePassword('abc\0def')).toEqual(control('U+0000', 4));
  expect(normalisePassword(JSON.parse('"abc\\u0000def"'))).toEqual(control('U+0000', 4));
  expect(normalisePassword(new URLSearchParams('next=abc%00def').get('next') ?? '')).toEqual(control('U+0000', 4));
});

test('A58 the text %00 is four harmless characters', () => {
  expect(normalisePassword('abc%00def')).toEqual(ok('abc%00def'));
});

test('A59 every control character is refused by name', () => {
  const controls = [...Array(0x20).keys(), ...Array.from({ length: 0x21 }, (_, i) => 0x7f + i)];
  for (const codePoint of controls) {
    const name = `U+${codePoint.toString(16).toUpperCase().padStart(4, '0')}`;
    expect(normalisePassword(`ab${String.fromCodePoint(codePoint)}`)).toEqual(control(name, 3));
  }
});

test.each([
  ['\u2028', 'U+2028'],
  ['\u2029', 'U+2029'],
  ['\uFEFF', 'U+FEFF'],
])('A59 the separator %j is refused as %s', (character, name) => {
  expect(normalisePassword(`${character}long enough to pass`)).toEqual(control(name, 1));
});

test('A59 a position counts characters as typed: an emoji is one, a letter and its accent are two', () => {
  expect(normalisePassword('😀😀\t')).toEqual(control('U+0009', 3));
  expect(normalisePassword('e\u0301\t')).toEqual(control('U+0009', 3));
});

test('A59 the first control character is the one named', () => {
  expect(normalisePassword('a\u0007b\u0000')).toEqual(control('U+0007', 2));
});

test('A59 a lone surrogate is refused, before a control character', () => {
  expect(normalisePassword('ab\uD83D')).toEqual(refuse('password.broken_character', { position: 3 }));
  expect(normalisePassword('\uDE00ab')).toEqual(refuse('password.broken_character', { position: 1 }));
  expect(normalisePassword('\0\uDE00\uD83D')).toEqual(refuse('password.broken_character', { position: 2 }));
  expect(normalisePassword('ab😀')).toEqual(ok('ab😀'));
});

test('A111 U+FFFD, which stands for a lost character, is refused by name and position', () => {
  const lost = (position: number) => refuse('password.replacement_character', { position });
  expect(normalisePassword('lanterns \uFFFD over the river')).toEqual(lost(10));
  expect(normalisePassword('😀\uFFFD\uFFFD')).toEqual(lost(2));
  expect(normalisePassword('\0\uFFFD')).toEqual(lost(2));
  // The output of a lenient decoder for Big5.
  expect(normalisePassword(new TextDecoder().decode(Buffer.from([0xa4, 0xa4])))).toEqual(lost(1));
  expect(normalisePassword('\uFFFC').ok).toBe(true);
});

test('A60 both spellings of é, of Å and of a Hangul syllable are one password', () => {
  expect(normalisePassword('cafe\u0301')).toEqual(ok('caf\u00e9'));
  expect(normalisePassword('\u212B')).toEqual(ok('\u00c5'));
  expect(normalisePassword('\u1112\u1161\u11ab')).toEqual(ok('한'));
});

test.each(['ﬁ', 'Ａ', 'İ', 'ı', 'ẞ', 'ㅎ', '①', '２', '｡'])(
  'A60 %s stays itself: no compatibility form, no case',
  (text) => {
    expect(normalisePassword(text)).toEqual(ok(text));
  },
);

test.each([
  'zero\u200bwidth',
  'joi\u200dner',
  'right\u200fto\u202eleft',
  '👩‍👩‍👧‍👦',
  '❤\uFE0F',
  'soft\u00adhyphen',
  '\u3164',
])('A62 %j is accepted as typed', (text) => {
  expect(normalisePassword(text)).toEqual(ok(text));
});

test.each([' both ends ', '   ', '\u3000wide\u3000', '\u00a0no break', 'two  spaces'])(
  'A63 %j is kept as typed',
  (text) => {
    expect(normalisePassword(text)).toEqual(ok(text));
  },
);

test.each(['"\\{', '%u%w', '{PLAIN}x', "' OR '1'='1", '*)(uid=*', '$2a$10$', 'a LOGIN x {5}', '<b>&amp;'])(
  'syntax of another program is plain text in a password: %s',
  (text) => {
    expect(normalisePassword(text)).toEqual(ok(text));
  },
);
