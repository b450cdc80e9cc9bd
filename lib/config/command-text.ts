import type { Config } from './config';

type Variables = Readonly<Record<string, string | undefined>>;

/** The npm scripts by which an operator runs the portal without installing it. */
const NPM_SCRIPTS = new Set(['portal', 'start', 'dev']);

/**
 * Returns an operator's command as it must be typed on this machine: `portal …` if the program is installed as
 * docs/operations.md describes (the wrapper and the systemd units set PORTAL_PROGRAM), otherwise through npm. A demo
 * adds `--demo`.
 *
 * @param command the words after the program's name
 */
export function commandText(
  { mode }: Pick<Config, 'mode'>,
  command: string,
  variables: Variables = process.env,
): string {
  const isDemo = mode === 'demo';
  const isInstalled = variables.PORTAL_PROGRAM === '1';
  const isOfNpm = isDemo || NPM_SCRIPTS.has(variables.npm_lifecycle_event ?? '');
  return `${isOfNpm && !isInstalled ? 'npm run portal --' : 'portal'} ${command}${isDemo ? ' --demo' : ''}`;
}

/** The same for a caller without a configuration: without DATABASE_URL the portal is a demo. */
export function commandHere(command: string, variables: Variables = process.env): string {
  return commandText({ mode: variables.DATABASE_URL ? 'production' : 'demo' }, command, variables);
}
