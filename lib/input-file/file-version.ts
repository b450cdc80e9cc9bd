import { stat } from 'node:fs/promises';

/**
 * Returns a value that changes when a file is written or replaced: `missing` if there is none, `no file` for a pipe, a
 * folder or a device, which cannot be read a second time.
 */
export async function fileVersion(path: string): Promise<string> {
  try {
    const found = await stat(path, { bigint: true });
    return found.isFile() ? `${found.mtimeNs} ${found.size} ${found.ino}` : 'no file';
  } catch {
    return 'missing';
  }
}
