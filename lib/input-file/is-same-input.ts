import { fstatSync, statSync } from 'node:fs';
import { STANDARD_INPUT } from './read-bytes';

/** Whether two paths name one file, pipe or standard input, also by other names. One of them could be read alone. */
export function isSameInput(one: string, other: string): boolean {
  const identity = identityOf(one);
  return identity !== undefined && identity === identityOf(other);
}

/** @returns undefined for what is not there: reading it says so */
function identityOf(path: string): string | undefined {
  try {
    const { dev, ino } = STANDARD_INPUT.has(path) ? fstatSync(0, { bigint: true }) : statSync(path, { bigint: true });
    return `${dev} ${ino}`;
  } catch {
    return STANDARD_INPUT.has(path) ? '-' : undefined;
  }
}
