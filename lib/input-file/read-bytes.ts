import { closeSync, createReadStream, openSync, readSync } from 'node:fs';
import { InputFault } from './input-fault';

const MEBIBYTE = 1024 * 1024;
/** A device that never ends must not fill the memory. */
const MOST_MEBIBYTES = 32;

/** Standard input may be a socket, which cannot be opened by its name. */
export const STANDARD_INPUT = new Set(['-', '/dev/stdin', '/dev/fd/0', '/proc/self/fd/0']);

/**
 * The bytes of a file, a pipe (`<(…)`, a FIFO) or standard input (`-`), piece by piece. Each is opened once: a pipe gives
 * its bytes to its first reader alone.
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
 * All of its bytes.
 *
 * @param mostMebibytes it may be long
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

/** The same at the start of a program, when nothing else is to be done. @throws InputFault */
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
