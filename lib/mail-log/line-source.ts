import type { Executor } from '@/db/connect';
import type { SourcePosition } from '@/db/queries/mail-log-positions';

/** Lines that were not read before. */
export interface LineChunk {
  readonly lines: readonly string[];
  /** The position after them; null for a source that cannot be read again. */
  readonly position: SourcePosition | null;
  /** A time shortly after the last line. */
  readonly changedAt: Date;
}

/** A source of log lines: a file and its predecessors, standard input, or a socket. */
export interface LineSource {
  /** Under this name its progress is stored. */
  readonly log: string;
  /** Goes back to what is stored. @param batch the last batch that is stored */
  reset(on: Executor, batch: string | undefined): Promise<void>;
  /** @returns undefined when there are no new lines now */
  next(): Promise<LineChunk | undefined>;
  /** Whether there will be no more lines. */
  isOver(): boolean;
  /** The lines of the chunk are stored, as this batch. */
  stored(chunk: LineChunk, positionId: number | null): void;
  /** The chunk is about to be stored as this batch. */
  storing(chunk: LineChunk, batch: string): void;
  close(): Promise<void>;
}
