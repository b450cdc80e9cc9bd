import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

/**
 * The project's folder, independent of the working directory. This file and every compiled one (dist/bin) lie two
 * folders below it; in the bundle of the pages `import.meta.url` names the source file.
 */
export const PROJECT_ROOT = dirname(dirname(dirname(fileURLToPath(import.meta.url))));

/**
 * Returns the absolute path of a file or folder that ships with the product.
 *
 * @param path relative to the project's folder
 */
export function projectFile(path: string): string {
  return join(PROJECT_ROOT, path);
}
