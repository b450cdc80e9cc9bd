import { spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join, resolve } from 'node:path';
import { expect, test } from 'vitest';

const BIOME = resolve('node_modules', '.bin', 'biome');

/** The lint's messages for each file of a tree that holds these files and the project's rules. */
function lint(files: readonly { path: string; text: string }[]): string[] {
  const tree = mkdtempSync(join(tmpdir(), 'portal-lint-'));
  try {
    const rules = { ...JSON.parse(readFileSync('biome.json', 'utf8')), vcs: { enabled: false } };
    writeFileSync(join(tree, 'biome.json'), JSON.stringify(rules));
    for (const { path, text } of files) {
      mkdirSync(dirname(join(tree, path)), { recursive: true });
      writeFileSync(join(tree, path), `${text}\n`);
    }
    const { stdout, stderr } = spawnSync(BIOME, ['lint', '--reporter=github', '--max-diagnostics=none', '.'], {
      cwd: tree,
      encoding: 'utf8',
    });
    const output = `${stdout}\n${stderr}`.split('\n').filter((line) => line.startsWith('::'));
    return files.map(({ path }) => output.filter((line) => line.includes(path)).join('\n'));
  } finally {
    rmSync(tree, { recursive: true, force: true });
  }
}

/** Gives each file a unique name, so that one tree can hold all of them. */
const planted = (rows: readonly (readonly [path: string, text: string, ...rest: string[]])[]) =>
  rows.map(([path, text], at) => ({ path: path.replace('planted', `planted-${at}`), text }));

const uses = (module: string): string => `import { thing } from '${module}';\nexport const planted = thing;`;

const FORBIDDEN: [path: string, text: string, message: string][] = [
  ['app/planted/page.tsx', uses('@/db/connect'), 'app calls lib; only lib asks the database'],
  ['app/planted/page.tsx', uses('../../db/connect'), 'app calls lib; only lib asks the database'],
  ['app/planted/page.tsx', uses('drizzle-orm'), 'app calls lib; only lib asks the database'],
  ['app/planted/page.tsx', uses('postgres'), 'app calls lib; only lib asks the database'],
  ['app/planted/page.tsx', uses('@/bin/server'), 'never the other way'],
  ['app/planted/page.tsx', uses('@/tests/cast/cast'), 'never the other way'],
  ['middleware.ts', uses('@/db/queries/sessions'), 'app calls lib; only lib asks the database'],
  ['app/_ui/planted.tsx', uses('@/db/connect'), 'app/_ui holds dumb pieces'],
  ['app/_ui/planted.tsx', uses('@/lib/password/change-password'), 'app/_ui holds dumb pieces'],
  ['app/_ui/planted.tsx', uses('@/app/_web/auth'), 'app/_ui holds dumb pieces'],
  ['app/_ui/planted.tsx', uses('../_web/auth'), 'app/_ui holds dumb pieces'],
  ['lib/password/planted.ts', uses('next/headers'), 'lib is the product and knows no web framework'],
  ['lib/password/planted.ts', uses('next-auth'), 'lib is the product and knows no web framework'],
  ['lib/password/planted.ts', uses('next-intl'), 'lib is the product and knows no web framework'],
  ['lib/password/planted.ts', uses('react'), 'lib is the product and knows no web framework'],
  ['lib/password/planted.ts', uses('@/app/_web/auth'), 'lib never imports its callers'],
  ['lib/password/planted.ts', uses('../../app/_web/auth'), 'lib never imports its callers'],
  ['lib/password/planted.ts', uses('@/bin/server'), 'lib never imports its callers'],
  ['lib/password/planted.ts', uses('drizzle-orm'), 'Queries live in db/queries'],
  ['lib/password/planted.ts', uses('drizzle-orm/pg-core'), 'Queries live in db/queries'],
  ['lib/password/planted.ts', uses('@/db/schema/mailboxes'), 'Queries live in db/queries'],
  ['db/queries/planted.ts', uses('@/lib/password/change-password'), 'db has no rules of the product'],
  ['db/queries/planted.ts', uses('../../lib/password/change-password'), 'db has no rules of the product'],
  ['db/queries/planted.ts', uses('@/app/_web/auth'), 'db is storage and imports nothing above it'],
  ['db/queries/planted.ts', uses('react'), 'db knows no web framework'],
  ['bin/portal/planted.ts', uses('@/db/connect'), 'Programs ask lib; only lib asks the database'],
  ['bin/portal/planted.ts', uses('../../db/queries/mailboxes'), 'Programs ask lib; only lib asks the database'],
  ['bin/planted.ts', `import type { thing } from '@/db/connect';\nexport type Planted = thing;`, 'Programs ask lib'],
  ['bin/worker/planted.ts', "export const planted = () => import('@/db/migrate');", 'Programs ask lib'],
  ['bin/planted.ts', uses('postgres'), 'Programs ask lib; only lib asks the database'],
  ['lib/password/planted.ts', 'export const planted = process.env.HOME;', 'process.env'],
  ['app/planted/page.tsx', 'export const planted = process.env.HOME;', 'process.env'],
  ['db/queries/planted.ts', 'export const planted = process.env.HOME;', 'process.env'],
  ['lib/password/planted.ts', "console.log('planted');", 'console'],
  ['lib/password/planted.ts', 'export const planted = (x: any) => x;', 'any'],
  ['lib/password/planted.ts', 'export const planted = (x: string | null) => x!;', 'non-null'],
  ['app/planted/page.tsx', 'export const Planted = () => <p>Hard-coded text</p>;', 'string literal'],
];

let refused: string[] | undefined;

test.each(FORBIDDEN.map((row, at) => [...row, at] as const))(
  'the lint refuses in %s: %s',
  (_path, _text, message, at) => {
    refused ??= lint(planted(FORBIDDEN));
    expect(refused[at]).toContain('::error');
    expect(refused[at]).toContain(message);
  },
);

const ALLOWED: [path: string, text: string][] = [
  ['app/planted/page.tsx', uses('@/lib/password/change-password')],
  ['app/planted/page.tsx', uses('next/headers')],
  ['lib/password/planted.ts', uses('@/db/queries/mailboxes')],
  ['lib/password/planted.ts', uses('@/db/connect')],
  ['db/queries/planted.ts', uses('@/lib/config/config')],
  ['db/queries/planted.ts', uses('drizzle-orm')],
  ['lib/config/planted.ts', 'export const planted = process.env.HOME;'],
  ['bin/planted.ts', uses('@/lib/password/change-password')],
];

test('the lint accepts the imports that the layout allows', () => {
  expect(lint(planted(ALLOWED))).toEqual(ALLOWED.map(() => ''));
});
