import { linkSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { isSameInput } from './is-same-input';

test('A120 an input is recognised under each of its names', () => {
  const folder = mkdtempSync(join(tmpdir(), 'same-input-'));
  onTestFinished(() => rmSync(folder, { recursive: true }));
  const [file, other, hard, soft] = ['file', 'other', 'hard', 'soft'].map((name) => join(folder, name)) as [
    string,
    string,
    string,
    string,
  ];
  writeFileSync(file, '');
  writeFileSync(other, '');
  linkSync(file, hard);
  symlinkSync(file, soft);
  for (const name of [file, hard, soft, `${folder}/./file`]) expect(isSameInput(file, name)).toBe(true);
  for (const name of ['-', '/dev/stdin', '/dev/fd/0']) expect(isSameInput('-', name)).toBe(true);
  expect(isSameInput(file, other)).toBe(false);
  expect(isSameInput(join(folder, 'none'), join(folder, 'none'))).toBe(false);
});
