import { statSync } from 'node:fs';
import { resolve } from 'node:path';
import { STANDARD_INPUT } from '@/lib/input-file/read-bytes';
import { fileSource } from './file-source';
import { type IngestContext, type IngestCounts, ingestLog } from './ingest-log';
import type { LineSource } from './line-source';
import { logOf } from './log-files/list-log-files';
import { readLogLines } from './read-log-lines';
import { streamSource } from './stream-source';

export interface LogPath {
  readonly path: string;
  readonly source: 'dovecot' | 'postfix';
}

export interface IngestFilesOptions {
  readonly from?: Date;
  /** Goes on reading what is appended, until it is stopped; it waits for a database that is away. */
  readonly stopped?: AbortSignal;
  /** A compressed file that cannot be read. If it throws, nothing more is read. */
  unreadable(path: string, error: unknown): void;
}

/**
 * Ingests log files with their rotated predecessors, pipes, and standard input (`-`). A rotated file that is named itself is
 * read alone.
 *
 * @throws InputFault, a database error
 */
export async function ingestFiles(
  ctx: IngestContext,
  paths: readonly LogPath[],
  options: IngestFilesOptions,
): Promise<IngestCounts> {
  const requests = requestsOf(paths, ctx, options);
  const { from, stopped } = options;
  const run = (request: LogRequest) => ingestLog(ctx, { ...request, from, stopped });
  if (stopped) return sumOf(await Promise.all(requests.map(run)));
  const counts: IngestCounts[] = [];
  for (const request of requests) counts.push(await run(request));
  return sumOf(counts);
}

interface LogRequest {
  readonly lines: LineSource;
  readonly source: LogPath['source'];
}

function requestsOf(paths: readonly LogPath[], ctx: IngestContext, options: IngestFilesOptions): LogRequest[] {
  const { stopped, unreadable } = options;
  const requests: LogRequest[] = [];
  /** The files of one log share its state: they are one request. */
  const logs = new Map<string, { source: LogPath['source']; files: Set<string> }>();
  for (const { path, source } of paths) {
    const file = resolve(path);
    if (STANDARD_INPUT.has(path) || !(statSync(file, { throwIfNoEntry: false })?.isFile() ?? true)) {
      requests.push({ source, lines: streamSource(`stream of ${source}`, readLogLines(path), ctx.clock) });
      continue;
    }
    const group = logs.get(logOf(file)) ?? { source, files: new Set() };
    group.files.add(file);
    logs.set(logOf(file), group);
  }
  for (const [log, { source, files }] of logs) {
    // The log itself brings its predecessors with it.
    const only = files.has(log) ? undefined : files;
    const since = options.from ?? new Date(0);
    const lines = fileSource({ log, only, since, isFollowed: () => stopped !== undefined, report: unreadable });
    requests.push({ source, lines });
  }
  return requests;
}

function sumOf(all: readonly IngestCounts[]): IngestCounts {
  const sum = { lines: 0, events: 0, noise: 0, unknown: 0, earlier: 0, rows: 0, refused: 0 };
  for (const counts of all) for (const key of Object.keys(sum) as (keyof IngestCounts)[]) sum[key] += counts[key];
  return sum;
}
