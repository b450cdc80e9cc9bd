import type { Config } from './config';

/**
 * A command of the operator's, as it must be typed where this portal runs: in production by the installed program, which
 * reads the settings of the services; on a demo through npm.
 *
 * @param command the words after the program's name
 */
export function commandText({ mode }: Pick<Config, 'mode'>, command: string): string {
  return mode === 'demo' ? `npm run portal -- ${command} --demo` : `portal ${command}`;
}
