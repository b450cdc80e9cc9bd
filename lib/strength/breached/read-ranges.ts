import { readdir, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { wideEncodingOf } from '@/lib/input-file/decode-text';
import { InputFault } from '@/lib/input-file/input-fault';
import { openBytes, STANDARD_INPUT } from '@/lib/input-file/read-bytes';

/** Why a list was rejected, in one sentence for the operator. */
export class BadRanges extends Error {}

/** With more malformed lines than this, the file has another format. */
const MOST_BAD_LINES = 100;
const NAMED_BAD_LINES = 5;

export interface RangesRead {
  /** Lines whose count was high enough. */
  taken: number;
  /** Lines whose count was too low, or 0 as in the padding of the ranges. */
  passedOver: number;
  badLines: number;
  /** The positions of the first bad lines, as `file:line`. Their text is not repeated: it may be a password. */
  firstBadLines: string[];
}

/** A prefix of five digits, as in requests for the ranges, with or without the extension that the downloader adds. */
const RANGE_NAME = /^([0-9A-F]{5})(?:\.txt)?$/i;
const SUFFIX_LINE = /^\s*([0-9A-F]{35})\s*:\s*(\d{1,15})\s*$/i;
const WHOLE_LINE = /^\s*([0-9A-F]{40})\s*:\s*(\d{1,15})\s*$/i;

/**
 * Reads SHA-1 hashes in the format of the public ranges (Pwned Passwords), in any order: one file of `HASH:count` lines,
 * or a folder of files named by the first five digits, with lines of the other 35.
 *
 * @param take called with each hash: 40 hexadecimal digits, in upper or lower case
 * @throws BadRanges when more than 100 lines or a file's name have another format, or nothing can be read
 */
export async function readRanges(path: string, minCount: number, take: (hash: string) => void): Promise<RangesRead> {
  const read: RangesRead = { taken: 0, passedOver: 0, badLines: 0, firstBadLines: [] };
  for (const { file, name, prefix } of await filesOf(path)) {
    const format = prefix === '' ? WHOLE_LINE : SUFFIX_LINE;
    let number = 0;
    for await (const lines of linesOf(file)) {
      for (const line of lines) {
        number += 1;
        const found = format.exec(line);
        if (!found) {
          if (line.trim() !== '') noteBadLine(read, `${name}:${number}`);
        } else if (Number(found[2]) < minCount) read.passedOver += 1;
        else {
          read.taken += 1;
          take(prefix + found[1]);
        }
      }
    }
  }
  return read;
}

function noteBadLine(read: RangesRead, where: string): void {
  read.badLines += 1;
  if (read.firstBadLines.length < NAMED_BAD_LINES) read.firstBadLines.push(where);
  if (read.badLines > MOST_BAD_LINES) {
    throw new BadRanges(
      `More than ${MOST_BAD_LINES} lines are no "hash:count", the first of them ${read.firstBadLines.join(', ')}.`,
    );
  }
}

async function filesOf(path: string): Promise<{ file: string; name: string; prefix: string }[]> {
  if (STANDARD_INPUT.has(path)) return [{ file: path, name: path, prefix: '' }];
  const found = await stat(path).catch(() => undefined);
  if (!found) throw new BadRanges(`${path} cannot be read.`);
  if (!found.isDirectory()) return [{ file: path, name: path, prefix: '' }];
  const names = (await readdir(path)).filter((name) => !name.startsWith('.')).sort();
  const foreign = names.find((name) => !RANGE_NAME.test(name));
  if (foreign) throw new BadRanges(`${path} holds ${foreign}, whose name is no prefix of five hexadecimal digits.`);
  return names.map((name) => ({ file: join(path, name), name, prefix: name.slice(0, 5) }));
}

/** Characters. A longer line is one bad line, of which no more is kept, so that it cannot fill the memory. */
const LONGEST_LINE = 1_024;
/** A byte order mark of UTF-8, read as Latin-1. */
const BYTE_ORDER_MARK = /^(?:\u00EF\u00BB\u00BF)+/;

/** Yields many lines at a time: one at a time, hundreds of millions of them would take three times as long. */
async function* linesOf(file: string): AsyncGenerator<string[]> {
  let rest: string | undefined;
  let hasLines = false;
  for await (const bytes of bytesOf(file)) {
    const text = bytes.toString('latin1');
    const lines = (rest === undefined ? firstOf(bytes, text, file) : rest + text).split('\n');
    hasLines ||= lines.length > 1;
    rest = lines.pop() ?? '';
    if (rest.length > LONGEST_LINE && !hasLines) throw new BadRanges(`${file} is no text of lines.`);
    rest = rest.slice(0, LONGEST_LINE);
    yield lines;
  }
  if (rest) yield [rest];
}

async function* bytesOf(file: string): AsyncGenerator<Buffer> {
  try {
    yield* openBytes(file);
  } catch (error) {
    throw error instanceof InputFault ? new BadRanges(`${file}: ${error.message}.`) : error;
  }
}

function firstOf(bytes: Buffer, text: string, file: string): string {
  const encoding = wideEncodingOf(bytes);
  if (encoding) throw new BadRanges(`${file} is ${encoding}: iconv -f ${encoding} -t UTF-8 makes it readable.`);
  return text.replace(BYTE_ORDER_MARK, '');
}
