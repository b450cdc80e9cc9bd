/** A line of a log and its time, so that the lines of several people can be put in order. */
export interface DemoLine {
  readonly at: number;
  readonly text: string;
}

/** Numbers that look random and are the same in every demo. @see Park and Miller, 1988 */
export function demoNumbers(seed: number): (below: number) => number {
  let state = (seed % 2_147_483_646) + 1;
  return (below) => {
    state = (state * 48_271) % 2_147_483_647;
    return state % below;
  };
}

export const lineAt = (at: number, program: string, message: string): DemoLine => ({
  at,
  text: `${new Date(at).toISOString().replace('Z', '+00:00')} mail ${program}: ${message}`,
});

/** The text of the lines up to now, in the order of time. */
export function textOf(lines: readonly DemoLine[], now: Date): string[] {
  return lines
    .filter(({ at }) => at <= now.getTime())
    .sort((a, b) => a.at - b.at)
    .map(({ text }) => text);
}
