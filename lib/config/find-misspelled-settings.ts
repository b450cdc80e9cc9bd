import { findNearestName, hasOneWordWrong, isExtended, isMistyped } from './did-you-mean';

/** Similar to a setting's name, but in use by other programs. */
const OTHER_PROGRAMS = new Set(['LOGLEVEL', 'SFTP_URL']);

/**
 * Finds variables that are almost certainly misspelled settings. A misspelled variable is ignored silently and leaves
 * the setting at its default. The environment also holds variables of other programs, which must not prevent the start:
 * DATABASE_READ_URL beside DATABASE_URL belongs to one of them.
 *
 * @param variables the environment without empty values
 * @returns one sentence per name
 */
export function findMisspelledSettings(
  variables: Readonly<Record<string, string | undefined>>,
  known: readonly string[],
): string[] {
  return Object.keys(variables).flatMap((name) => {
    if (known.includes(name) || OTHER_PROGRAMS.has(name.toUpperCase())) return [];
    // npm sets lower-case variables of its own, such as npm_config_loglevel.
    if (name.startsWith('npm_')) return [];
    const extended = known.filter((one) => variables[one] !== undefined && isExtended(name, one));
    const mistyped = known.filter((one) => isMistyped(name, one) && !extended.includes(one));
    const near =
      mistyped.length > 0 || extended.length > 0 ? mistyped : known.filter((one) => hasOneWordWrong(name, one));
    const meant = findNearestName(name, near) ?? near[0];
    return meant === undefined ? [] : [`${name} is no setting. Did you mean ${meant}?`];
  });
}
