import { isUtf8 } from 'node:buffer';
import { InputFault } from './input-fault';

export interface DecodedText {
  /** Without byte order mark. Lines end with LF or CR LF, each as it was written. */
  readonly text: string;
  /** Numbers of the lines that are not UTF-8; U+FFFD stands there for what could not be read. */
  readonly notUtf8: ReadonlySet<number>;
}

const LINE_FEED = 0x0a;
const CARRIAGE_RETURN = 0x0d;
const BYTE_ORDER_MARKS = /^\uFEFF+/;
/** Tried in this order: Big5 text often is valid GB 18030 too, and here Big5 is the likelier. */
const LIKELY = ['BIG5', 'GB18030'];

/**
 * Text of bytes that should be UTF-8, with or without byte order mark. A file whose only line ending is CR reads as if
 * it were LF.
 *
 * @throws InputFault (`not_utf8`) for a file that is written in another encoding as a whole; a line that is damaged in a
 *   file of UTF-8 is only noted
 */
export function decodeText(bytes: Buffer): DecodedText {
  const wide = wideEncodingOf(bytes);
  if (wide) throw notUtf8(1, wide);
  const notUtf8Lines = isUtf8(bytes) ? new Set<number>() : damagedLines(bytes);
  const text = bytes.toString('utf8').replace(BYTE_ORDER_MARKS, '');
  return { text: text.includes('\n') ? text : text.replaceAll('\r', '\n'), notUtf8: notUtf8Lines };
}

export function notUtf8(line: number, encoding?: string): InputFault {
  const advice = encoding
    ? `seems to be ${encoding}: iconv -f ${encoding} -t UTF-8 makes it so`
    : 'cannot be read from there on: save it as UTF-8';
  return new InputFault('not_utf8', `it is not UTF-8 (line ${line}) but ${advice}`, line, encoding);
}

/** UTF-16 or UTF-32, by the byte order mark or by the zero byte beside the first character. */
export function wideEncodingOf(bytes: Buffer): string | undefined {
  const [a, b, c, d] = bytes;
  if (a === 0xff && b === 0xfe) return c === 0 && d === 0 ? 'UTF-32LE' : 'UTF-16LE';
  if (a === 0xfe && b === 0xff) return 'UTF-16BE';
  if (a === 0 && b === 0 && c === 0xfe && d === 0xff) return 'UTF-32BE';
  if (a === 0 && b) return 'UTF-16BE';
  if (a && b === 0) return 'UTF-16LE';
  return undefined;
}

function damagedLines(bytes: Buffer): Set<number> {
  const damaged: { line: number; bytes: Buffer }[] = [];
  const lineEnd = bytes.includes(LINE_FEED) ? LINE_FEED : CARRIAGE_RETURN;
  let hasUtf8 = false;
  let line = 1;
  for (let from = 0; from < bytes.length; line += 1) {
    const found = bytes.indexOf(lineEnd, from);
    const end = found === -1 ? bytes.length : found;
    const one = bytes.subarray(from, end);
    if (!isUtf8(one)) damaged.push({ line, bytes: one });
    else hasUtf8 ||= one.some((byte) => byte > 0x7f) && !isMarkAlone(one);
    from = end + 1;
  }
  const encoding = LIKELY.find((label) => damaged.every((one) => canRead(one.bytes, label)));
  if (encoding && !hasUtf8) throw notUtf8(damaged[0]?.line ?? 1, encoding);
  return new Set(damaged.map((one) => one.line));
}

/** A byte order mark in front of ASCII does not show that the rest was written as UTF-8. */
const isMarkAlone = (line: Buffer): boolean =>
  line.subarray(0, 3).toString('hex') === 'efbbbf' && line.subarray(3).every((byte) => byte <= 0x7f);

/** Bytes that stand for nothing are read as characters of private use. */
function canRead(bytes: Buffer, label: string): boolean {
  try {
    return !/\p{Co}/u.test(new TextDecoder(label, { fatal: true }).decode(bytes));
  } catch {
    return false;
  }
}
