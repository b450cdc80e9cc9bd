import { inspect } from 'node:util';
import { expect, test } from 'vitest';
import { refuse } from '@/lib/result';
import { readPassword } from '@/lib/strength/read-password';

test('A60 a password typed in either spelling is the same secret', () => {
  const composed = readPassword('caf\u00e9');
  const decomposed = readPassword('cafe\u0301');
  expect(composed.ok && composed.value.reveal()).toBe('caf\u00e9');
  expect(decomposed.ok && decomposed.value.reveal()).toBe('caf\u00e9');
});

test('A63 nothing is trimmed', () => {
  const read = readPassword('  both ends \u3000');
  expect(read.ok && read.value.reveal()).toBe('  both ends \u3000');
});

test('A80 a password that was read does not appear in printed output', () => {
  const read = readPassword('lantern-otter-78');
  expect(`${inspect(read)}${JSON.stringify(read)}`).not.toContain('otter');
});

test('A58 a refusal contains the position, not the password', () => {
  expect(readPassword('abc\0def')).toEqual(refuse('password.control_character', { codePoint: 'U+0000', position: 4 }));
});
