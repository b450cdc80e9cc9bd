import { isUtf8 } from 'node:buffer';
import { createReadStream } from 'node:fs';

/** A file that is not UTF-8: since which line, and what it seems to be. */
export class NotUtf8 extends Error {
  constructor(
    readonly line: number,
    readonly encoding: string | undefined,
  ) {
    super(`line ${line} is not UTF-8`);
  }
}

const LINE_FEED = 0x0a;
/** Tried in this order: what GB 18030 can be read as, Big5 often can as well, and here Big5 is the likelier. */
const LIKELY = ['big5', 'gb18030'];

/**
 * The bytes of a file, as long as they are UTF-8, in pieces that end with a line.
 *
 * @throws NotUtf8, and what the file system has to say
 */
export async function* readUtf8(path: string): AsyncGenerator<Buffer> {
  let line = 1;
  let rest: Buffer = Buffer.alloc(0);
  for await (const chunk of createReadStream(path) as AsyncIterable<Buffer>) {
    const bytes = Buffer.concat([rest, chunk]);
    // No byte of a longer UTF-8 character looks like a line feed.
    const end = bytes.lastIndexOf(LINE_FEED) + 1;
    rest = bytes.subarray(end);
    line += assertUtf8(bytes.subarray(0, end), line);
    yield bytes.subarray(0, end);
  }
  assertUtf8(rest, line);
  yield rest;
}

/** @returns how many lines end in it */
function assertUtf8(bytes: Buffer, firstLine: number): number {
  const isWhole = isUtf8(bytes);
  let lines = 0;
  let from = 0;
  for (let end = bytes.indexOf(LINE_FEED); end !== -1; end = bytes.indexOf(LINE_FEED, from)) {
    if (!isWhole) assertLine(bytes.subarray(from, end), firstLine + lines);
    lines += 1;
    from = end + 1;
  }
  if (!isWhole) assertLine(bytes.subarray(from), firstLine + lines);
  return lines;
}

function assertLine(bytes: Buffer, line: number): void {
  if (!isUtf8(bytes)) throw new NotUtf8(line, encodingOf(bytes));
}

function encodingOf(bytes: Buffer): string | undefined {
  const start = bytes.subarray(0, 2).toString('hex');
  if (start === 'fffe') return 'UTF-16LE';
  if (start === 'feff') return 'UTF-16BE';
  return LIKELY.find((label) => canRead(bytes, label))?.toUpperCase();
}

function canRead(bytes: Buffer, label: string): boolean {
  try {
    new TextDecoder(label, { fatal: true }).decode(bytes);
    return true;
  } catch {
    return false;
  }
}
