#!/usr/bin/env node
import { spawn } from 'node:child_process';
import { existsSync, fstatSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { decodeEnvFile, readEnvFile } from '../bin/read-env-file.mjs';
import { withAbsolutePaths } from '../bin/with-absolute-paths.mjs';

/*
 * The command line as an operator calls it from any directory: `portal doctor`. Its settings are those of the services, from
 * the same file that systemd reads, and none from the caller's shell. Settings that are paths are relative to the program's
 * folder, as for the services; paths in arguments are relative to the caller's working directory.
 */

const root = fileURLToPath(new URL('..', import.meta.url));
const file = process.env.PORTAL_ENV_FILE || '/etc/mail-portal/portal.env';
const words = process.argv.slice(2);
const isHelp = words.length === 0 || words[0] === 'help' || words.some((word) => word === '--help' || word === '-h');

/** Variables of the caller's terminal and locale that the program keeps. They hold no settings. */
const OF_CALLER =
  /^(?:PATH|HOME|USER|LOGNAME|SHELL|LANG|LANGUAGE|LC_[A-Z]+|TERM|COLORTERM|COLUMNS|LINES|NO_COLOR|FORCE_COLOR|TZ|TMPDIR)$/;
/** Only `migrate` uses the owner of the tables. The services do not have it, so the caller may set it for one call. */
const FOR_ONE_CALL = 'DATABASE_OWNER_URL';

/** @returns undefined when the file is missing and not required */
function readSettings() {
  try {
    return readEnvFile(decodeEnvFile(readFileSync(file)));
  } catch (error) {
    if (isHelp) return {};
    if (error.code === 'ENOENT' && words.includes('--demo')) return undefined;
    process.stderr.write(
      `The settings in ${file} cannot be read (${error.code ?? error.message}). ${adviceFor(error)}\n`,
    );
    process.exit(1);
  }
}

function adviceFor({ code }) {
  if (code === 'ENOENT')
    return 'Make it as docs/operations.md says, name another file in PORTAL_ENV_FILE, or add --demo to act on the demo.';
  if (code === 'EACCES') return 'Call portal with sudo, or as a member of the group mail-portal.';
  return 'The services cannot read it correctly either.';
}

function callersVariables() {
  return Object.fromEntries(
    Object.entries(process.env).filter(([name]) => OF_CALLER.test(name) || name === FOR_ONE_CALL),
  );
}

/**
 * Passes on the file descriptors that arguments name, as `<(…)` does. Node closes the caller's descriptors in its children
 * unless they are listed by number.
 */
function descriptorsFor(given) {
  const named = given
    .map((word) => Number(/^(?:--[^=]+=)?\/(?:dev|proc\/self)\/fd\/(\d{1,4})$/.exec(word)?.[1] ?? 0))
    .filter((descriptor) => descriptor > 2 && isOpen(descriptor));
  const stdio = ['inherit', 'inherit', 'inherit'];
  for (let at = 3; at <= Math.max(0, ...named); at += 1) stdio.push(named.includes(at) ? at : 'ignore');
  return stdio;
}

function isOpen(descriptor) {
  try {
    fstatSync(descriptor);
    return true;
  } catch {
    return false;
  }
}

if (!existsSync(`${root}dist/bin/portal.mjs`)) {
  process.stderr.write(`The portal in ${root} is not built: npm run build builds it.\n`);
  process.exit(1);
}
const settings = readSettings();
const { PORTAL_ENV_FILE: _, ...ofShell } = process.env;
const environment = {
  // A demo without a settings file takes its settings from the caller's shell.
  ...(settings ? callersVariables() : ofShell),
  NODE_ENV: 'production',
  ...settings,
  // Tells the program to print advice as `portal …`.
  PORTAL_PROGRAM: '1',
};
// Node reads NODE_EXTRA_CA_CERTS only at its start, so the program needs a process of its own.
const program = spawn(process.execPath, [`${root}dist/bin/portal.mjs`, ...words], {
  stdio: descriptorsFor(words),
  env: withAbsolutePaths(environment, root),
});
// The terminal sends Ctrl-C to both processes. Signals to this process alone are forwarded.
for (const signal of ['SIGTERM', 'SIGHUP']) process.on(signal, () => program.kill(signal));
process.on('SIGINT', () => {});
program.once('error', (error) => {
  process.stderr.write(`The portal program cannot be started: ${error.message}\n`);
  process.exitCode = 1;
});
program.once('exit', (code, signal) => {
  process.exitCode = code ?? (signal === 'SIGINT' ? 130 : 1);
});
