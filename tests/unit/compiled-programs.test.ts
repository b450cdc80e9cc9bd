import { readFileSync } from 'node:fs';
import { posix } from 'node:path';
import { beforeAll, expect, test } from 'vitest';
import { buildPrograms } from '@/tools/programs.mjs';

beforeAll(() => buildPrograms());

/** A compiled program, with every file of dist/bin that it loads before its first statement. */
function filesAtStart(program: string, found = new Set<string>()): Set<string> {
  if (found.has(program)) return found;
  found.add(program);
  for (const [, name = ''] of textOf(program).matchAll(/^(?:import|\} from|import .* from) "\.\/([\w-]+\.mjs)";$/gm)) {
    filesAtStart(name, found);
  }
  return found;
}

const textOf = (file: string): string => readFileSync(posix.join('dist/bin', file), 'utf8');

const textAtStart = (program: string): string => [...filesAtStart(program)].map(textOf).join('\n');

/** The sources and packages in the text of compiled files, by the names that esbuild writes above them. */
const sourcesIn = (text: string): string[] =>
  [...text.matchAll(/^\s*\/\/ ([\w@./-]+\.(?:ts|mjs|js))$/gm)].map(([, name = '']) => name);

test('the help of the command line loads nothing that only its commands use', () => {
  const sources = sourcesIn(textAtStart('portal.mjs'));
  expect(sources).toContain('bin/portal.ts');
  expect(sources).toContain('node_modules/commander/lib/command.js');
  expect(sources.filter((name) => /^(db|lib\/(config\/config|runtime|demo))|drizzle|zod|postgres/.test(name))).toEqual(
    [],
  );
});

test.each(['server.mjs', 'worker.mjs'])(
  'A112 %s loads no package but the log’s before it captures the output',
  (program) => {
    const text = textAtStart(program);
    expect(sourcesIn(text)).toContain('bin/output.ts');
    const packages = [...text.matchAll(/^(?:import|\} from|import .* from) "([^."][^"]*)";$/gm)].map(
      ([, name = '']) => name,
    );
    expect(packages.filter((name) => !name.startsWith('node:'))).toEqual(['pino']);
  },
);
