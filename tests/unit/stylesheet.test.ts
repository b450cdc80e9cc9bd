import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';

const FOLDER = 'app/(portal)/styles';

test('a style selects an ARIA state by its value, since "false" is a value too', () => {
  const styles = readdirSync(FOLDER).map((file) => readFileSync(join(FOLDER, file), 'utf8'));
  const text = styles.join('\n');
  expect(text).toMatch(/\[aria-disabled="true"\]/);
  expect(text.match(/\[aria-[a-z]+\]/g)).toBeNull();
});
