import { findNearestName, isUnmistakable } from './did-you-mean';

/** As near as a misspelling, but in use with other programs. */
const OF_OTHERS = new Set(['LOGLEVEL']);

/**
 * Names in the environment that can hardly be anything but a misspelled setting. What nobody reads would leave the setting
 * at its default, without a word; but an environment holds many names of other programs, and those must not stop the start.
 *
 * @returns one sentence a name
 */
export function findMisspelledSettings(
  variables: Readonly<Record<string, string | undefined>>,
  known: readonly string[],
): string[] {
  return Object.keys(variables).flatMap((name) => {
    if (known.includes(name) || OF_OTHERS.has(name.toUpperCase())) return [];
    // Shells and package managers have lower-case names of their own, npm_config_loglevel and the like.
    if (name.startsWith('npm_')) return [];
    const near = known.filter((one) => isUnmistakable(name, one));
    const meant = findNearestName(name, near) ?? near[0];
    return meant === undefined ? [] : [`${name} is no setting. Did you mean ${meant}?`];
  });
}
