import type { Config } from './config';

type Variables = Readonly<Record<string, string | undefined>>;

/** The scripts of the package by which an operator runs the portal without installing it. */
const NPM_SCRIPTS = new Set(['portal', 'start', 'dev']);

/**
 * A command of the operator's, as it must be typed where this program runs: `portal …` where that is installed as
 * docs/operations.md says, which its caller and the services of systemd show; otherwise through npm; and with `--demo` on
 * a demo.
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

/** The same for a caller without a configuration: what has no DATABASE_URL is a demo. */
export function commandHere(command: string, variables: Variables = process.env): string {
  return commandText({ mode: variables.DATABASE_URL ? 'production' : 'demo' }, command, variables);
}
