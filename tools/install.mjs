import { accessSync, constants, readFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { runStep, StepRefusal } from './steps.mjs';

/** The project folder. The tools change to it, whatever folder they are called from. */
export const root = fileURLToPath(new URL('..', import.meta.url));

/** @throws StepRefusal for a version of Node on which Next.js does not run */
export function checkNode() {
  const [major, minor] = process.versions.node.split('.').map(Number);
  if (major > 20 || (major === 20 && minor >= 9)) return;
  throw new StepRefusal(
    `The portal needs Node 20.9 or newer; this is ${process.versions.node}. See https://nodejs.org.`,
  );
}

/** Installs the dependencies when the installed ones differ from package-lock.json. */
export async function installDependencies() {
  if (isInstalled()) return;
  checkWritable();
  // Not `npm ci`: it refuses a lock file that lacks the packages of other platforms, which a registry may not offer.
  await runStep('Installing the dependencies', [...npm(), 'install', '--no-save', '--include=dev', '--loglevel=warn'], {
    minutes: 15,
    refusal: 'npm install failed; see its output above.',
  });
}

/**
 * Called only before something is written: an installed and built portal runs without write permission.
 *
 * @throws StepRefusal when the project folder is not writable
 */
export function checkWritable() {
  try {
    accessSync(root, constants.W_OK);
  } catch {
    throw new StepRefusal(`No permission to write to ${root}. Run this as the owner of that folder.`);
  }
}

/** Compares package-lock.json, entry by entry, with the list of installed packages that npm keeps in node_modules. */
function isInstalled() {
  const wanted = readPackages(join(root, 'package-lock.json'));
  const found = readPackages(join(root, 'node_modules', '.package-lock.json'));
  if (!wanted || !found) return false;
  const isUpToDate = ([path, entry]) => {
    const installed = found[path];
    if (!installed) return entry.optional === true;
    return installed.version === entry.version && installed.integrity === entry.integrity;
  };
  return Object.entries(wanted).every(isUpToDate) && Object.values(found).every(isForThisMachine);
}

function readPackages(file) {
  try {
    const { '': _project, ...packages } = JSON.parse(readFileSync(file, 'utf8')).packages;
    return packages;
  } catch {
    return undefined;
  }
}

/** node_modules may be a copy from another platform, with native binaries for that platform. */
function isForThisMachine({ os = [process.platform], cpu = [process.arch] }) {
  return os.includes(process.platform) && cpu.includes(process.arch);
}

/** The npm that runs this process, else the one on PATH. */
function npm() {
  const running = process.env.npm_execpath ?? '';
  return basename(running) === 'npm-cli.js' ? [process.execPath, running] : ['npm'];
}
