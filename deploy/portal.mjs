#!/usr/bin/env node
import { spawn } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { readEnvFile } from '../bin/read-env-file.mjs';
import { withAbsolutePaths } from '../bin/with-absolute-paths.mjs';

/*
 * The command line as an operator types it, from anywhere: `portal doctor`. It has the settings of the services, from the
 * file that systemd gives those, and over its caller's environment as systemd would. Settings that are paths are relative
 * to the program's folder, as for the services; arguments are relative to where the caller stands.
 */

const root = fileURLToPath(new URL('..', import.meta.url));
const file = process.env.PORTAL_ENV_FILE || '/etc/mail-portal/portal.env';

function readSettings() {
  try {
    return readEnvFile(readFileSync(file, 'utf8'));
  } catch (error) {
    // A demo has no such file, and --help needs none.
    const needsNone = ['--demo', '--help', '-h'].some((word) => process.argv.includes(word));
    if (error.code === 'ENOENT' && needsNone) return {};
    const advice =
      error.code === 'ENOENT'
        ? 'Make it as docs/operations.md says, name another one in PORTAL_ENV_FILE, or add --demo to act on the demo.'
        : 'Call portal by sudo, or as a member of the group mail-portal.';
    process.stderr.write(`The settings in ${file} cannot be read (${error.code ?? error.message}). ${advice}\n`);
    process.exit(1);
  }
}

const { PORTAL_ENV_FILE: _, ...outside } = process.env;
const environment = {
  ...outside,
  NODE_ENV: 'production',
  ...readSettings(),
  // Where the loader finds how the program's own files are named, wherever the caller stands.
  TSX_TSCONFIG_PATH: `${root}tsconfig.json`,
};
const loader = pathToFileURL(`${root}node_modules/tsx/dist/loader.mjs`).href;
// Node reads NODE_EXTRA_CA_CERTS when it starts: hence a process of its own.
const program = spawn(process.execPath, ['--import', loader, `${root}bin/portal.ts`, ...process.argv.slice(2)], {
  stdio: 'inherit',
  env: withAbsolutePaths(environment, root),
});
// The terminal sends Ctrl-C to both; what is sent to this process alone is passed on.
for (const signal of ['SIGTERM', 'SIGHUP']) process.on(signal, () => program.kill(signal));
process.on('SIGINT', () => {});
program.once('error', (error) => {
  process.stderr.write(`The portal program cannot be started: ${error.message}\n`);
  process.exitCode = 1;
});
program.once('exit', (code, signal) => {
  process.exitCode = code ?? (signal === 'SIGINT' ? 130 : 1);
});
