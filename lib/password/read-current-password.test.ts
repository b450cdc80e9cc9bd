import { expect, test } from 'vitest';
import { refuse } from '@/lib/result';
import { readCurrentPassword } from './read-current-password';

test('A111 a password in force that cannot be read is told by its character, and by its field', () => {
  expect(readCurrentPassword('abc\uFFFD')).toEqual(
    refuse('password.replacement_character', { position: 4, field: 'current' }),
  );
  expect(readCurrentPassword('a\0')).toEqual(
    refuse('password.control_character', { position: 2, codePoint: 'U+0000', field: 'current' }),
  );
  expect(readCurrentPassword('\uD83D')).toEqual(refuse('password.broken_character', { position: 1, field: 'current' }));
});

test('one that no mailbox can have is wrong; none is none', () => {
  expect(readCurrentPassword('a'.repeat(513))).toEqual(refuse('proof.current_wrong'));
  for (const none of [undefined, '']) expect(readCurrentPassword(none)).toEqual({ ok: true, value: undefined });
  expect(readCurrentPassword('lanterns')).toMatchObject({ ok: true });
});
