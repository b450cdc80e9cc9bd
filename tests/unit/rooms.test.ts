import { readdirSync, readFileSync } from 'node:fs';
import { posix } from 'node:path';
import { expect, test } from 'vitest';

/*
 * The modules of this test are: each folder of lib, each file that stands directly in lib, and app, db, bin, tools. An
 * import of a type counts like any other.
 */

const SOURCES = ['app', 'bin', 'db', 'lib', 'tools'].flatMap((folder) =>
  readdirSync(folder, { recursive: true, encoding: 'utf8' })
    .map((name) => `${folder}/${name}`)
    .filter((file) => /\.(ts|tsx|mjs)$/.test(file) && !/\.test\.tsx?$/.test(file)),
);
const KNOWN = new Set(SOURCES);
const IMPORT = /(?:\bfrom|\bimport|\bimport\()\s*'((?:\.{1,2}|@)\/[^']+)'/g;

function importsOf(file: string): string[] {
  return [...readFileSync(file, 'utf8').matchAll(IMPORT)].flatMap(([, name = '']) => {
    const base = name.startsWith('@/') ? name.slice(2) : posix.join(posix.dirname(file), name);
    return [base, `${base}.ts`, `${base}.tsx`].filter((path) => KNOWN.has(path));
  });
}

const FILES = new Map(SOURCES.map((file) => [file, importsOf(file)]));

function roomOf(file: string): string {
  const [top = '', ...rest] = file.split('/');
  return top === 'lib' ? `lib/${rest[0]}` : top;
}

const ROOMS = new Map<string, string[]>();
for (const [file, imported] of FILES) {
  const others = imported.map(roomOf).filter((room) => room !== roomOf(file));
  ROOMS.set(roomOf(file), [...(ROOMS.get(roomOf(file)) ?? []), ...others]);
}

/** @returns a path of imports that leads back to its start, or undefined */
function findCircle(arrows: ReadonlyMap<string, readonly string[]>): string[] | undefined {
  const done = new Set<string>();
  const search = (at: string, way: readonly string[]): string[] | undefined => {
    if (way.includes(at)) return [...way.slice(way.indexOf(at)), at];
    if (done.has(at)) return undefined;
    for (const next of arrows.get(at) ?? []) {
      const circle = search(next, [...way, at]);
      if (circle) return circle;
    }
    done.add(at);
    return undefined;
  };
  for (const start of arrows.keys()) {
    const circle = search(start, []);
    if (circle) return circle;
  }
  return undefined;
}

test('the test reads the imports', () => {
  expect(FILES.get('lib/password/change-password.ts')).toContain('lib/context.ts');
  expect(ROOMS.get('app')).toContain('lib/password');
  expect(
    findCircle(
      new Map([
        ['a', ['b']],
        ['b', ['c']],
        ['c', ['b']],
      ]),
    ),
  ).toEqual(['b', 'c', 'b']);
});

test('no file imports itself through other files', () => {
  expect(findCircle(FILES)).toBeUndefined();
});

test('no module imports one that depends on it', () => {
  expect(findCircle(ROOMS)).toBeUndefined();
});

test('lib has at most twenty folders', () => {
  const folders = [...ROOMS.keys()].filter((room) => room.startsWith('lib/') && !room.endsWith('.ts'));
  expect(folders.length).toBeLessThanOrEqual(20);
});
