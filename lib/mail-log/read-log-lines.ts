import { pipeline, Readable } from 'node:stream';
import { createGunzip } from 'node:zlib';
import { InputFault } from '@/lib/input-file/input-fault';
import { openBytes } from '@/lib/input-file/read-bytes';

const NEWLINE = 0x0a;
/** Bytes of a line without an end that are kept. A character has at most four, and the parser cuts at 65,536 characters. */
const MOST_BYTES = 4 * 65_536;

/**
 * Streams the lines of a log in batches: of a file, a compressed file (gzip, recognised by its first bytes), a pipe, or
 * standard input (`-`). Bytes that are no UTF-8 become U+FFFD. The memory does not depend on the length of the log, nor of
 * a line.
 *
 * @throws InputFault
 */
export async function* readLogLines(path: string): AsyncGenerator<readonly string[]> {
  let rest: Buffer = Buffer.alloc(0);
  for await (const chunk of inflated(openBytes(path))) {
    const end = chunk.lastIndexOf(NEWLINE);
    if (end < 0) {
      rest = appended(rest, chunk);
      continue;
    }
    const first = chunk.indexOf(NEWLINE);
    const begun = lineOf(appended(rest, chunk.subarray(0, first)));
    yield first === end ? [begun] : [begun, ...linesOf(chunk.subarray(first + 1, end))];
    rest = Buffer.from(chunk.subarray(end + 1));
  }
  if (rest.length > 0) yield [lineOf(rest)];
}

const appended = (rest: Buffer, more: Buffer): Buffer =>
  rest.length >= MOST_BYTES ? rest : Buffer.concat([rest, more.subarray(0, MOST_BYTES - rest.length)]);

const lineOf = (bytes: Buffer): string => withoutReturn(bytes.toString('utf8'));

const linesOf = (bytes: Buffer): string[] => bytes.toString('utf8').split('\n').map(withoutReturn);

const withoutReturn = (line: string): string => (line.endsWith('\r') ? line.slice(0, -1) : line);

/** Decompresses bytes that begin as gzip, and passes on others as they are. */
async function* inflated(bytes: AsyncGenerator<Buffer>): AsyncGenerator<Buffer> {
  const first = await bytes.next();
  if (first.done) return;
  if (first.value[0] !== 0x1f || first.value[1] !== 0x8b) {
    yield first.value;
    yield* bytes;
    return;
  }
  const gunzip = createGunzip({ chunkSize: 256 * 1_024 });
  // The error also ends the iteration below.
  pipeline(Readable.from(startingWith(first.value, bytes)), gunzip, () => undefined);
  try {
    for await (const chunk of gunzip) yield chunk as Buffer;
  } catch (error) {
    if (error instanceof InputFault || !isZlibError(error)) throw error;
    throw new InputFault('unreadable', 'it is no whole gzip file', 0, error.code);
  }
}

async function* startingWith(first: Buffer, others: AsyncGenerator<Buffer>): AsyncGenerator<Buffer> {
  yield first;
  yield* others;
}

const isZlibError = (error: unknown): error is Error & { code: string } =>
  error instanceof Error && 'code' in error && String(error.code).startsWith('Z_');
