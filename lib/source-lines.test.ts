import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { build } from 'esbuild';
import { expect, test } from 'vitest';
import { withSourceLines } from './source-lines';

test('the stack of an error in a compiled program names the lines of its sources', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'source-lines-'));
  try {
    const source = join(folder, 'thrower.ts');
    writeFileSync(
      source,
      "interface Erased {\n  one: 1;\n}\nexport const thrown = new Error('here') as Error & Erased;\n",
    );
    const program = join(folder, 'dist/bin/thrower.mjs');
    await build({ entryPoints: [source], outfile: program, bundle: true, format: 'esm', sourcemap: true });
    const stack = (place: string) => `Error: here\n    at ${place}`;
    expect(withSourceLines(stack(`${pathToFileURL(program).href}:2:14`))).toBe(stack(`${source}:4:23`));
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
});

test('a position without a source map stays as it is', () => {
  for (const stack of [
    'Error\n    at file:///opt/x/dist/bin/gone.mjs:1:1',
    'Error\n    at node:internal/process:95:5',
  ]) {
    expect(withSourceLines(stack)).toBe(stack);
  }
});
