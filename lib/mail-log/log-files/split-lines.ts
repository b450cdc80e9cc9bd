const NEWLINE = 0x0a;

/** Bytes of a line that are kept: a character has at most four, and the parser cuts at 65,536 characters. */
const MOST_BYTES = 4 * 65_536;

export interface SplitLines {
  readonly lines: string[];
  /** How many bytes belong to whole lines, their line ends included. */
  readonly bytes: number;
}

/** Splits bytes into lines. The text after the last line end waits for its rest. */
export function splitLines(bytes: Buffer): SplitLines {
  const end = bytes.lastIndexOf(NEWLINE);
  return end < 0 ? { lines: [], bytes: 0 } : { lines: textOf(bytes.subarray(0, end)).split('\n'), bytes: end + 1 };
}

/** A line of any length, cut. */
export function cutLine(bytes: Buffer): string {
  return textOf(bytes.subarray(0, MOST_BYTES));
}

/** A file that was truncated while a program wrote begins with NUL bytes, which no text of a database has. */
function textOf(bytes: Buffer): string {
  const text = bytes.toString('utf8');
  return text.includes('\0') ? text.replaceAll('\0', '') : text;
}
