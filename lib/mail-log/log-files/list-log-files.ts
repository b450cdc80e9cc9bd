import { readdir, stat } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';

export interface LogFile {
  readonly path: string;
  readonly isCompressed: boolean;
  readonly size: number;
  readonly changedAt: Date;
  /** Device and inode. */
  readonly node: string;
}

/** `mail.log.1`, `mail.log-20261129.gz`, `mail.log.2.gz`: the names that logrotate, newsyslog and savelog give. */
const ROTATED = /^([.-]\d+)*(\.gz)?$/;

/** The name of a log without the suffix of a rotated file: the log that the file belongs to. */
export function logOf(path: string): string {
  return path.replace(/([.-]\d+)*(\.gz)?$/, '');
}

/**
 * Lists the files of a log: its rotated predecessors, the oldest first, and the log itself.
 *
 * @param log the path of the log. It may be missing for a moment while it is rotated.
 */
export async function listLogFiles(log: string): Promise<LogFile[]> {
  const folder = dirname(log);
  const base = basename(log);
  const names = await readdir(folder);
  const files = await Promise.all(
    names
      .filter((name) => name.startsWith(base) && ROTATED.test(name.slice(base.length)))
      .map((name) => describe(join(folder, name))),
  );
  const isLog = (file: LogFile) => Number(file.path === join(folder, base));
  return files
    .filter((file) => file !== undefined)
    .sort((a, b) => isLog(a) - isLog(b) || a.changedAt.getTime() - b.changedAt.getTime());
}

async function describe(path: string): Promise<LogFile | undefined> {
  try {
    const found = await stat(path, { bigint: true });
    if (!found.isFile()) return undefined;
    const changedAt = new Date(Number(found.mtimeMs));
    const node = `${found.dev}:${found.ino}`;
    return { path, isCompressed: path.endsWith('.gz'), size: Number(found.size), changedAt, node };
  } catch {
    // Renamed since the folder was listed: the next look finds it under its new name.
    return undefined;
  }
}
