import { expect, test } from 'vitest';
import { refuse } from '@/lib/result';
import { readCurrentPassword } from './read-current-password';

test('A111 a password in force with an unreadable character is refused by that character, and by its field', () => {
  expect(readCurrentPassword('abc\uFFFD')).toEqual(
    refuse('password.replacement_character', { position: 4, field: 'current' }),
  );
  expect(readCurrentPassword('a\0')).toEqual(
    refuse('password.control_character', { position: 2, codePoint: 'U+0000', field: 'current' }),
  );
  expect(readCurrentPassword('\uD83D')).toEqual(refuse('password.broken_character', { position: 1, field: 'current' }));
});

test('a password that no mailbox can have is wrong; an empty one counts as not given', () => {
  expect(readCurrentPassword('a'.repeat(513))).toEqual(refuse('proof.current_wrong'));
  for (const none of [undefined, '']) expect(readCurrentPassword(none)).toEqual({ ok: true, value: undefined });
  expect(readCurrentPassword('lanterns')).toMatchObject({ ok: true });
});
