import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { type FileHandle, open } from 'node:fs/promises';
import { pipeline } from 'node:stream';
import { createGunzip } from 'node:zlib';
import type { SourcePosition } from '@/db/queries/mail-log-positions';
import { InputFault } from '@/lib/input-file/input-fault';
import { type LogFile, listLogFiles } from './list-log-files';
import { cutLine, splitLines } from './split-lines';

const FINGERPRINT_BYTES = 1_024;
const CHUNK_BYTES = 512 * 1_024;
const NEWLINE = 0x0a;

/** Lines that were not read before, and the position after them. */
export interface LogChunk {
  readonly lines: readonly string[];
  readonly position: SourcePosition;
  /** The file's last change, a time shortly after its last line. */
  readonly changedAt: Date;
}

/** Reads the new lines of one log, through its rotation. */
export interface LogReader {
  /** @returns undefined when all whole lines were read */
  next(): Promise<LogChunk | undefined>;
  /** Takes the stored id of a position that was new. */
  stored(position: SourcePosition, id: number): void;
  close(): Promise<void>;
}

export interface LogReaderOptions {
  readonly log: string;
  /** The only files of the log that are read; all, if undefined. */
  readonly only?: ReadonlySet<string>;
  /** The stored positions of its files. */
  readonly positions: readonly SourcePosition[];
  /** Rotated files that were last changed before are left out. */
  readonly since: Date;
  /** A compressed file that cannot be read is left out. */
  report(path: string, error: unknown): void;
}

/**
 * Makes a reader. A file is recognised by its first bytes, under whatever name or inode, so that a rotated, copied or
 * compressed file goes on where it was left. A file that has become shorter begins anew.
 */
