import { expect, test } from 'vitest';
import { notesOn, PASSWORD_NOTES, type PasswordNote } from '@/lib/strength/password-notes';

test('an ordinary password gets no note, even with spaces inside', () => {
  expect(notesOn('correct Horse 7 ~!"staple')).toEqual([]);
});

test.each<[string, PasswordNote[]]>([
  [' lantern', ['leading_or_trailing_space']],
  ['lantern ', ['leading_or_trailing_space']],
  ['   ', ['leading_or_trailing_space']],
  ['\u00a0lantern', ['leading_or_trailing_space', 'non_ascii']],
  ['lan\u3000tern', ['ideographic_space', 'non_ascii']],
  ['lantern\u3000', ['leading_or_trailing_space', 'ideographic_space', 'non_ascii']],
])('A63 the spaces of %j are noted', (password, notes) => {
  expect(notesOn(password)).toEqual(notes);
});

test.each(['a\u200bb', 'a\u200fb', 'a\u202eb', '👩‍👧', '❤\uFE0F', 'a\u00adb', '\u3164', '\u{E0001}'])(
  'A62 an invisible character in %j is noted',
  (password) => {
    expect(notesOn(password)).toEqual(['invisible_character', 'non_ascii']);
  },
);

test.each(['密碼', 'café', '😀'])('%s is noted as not typable on every keyboard', (password) => {
  expect(notesOn(password)).toEqual(['non_ascii']);
});

test('notes come in a fixed order', () => {
  expect(notesOn(' \u200b\u3000')).toEqual([...PASSWORD_NOTES]);
  expect(notesOn(' \u200b\u3000')).toEqual([...PASSWORD_NOTES]);
});
