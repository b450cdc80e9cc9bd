import { withAbsolutePaths } from '../with-absolute-paths.mjs';

/**
 * Changes to the caller's working directory when npm runs the program in the package's folder, so that paths in arguments
 * are relative to it. Paths in settings stay relative to the package's folder.
 */
export function changeToCallerDirectory(): void {
  const { npm_lifecycle_event: script, INIT_CWD: callerDirectory } = process.env;
  if (script !== 'portal' || !callerDirectory) return;
  Object.assign(process.env, withAbsolutePaths(process.env, process.cwd()));
  process.chdir(callerDirectory);
}
