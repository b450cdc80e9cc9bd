import { listPositions } from '@/db/queries/mail-log-positions';
import type { LineSource } from './line-source';
import { createLogReader, type LogReader } from './log-files/log-reader';

export interface FileSourceOptions {
  readonly log: string;
  /** The only files of the log that are read; all, if undefined. */
  readonly only?: ReadonlySet<string>;
  readonly since: Date;
  /** Whether more lines will come. */
  readonly isFollowed: () => boolean;
  report(path: string, error: unknown): void;
}

/** A log file with its rotated predecessors. */
export function fileSource({ log, only, since, isFollowed, report }: FileSourceOptions): LineSource {
  let reader: LogReader | undefined;
  return {
    log,
    async reset(on) {
      await reader?.close();
      reader = createLogReader({ log, only, positions: await listPositions(on, log), since, report });
    },
    next: async () => reader?.next(),
    isOver: () => !isFollowed(),
    storing: () => undefined,
    stored({ position }, id) {
      if (position && id !== null) reader?.stored(position, id);
    },
    close: async () => reader?.close(),
  };
}
