import { closeSync, createReadStream, openSync, readSync } from 'node:fs';
import { InputFault } from './input-fault';

const MEBIBYTE = 1024 * 1024;
/** The limit protects the memory from an endless device. */
const MOST_MEBIBYTES = 32;

/** Paths of standard input, which may be a socket that cannot be opened by its path. */
export const STANDARD_INPUT = new Set(['-', '/dev/stdin', '/dev/fd/0', '/proc/self/fd/0']);

/**
 * Streams the bytes of a file, a pipe (`<(…)`, a FIFO) or standard input (`-`). Each is opened once: only the first
 * reader of a pipe gets its bytes.
 *
 * @throws InputFault
 */
export async function* openBytes(path: string): AsyncGenerator<Buffer> {
  const source = STANDARD_INPUT.has(path) ? process.stdin : createReadStream(path, { highWaterMark: MEBIBYTE });
  try {
    for await (const chunk of source as AsyncIterable<Buffer>) yield chunk;
  } catch (error) {
    throw faultOf(error);
  }
}

/**
 * Reads all bytes of a file, a pipe or standard input.
 *
 * @param mostMebibytes the maximum length
 * @throws InputFault
 */
export async function readBytes(path: string, mostMebibytes = MOST_MEBIBYTES): Promise<Buffer> {
  const chunks: Buffer[] = [];
  let length = 0;
  for await (const chunk of openBytes(path)) {
    chunks.push(chunk);
    length = assertLength(length + chunk.length, mostMebibytes);
  }
  return Buffer.concat(chunks);
}

/** The synchronous variant for the start of a program. @throws InputFault */
export function readBytesSync(path: string): Buffer {
  const chunks: Buffer[] = [];
  let length = 0;
  try {
    const file = openSync(path, 'r');
    try {
      for (;;) {
        const chunk = Buffer.allocUnsafe(MEBIBYTE);
        const count = readSync(file, chunk);
        if (count === 0) break;
        chunks.push(chunk.subarray(0, count));
        length = assertLength(length + count, MOST_MEBIBYTES);
      }
    } finally {
      closeSync(file);
    }
  } catch (error) {
    throw faultOf(error);
  }
  return Buffer.concat(chunks);
}

function assertLength(length: number, mostMebibytes: number): number {
  if (length > mostMebibytes * MEBIBYTE) throw new InputFault('too_long', `it is longer than ${mostMebibytes} MiB`);
  return length;
}

function faultOf(error: unknown): unknown {
  if (!(error instanceof Error && 'code' in error) || error instanceof InputFault) return error;
  return new InputFault('unreadable', `it cannot be read (${error.code})`, 0, String(error.code));
}
