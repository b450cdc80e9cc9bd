import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { projectFile } from './project-file';

test('a file of the project is found by its path from the project, wherever the program was called from', () => {
  const here = process.cwd();
  process.chdir('/');
  try {
    expect(JSON.parse(readFileSync(projectFile('package.json'), 'utf8'))).toMatchObject({ name: 'mail-portal' });
  } finally {
    process.chdir(here);
  }
});
