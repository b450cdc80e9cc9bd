import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { projectFile } from './project-file';

test('a project file is found from any working directory', () => {
  const here = process.cwd();
  process.chdir('/');
  try {
    expect(JSON.parse(readFileSync(projectFile('package.json'), 'utf8'))).toMatchObject({ name: 'mail-portal' });
  } finally {
    process.chdir(here);
  }
});
