import { resolve } from 'node:path';

const PATHS = [
  'BREACHED_PASSWORDS_FILE',
  'CAMPUS_JWKS_FILE',
  'CAMPUS_PROFILE',
  'DATA_DIR',
  'MAIL_TARGETS_FILE',
  'NODE_EXTRA_CA_CERTS',
];
const DEFAULT_DATA_DIR = '.data';

/**
 * Resolves the settings that are paths against the program's folder, for a process with another working directory.
 *
 * @param {Record<string, string | undefined>} environment
 * @param {string} root the program's folder
 * @returns {Record<string, string | undefined>}
 */
export function withAbsolutePaths(environment, root) {
  const given = { ...environment, DATA_DIR: environment.DATA_DIR || DEFAULT_DATA_DIR };
  const paths = PATHS.filter((name) => given[name]).map((name) => [name, resolve(root, given[name])]);
  return { ...given, ...Object.fromEntries(paths) };
}
