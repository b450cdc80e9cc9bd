import { statSync } from 'node:fs';
import { BadConfiguration } from './bad-configuration';
import type { Environment } from './environment';

/** The files that a demo's server and its worker both read. */
const READ_BY_BOTH = [
  'BREACHED_PASSWORDS_FILE',
  'CAMPUS_PROFILE',
  'COUNTRY_FILE',
  'MAIL_TARGETS_FILE',
  'NODE_EXTRA_CA_CERTS',
] as const satisfies (keyof Environment)[];

/**
 * Refuses a pipe (`<(…)`, a FIFO) for a setting of a demo. The server starts the worker as a second process with the same
 * settings, and only the first reader of a pipe gets its bytes. A missing file is reported by its reader.
 *
 * @throws BadConfiguration
 */
export function refusePipes(environment: Environment): void {
  const faults = READ_BY_BOTH.flatMap((name) => {
    const path = environment[name];
    if (path === undefined || !isPipe(path)) return [];
    return [`${name}: ${path} is a pipe, and two processes of a demo read it; save its content in a file`];
  });
  if (faults.length > 0) throw new BadConfiguration(faults);
}

function isPipe(path: string): boolean {
  try {
    const found = statSync(path);
    return found.isFIFO() || found.isSocket() || found.isCharacterDevice();
  } catch {
    return false;
  }
}
