import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

/**
 * The folder of the project, wherever a program is called from. This file and every compiled one (dist/bin) lie two
 * folders below it; in the bundle of the pages `import.meta.url` names the source.
 */
export const PROJECT_ROOT = dirname(dirname(dirname(fileURLToPath(import.meta.url))));

/** @returns the absolute path of a file or folder that comes with the program. @param path from the project's folder */
export function projectFile(path: string): string {
  return join(PROJECT_ROOT, path);
}
