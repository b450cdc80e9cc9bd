import { withAbsolutePaths } from '../with-absolute-paths.mjs';

/**
 * Takes paths in arguments from where the caller stands, also when npm runs the program in the package's folder. Paths in
 * settings stay relative to that folder.
 */
export function standWhereCalled(): void {
  const { npm_lifecycle_event: script, INIT_CWD: standsIn } = process.env;
  if (script !== 'portal' || !standsIn) return;
  Object.assign(process.env, withAbsolutePaths(process.env, process.cwd()));
  process.chdir(standsIn);
}
