import { statSync } from 'node:fs';
import { BadConfiguration } from './bad-configuration';
import type { Environment } from './environment';

/** The files that each server process reads, and the worker of a demo. */
const READ_BY_EACH = [
  'BREACHED_PASSWORDS_FILE',
  'CAMPUS_JWKS_FILE',
  'CAMPUS_PROFILE',
  'COUNTRY_FILE',
  'MAIL_TARGETS_FILE',
  'NODE_EXTRA_CA_CERTS',
] as const satisfies (keyof Environment)[];

/**
 * Refuses a pipe (`<(…)`, a FIFO) for a setting of a server that starts further processes with the same settings: only the
 * first reader of a pipe gets its bytes. A missing file is reported by its reader.
 *
 * @throws BadConfiguration
 */
export function refusePipes(environment: Environment): void {
  const faults = READ_BY_EACH.flatMap((name) => {
    const path = environment[name];
    if (path === undefined || !isPipe(path)) return [];
    return [`${name}: ${path} is a pipe, and several processes read it; save its content in a file`];
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
