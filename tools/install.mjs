import { accessSync, constants, readFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { runStep, StepRefusal } from './steps.mjs';

/** The folder of the project. The programs of bin work there, wherever they are called from. */
export const root = fileURLToPath(new URL('..', import.meta.url));

/** Refuses a Node on which Next does not run. */
export function checkNode() {
  const [major, minor] = process.versions.node.split('.').map(Number);
  if (major > 20 || (major === 20 && minor >= 9)) return;
  throw new StepRefusal(`This needs Node 20.9 or newer, and this is ${process.versions.node}; see https://nodejs.org.`);
}

/** Installs the dependencies when those that are installed are not those that package-lock.json names. */
export async function installDependencies() {
  if (isInstalled()) return;
  checkWritable();
  // Not `npm ci`: it refuses a lock file without the packages of every other platform, which a registry need not have.
  await runStep('Installing the dependencies', [...npm(), 'install', '--no-save', '--include=dev', '--loglevel=warn'], {
    minutes: 15,
    refusal: 'npm install failed; what it said stands above.',
  });
}

/** Asked only before something is written: a portal that is installed and built runs without the right to. */
export function checkWritable() {
  try {
    accessSync(root, constants.W_OK);
  } catch {
    throw new StepRefusal(`You may not write in ${root}; start as the user to whom the folder belongs.`);
  }
}

/** npm keeps a list of what it has put into node_modules: that is compared with package-lock.json, entry by entry. */
function isInstalled() {
  const wanted = readPackages(join(root, 'package-lock.json'));
  const found = readPackages(join(root, 'node_modules', '.package-lock.json'));
  if (!wanted || !found) return false;
  const isAsWanted = ([path, entry]) => {
    const installed = found[path];
    if (!installed) return entry.optional === true;
    return installed.version === entry.version && installed.integrity === entry.integrity;
  };
  return Object.entries(wanted).every(isAsWanted) && Object.values(found).every(isForThisMachine);
}

function readPackages(file) {
  try {
    const { '': _project, ...packages } = JSON.parse(readFileSync(file, 'utf8')).packages;
    return packages;
  } catch {
    return undefined;
  }
}

/** node_modules may have come along from a machine of another kind, with the programs of that one. */
function isForThisMachine({ os = [process.platform], cpu = [process.arch] }) {
  return os.includes(process.platform) && cpu.includes(process.arch);
}

/** The npm that runs us, else the one in the path. */
function npm() {
  const running = process.env.npm_execpath ?? '';
  return basename(running) === 'npm-cli.js' ? [process.execPath, running] : ['npm'];
}
