import { findNearestName, isUnmistakable } from './did-you-mean';

/** Similar to a setting's name, but in use by other programs. */
const OTHER_PROGRAMS = new Set(['LOGLEVEL']);

/**
 * Finds variables that are almost certainly misspelled settings. A misspelled variable is ignored silently and leaves
 * the setting at its default. The environment also holds variables of other programs, which must not prevent the start.
 *
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
    const near = known.filter((one) => isUnmistakable(name, one));
    const meant = findNearestName(name, near) ?? near[0];
    return meant === undefined ? [] : [`${name} is no setting. Did you mean ${meant}?`];
  });
}
