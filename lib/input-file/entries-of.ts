export interface Entry {
  /** Counted from 1. */
  readonly line: number;
  /** Without blanks around it; never empty. */
  readonly text: string;
}

/** One entry a line, whichever way the line ends. Empty lines are passed over, and counted. */
export function entriesOf(text: string): Entry[] {
  return text
    .split('\n')
    .map((one, at) => ({ line: at + 1, text: one.trim() }))
    .filter((entry) => entry.text !== '');
}
