export interface Entry {
  /** Counted from 1. */
  readonly line: number;
  /** Trimmed; never empty. */
  readonly text: string;
}

/** Returns one entry per line, whatever the line ending. Empty lines are skipped, but counted. */
export function entriesOf(text: string): Entry[] {
  return text
    .split('\n')
    .map((one, at) => ({ line: at + 1, text: one.trim() }))
    .filter((entry) => entry.text !== '');
}
