import { readdirSync, rmSync, writeFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { fingerprintOf, readIfThere } from './fingerprint.mjs';
import { checkWritable, root } from './install.mjs';
import { StepRefusal } from './steps.mjs';

/** Two folders below the project, as lib/config/project-file.ts expects. */
const FOLDER = 'dist/bin';
const ALWAYS = {
  absWorkingDir: root,
  outdir: FOLDER,
  outExtension: { '.js': '.mjs' },
  bundle: true,
  format: 'esm',
  platform: 'node',
  target: 'node20.9',
  // What two of them share is one file, and what is imported when it is needed is a file of its own.
  splitting: true,
  sourcemap: true,
  // The sources lie beside.
  sourcesContent: false,
  metafile: true,
};

/** They load packages from node_modules: the framework has the same copy, and a line of a stack names the package. */
const SERVICES = {
  ...ALWAYS,
  entryPoints: {
    server: 'bin/server.ts',
    worker: 'bin/worker.ts',
    // Named as among the sources: both times a thread's body lies beside the code that starts it.
    'strength-thread': 'lib/strength/strength-thread.ts',
    'hash-thread': 'lib/hashing/hash-thread.mjs',
  },
  packages: 'external',
};

/** It is called often and lives shortly: with its packages compiled in it starts in half the time. */
const COMMAND_LINE = {
  ...ALWAYS,
  entryPoints: { portal: 'bin/portal.ts' },
  // Machine code, and a package that starts threads from files of its own.
  external: ['@node-rs/*', 'piscina'],
  // For packages that are CommonJS.
  banner: { js: "import { createRequire } from 'node:module'; const require = createRequire(import.meta.url);" },
};

const SOURCES = ['bin', 'lib', 'db', 'messages', 'tools/programs.mjs', 'tsconfig.json', 'package-lock.json'];
const STAMP = join(root, FOLDER, 'built-from');

/**
 * Compiles the programs of `bin` into dist/bin when they were not compiled from the sources as they are now, or when they
 * are to be compiled anew. It says nothing on stdout, which may belong to the program that is called.
 */
export async function buildPrograms({ isAnew = false } = {}) {
  const fingerprint = fingerprintOf(SOURCES);
  if (!isAnew && fingerprint === readIfThere(STAMP)) return;
  checkWritable();
  rmSync(STAMP, { force: true });
  const { build } = await import('esbuild');
  const built = await Promise.all([build(SERVICES), build(COMMAND_LINE)]).catch(() => {
    throw new StepRefusal('The programs could not be compiled; esbuild says why above.');
  });
  removeAllBut(built.flatMap(({ metafile }) => Object.keys(metafile.outputs)).map((file) => basename(file)));
  writeFileSync(STAMP, fingerprint);
}

/** What an earlier build left behind. Removed last: until then a program that runs finds its own files. */
function removeAllBut(names) {
  for (const name of readdirSync(join(root, FOLDER))) {
    if (!names.includes(name)) rmSync(join(root, FOLDER, name), { recursive: true });
  }
}
