import { findNearestName } from './did-you-mean';

/**
 * Variables of other programs that lie near a setting of the portal. An environment holds many of those; a name that is
 * near none of the settings is nobody's mistake.
 */
const OF_OTHERS = new Set(['HOSTNAME', 'HOSTTYPE', 'HOME', 'POST', 'SORT', 'DATA_DIRS']);

/**
 * Names in the environment that were most likely meant for a setting. What nobody reads would leave the setting at its
 * default, without a word.
 *
 * @returns one sentence a name
 */
export function findMisspelledSettings(
  variables: Readonly<Record<string, string | undefined>>,
  known: readonly string[],
): string[] {
  return Object.keys(variables).flatMap((name) => {
    if (known.includes(name) || OF_OTHERS.has(name)) return [];
    // Shells and package managers have lower-case names of their own, npm_config_loglevel and the like.
    if (name.startsWith('npm_')) return [];
    const meant = findNearestName(name, known);
    return meant === undefined ? [] : [`${name} is no setting. Did you mean ${meant}?`];
  });
}
