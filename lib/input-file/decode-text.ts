import { isUtf8 } from 'node:buffer';
import { InputFault } from './input-fault';

export interface DecodedText {
  /** Without byte order mark. Every line ends with LF. */
  readonly text: string;
  /**
   * The lines that are not valid UTF-8, by number, each with its first invalid byte: `character 4 is the byte 0xAA`.
   * The text has U+FFFD in its place.
   */
  readonly notUtf8: ReadonlyMap<number, string>;
  /** The probable encoding of these lines, if no other line contains UTF-8. */
  readonly seemsToBe?: string;
}

const LINE_FEED = 0x0a;
const CARRIAGE_RETURN = 0x0d;
const SPACE = 0x20;
const BYTE_ORDER_MARKS = /^\uFEFF+/;
/** In order of preference: Big5 text is often valid GB 18030 too, and Big5 is the likelier here. */
const LIKELY = ['BIG5', 'GB18030'];

/**
 * Decodes bytes that should be UTF-8, with or without byte order mark. Each line may end with LF, CR LF or CR.
 *
 * @throws InputFault (`not_utf8`) for a file that is in another encoding as a whole: most lines after the first are
 *   invalid, and most of those that are not ASCII. Any other invalid line is only recorded
 */
export function decodeText(bytes: Buffer): DecodedText {
  const wide = wideEncodingOf(bytes);
  if (wide) throw notUtf8(1, { encoding: wide });
  const text = bytes.toString('utf8').replace(BYTE_ORDER_MARKS, '');
  const damage = isUtf8(bytes) ? { notUtf8: new Map<number, string>() } : findDamage(bytes);
  return { text: text.replace(/\r\n?/g, '\n'), ...damage };
}

export function notUtf8(line: number, { encoding, found }: { encoding?: string; found?: string }): InputFault {
  const place = `line ${line}${found ? `: ${found}` : ''}`;
  const advice = encoding
    ? `but seems to be ${encoding}: iconv -f ${encoding} -t UTF-8 makes it so`
    : 'and is to be saved as UTF-8';
  return new InputFault('not_utf8', `it is not UTF-8 (${place}) ${advice}`, line, encoding);
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

function findDamage(bytes: Buffer): Pick<DecodedText, 'notUtf8' | 'seemsToBe'> {
  const damaged = new Map<number, Buffer>();
  const nextLineFeed = finderOf(bytes, LINE_FEED);
  const nextReturn = finderOf(bytes, CARRIAGE_RETURN);
  let written = 0;
  let inUtf8 = 0;
  let line = 1;
  for (let from = 0; from < bytes.length; line += 1) {
    const end = Math.min(nextLineFeed(from), nextReturn(from));
    const one = bytes.subarray(from, end);
    if (one.some((byte) => byte > SPACE)) written += 1;
    if (!isUtf8(one)) damaged.set(line, one);
    else if (one.some((byte) => byte > 0x7f) && !isMarkAlone(one)) inUtf8 += 1;
    from = end + (bytes[end] === CARRIAGE_RETURN && bytes[end + 1] === LINE_FEED ? 2 : 1);
  }
  const encoding = likelyEncoding([...damaged.values()]);
  // The first line is a header or a bracket, ASCII in any encoding.
  const isWhole = damaged.size > inUtf8 && damaged.size * 2 > written - 1;
  const [first = 1] = damaged.keys();
  if (encoding && isWhole) throw notUtf8(first, { encoding });
  return {
    notUtf8: new Map([...damaged].map(([at, one]) => [at, showDamage(one)])),
    ...(encoding && inUtf8 === 0 && { seemsToBe: encoding }),
  };
}

/**
 * Finds the places of a byte one after another. It searches no part twice: a file without CR is not searched for one on
 * each line.
 *
 * @returns the first place at or after a position that never decreases; the length if there is none
 */
function finderOf(bytes: Buffer, byte: number): (from: number) => number {
  let at = -1;
  return (from) => {
    if (at < from) {
      const found = bytes.indexOf(byte, from);
      at = found === -1 ? bytes.length : found;
    }
    return at;
  };
}

/** The encoding, if any, that can decode most of these lines. */
function likelyEncoding(lines: readonly Buffer[]): string | undefined {
  return LIKELY.find((label) => lines.filter((line) => canRead(line, label)).length * 2 > lines.length);
}

/** Describes the first invalid character. It shows no more of the line, which may hold a secret. */
function showDamage(line: Buffer): string {
  let character = 1;
  for (let at = 0; at < line.length; character += 1) {
    const one = line.subarray(at, at + lengthBy(line[at] ?? 0));
    if (!isUtf8(one)) {
      const follows = one.findIndex((byte, place) => place > 0 && (byte & 0xc0) !== 0x80);
      const wrong = [...one.subarray(0, follows === -1 ? one.length : follows)].map(
        (byte) => `0x${byte.toString(16).toUpperCase()}`,
      );
      return `character ${character} is the ${wrong.length === 1 ? 'byte' : 'bytes'} ${wrong.join(' ')}`;
    }
    at += one.length;
  }
  return '';
}

/** The length in bytes of a UTF-8 character that begins with this byte. */
const lengthBy = (byte: number): number => (byte >= 0xf0 ? 4 : byte >= 0xe0 ? 3 : byte >= 0xc0 ? 2 : 1);

/** Whether a line is a byte order mark followed by ASCII, which does not show that the rest is UTF-8. */
const isMarkAlone = (line: Buffer): boolean =>
  line.subarray(0, 3).toString('hex') === 'efbbbf' && line.subarray(3).every((byte) => byte <= 0x7f);

/** Whether the encoding can decode the bytes. Unassigned codes are decoded as private-use characters. */
function canRead(bytes: Buffer, label: string): boolean {
  try {
    return !/\p{Co}/u.test(new TextDecoder(label, { fatal: true }).decode(bytes));
  } catch {
    return false;
  }
}
