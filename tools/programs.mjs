import { readdirSync, rmSync, writeFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { fingerprintOf, readIfThere } from './fingerprint.mjs';
import { checkWritable, root } from './install.mjs';
import { StepRefusal } from './steps.mjs';

/** Two levels below the project folder, as lib/config/project-file.ts expects. */
const FOLDER = 'dist/bin';
const ALWAYS = {
  absWorkingDir: root,
  outdir: FOLDER,
  outExtension: { '.js': '.mjs' },
  bundle: true,
  format: 'esm',
  platform: 'node',
  target: 'node20.9',
  // Code that two programs share and dynamically imported code go into separate files.
  splitting: true,
  sourcemap: true,
  // The sources are in the same project.
  sourcesContent: false,
  metafile: true,
};

/** Services load packages from node_modules: they share them with the framework, and stack traces name the package. */
const SERVICES = {
  ...ALWAYS,
  entryPoints: {
    server: 'bin/server.ts',
    worker: 'bin/worker.ts',
    // Named as in the sources: in both places the worker thread's file is next to the code that starts it.
    'strength-thread': 'lib/strength/strength-thread.ts',
    'hash-thread': 'lib/hashing/hash-thread.mjs',
  },
  packages: 'external',
};

/** The command line is called often and runs briefly. With its packages bundled it starts in half the time. */
const COMMAND_LINE = {
  ...ALWAYS,
  entryPoints: { portal: 'bin/portal.ts' },
  // Native addons cannot be bundled, nor can a package that starts threads from files of its own.
  external: ['@node-rs/*', 'piscina'],
  // Bundled CommonJS packages call require.
  banner: { js: "import { createRequire } from 'node:module'; const require = createRequire(import.meta.url);" },
};

const SOURCES = ['bin', 'lib', 'db', 'messages', 'tools/programs.mjs', 'tsconfig.json', 'package-lock.json'];
const STAMP = join(root, FOLDER, 'built-from');

/**
 * Compiles the programs of `bin` into dist/bin if their sources have changed since the last build, or if forced. Writes
 * nothing to stdout, which may belong to the program that is run next.
 *
 * @throws StepRefusal when esbuild fails
 */
export async function buildPrograms({ isForced = false } = {}) {
  const fingerprint = fingerprintOf(SOURCES);
  if (!isForced && fingerprint === readIfThere(STAMP)) return;
  checkWritable();
  rmSync(STAMP, { force: true });
  const { build } = await import('esbuild');
  const built = await Promise.all([build(SERVICES), build(COMMAND_LINE)]).catch(() => {
    throw new StepRefusal('esbuild failed; see its output above.');
  });
  removeAllBut(built.flatMap(({ metafile }) => Object.keys(metafile.outputs)).map((file) => basename(file)));
  writeFileSync(STAMP, fingerprint);
}

/** Removes the files of earlier builds. Called last, so that a running program finds its files until then. */
function removeAllBut(names) {
  for (const name of readdirSync(join(root, FOLDER))) {
    if (!names.includes(name)) rmSync(join(root, FOLDER, name), { recursive: true });
  }
}