export function createLogReader({ log, only, positions: given, since, report }: LogReaderOptions): LogReader {
  const positions = given.map((one) => ({ ...one }));
  /** Files that were read to their end, as they were then. */
  const finished = new Map<string, string>();
  let pass: AsyncGenerator<LogChunk> | undefined;

  async function* readAll(): AsyncGenerator<LogChunk> {
    for (const file of await listLogFiles(log)) {
      const key = file.isCompressed ? file.path : file.node;
      const state = `${file.size} ${file.changedAt.getTime()}`;
      if (file.size === 0 || finished.get(key) === state) continue;
      if (only ? !only.has(file.path) : file.path !== log && file.changedAt < since) continue;
      if (file.isCompressed) yield* readCompressed(file);
      else yield* readPlain(file);
      finished.set(key, state);
    }
  }

  function positionOf(file: LogFile, head: Buffer): SourcePosition {
    const known = positions
      .filter(({ fingerprint, fingerprintBytes }) => {
        return fingerprintBytes <= head.length && fingerprint === fingerprintOf(head.subarray(0, fingerprintBytes));
      })
      .sort((a, b) => b.fingerprintBytes - a.fingerprintBytes)[0];
    const position = known ?? { id: null, log, position: 0, lastLineAt: null };
    const [device = null, inode = null] = file.isCompressed ? [] : file.node.split(':');
    const same = { device, inode, fingerprint: fingerprintOf(head), fingerprintBytes: head.length };
    if (known) return Object.assign(known, same);
    const fresh = { ...position, ...same };
    positions.push(fresh);
    return fresh;
  }

  async function* readPlain(file: LogFile): AsyncGenerator<LogChunk> {
    const handle = await open(file.path).catch(() => undefined);
    if (!handle) return;
    try {
      const found = await handle.stat({ bigint: true });
      // Another file has this name by now: the next look finds both.
      if (`${found.dev}:${found.ino}` !== file.node) return;
      const head = await readAt(handle, 0, FINGERPRINT_BYTES);
      if (!head.includes(NEWLINE)) return;
      const position = positionOf(file, head);
      if (found.size < position.position) position.position = 0;
      for (;;) {
        const bytes = await readAt(handle, position.position, CHUNK_BYTES);
        const split = splitLines(bytes);
        if (split.bytes > 0) {
          position.position += split.bytes;
          yield chunkOf(split.lines, position, file);
        } else if (bytes.length === CHUNK_BYTES) {
          const end = await findNewline(handle, position.position + bytes.length);
          if (end === undefined) return;
          position.position = end + 1;
          yield chunkOf([cutLine(bytes)], position, file);
        } else return;
      }
    } finally {
      await handle.close();
    }
  }

  async function* readCompressed(file: LogFile): AsyncGenerator<LogChunk> {
    try {
      const source = createReadStream(file.path);
      const gunzip = createGunzip({ chunkSize: CHUNK_BYTES });
      // The error also ends the iteration below.
      pipeline(source, gunzip, () => undefined);
      let position: SourcePosition | undefined;
      let rest: Buffer = Buffer.alloc(0);
      let passed = 0;
      for await (const more of gunzip) {
        rest = rest.length === 0 ? (more as Buffer) : Buffer.concat([rest, more as Buffer]);
        if (!position) {
          if (rest.length < FINGERPRINT_BYTES && !rest.includes(NEWLINE)) continue;
          position = positionOf(file, rest.subarray(0, FINGERPRINT_BYTES));
          if (position.position > 0 && (await isReadWhole(file, position))) return;
        }
        const skipped = Math.min(rest.length, Math.max(0, position.position - passed));
        passed += skipped;
        rest = rest.subarray(skipped);
        const { lines, bytes } = splitLines(rest);
        if (bytes === 0) continue;
        passed += bytes;
        rest = Buffer.from(rest.subarray(bytes));
        position.position = passed;
        yield chunkOf(lines, position, file);
      }
      if (!position || rest.length === 0) return;
      // No rest of its last line will come.
      position.position += rest.length;
      yield chunkOf([cutLine(rest)], position, file);
    } catch (error) {
      report(
        file.path,
        isZlibError(error) ? new InputFault('unreadable', 'it is no whole gzip file', 0, error.code) : error,
      );
    }
  }

  return {
    async next() {
      pass ??= readAll();
      const { value, done } = await pass.next();
      if (!done) return value;
      pass = undefined;
      return undefined;
    },
    stored(position, id) {
      for (const one of positions) if (one.fingerprint === position.fingerprint) one.id = id;
    },
    async close() {
      await pass?.return(undefined);
    },
  };
}

const chunkOf = (lines: readonly string[], position: SourcePosition, { changedAt }: LogFile): LogChunk => ({
  lines,
  position: { ...position },
  changedAt,
});

const fingerprintOf = (head: Buffer): string => createHash('sha256').update(head).digest('hex');

async function readAt(handle: FileHandle, position: number, length: number): Promise<Buffer> {
  const { buffer, bytesRead } = await handle.read(Buffer.allocUnsafe(length), 0, length, position);
  return buffer.subarray(0, bytesRead);
}

/** @returns undefined while the line has no end yet */
async function findNewline(handle: FileHandle, from: number): Promise<number | undefined> {
  for (let at = from; ; ) {
    const bytes = await readAt(handle, at, CHUNK_BYTES);
    const end = bytes.indexOf(NEWLINE);
    if (end >= 0) return at + end;
    if (bytes.length === 0) return undefined;
    at += bytes.length;
  }
}

/** The last four bytes of a gzip file are the length of its text. @see RFC 1952 §2.3.1 */
async function isReadWhole(file: LogFile, { position }: SourcePosition): Promise<boolean> {
  const handle = await open(file.path);
  try {
    const length = await readAt(handle, file.size - 4, 4);
    return length.length === 4 && length.readUInt32LE() === position % 2 ** 32;
  } finally {
    await handle.close();
  }
}

const isZlibError = (error: unknown): error is Error & { code: string } =>
  error instanceof Error && 'code' in error && String(error.code).startsWith('Z_');
