import { fstatSync, statSync } from 'node:fs';
import { STANDARD_INPUT } from './read-bytes';

/** Whether two paths lead to the same file, pipe or standard input. Only one of them could be read. */
export function isSameInput(one: string, other: string): boolean {
  const identity = identityOf(one);
  return identity !== undefined && identity === identityOf(other);
}

/** @returns undefined if there is nothing at the path; reading it reports that */
function identityOf(path: string): string | undefined {
  try {
    const { dev, ino } = STANDARD_INPUT.has(path) ? fstatSync(0, { bigint: true }) : statSync(path, { bigint: true });
    return `${dev} ${ino}`;
  } catch {
    return STANDARD_INPUT.has(path) ? '-' : undefined;
  }
}
