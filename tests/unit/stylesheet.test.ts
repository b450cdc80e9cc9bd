import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';

test('a style selects an ARIA state by its value, since "false" is a value too', () => {
  const styles = readFileSync('app/(portal)/globals.css', 'utf8');
  expect(styles).toMatch(/\[aria-disabled="true"\]/);
  expect(styles.match(/\[aria-[a-z]+\]/g)).toBeNull();
});
