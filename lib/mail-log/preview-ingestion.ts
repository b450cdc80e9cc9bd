import { createLogClock } from './parse/log-clock';
import { readLine } from './parse/read-line';
import { readLogLines } from './read-log-lines';

/** A log to read: a path, or `-` for standard input. */
export interface LogInput {
  readonly path: string;
  readonly source: 'dovecot' | 'postfix';
  /** A time shortly after its last line, which gives classic time stamps their year. */
  readonly reference: Date;
}

export interface PreviewOptions {
  /** The zone in which the servers write times without an offset. */
  readonly timeZone: string;
  /** Lines from before are left out. A line without a readable time is not. */
  readonly from?: Date;
}

export interface IngestionPreview {
  readonly lines: number;
  readonly events: number;
  readonly noise: number;
  readonly unknown: number;
  /** Lines from before the wanted time, which the other counts leave out. */
  readonly earlier: number;
  /** Events by their kind. */
  readonly kinds: Readonly<Record<string, number>>;
  readonly noiseNames: Readonly<Record<string, number>>;
  /** The first unknown lines: where they stand, and their form without the texts in it. */
  readonly samples: readonly UnknownLine[];
}

export interface UnknownLine {
  readonly path: string;
  readonly line: number;
  readonly sample: string;
}

const MOST_SAMPLES = 20;

/**
 * Reads mail logs and counts what an ingestion would find. Stores nothing.
 *
 * @throws InputFault when a log cannot be read; `onInput` has said which
 */
export async function previewIngestion(
  inputs: readonly LogInput[],
  { timeZone, from }: PreviewOptions,
  onInput: (input: LogInput) => void = () => undefined,
): Promise<IngestionPreview> {
  const counts = { lines: 0, events: 0, noise: 0, unknown: 0, earlier: 0 };
  const kinds = new Map<string, number>();
  const noiseNames = new Map<string, number>();
  const samples: UnknownLine[] = [];
  for (const input of inputs) {
    onInput(input);
    const options = { source: input.source, clock: createLogClock({ reference: input.reference, timeZone }) };
    let line = 0;
    for await (const batch of readLogLines(input.path)) {
      for (const text of batch) {
        line += 1;
        const read = readLine(text, options);
        if (from && read.header?.at && read.header.at < from) {
          counts.earlier += 1;
          continue;
        }
        counts.lines += 1;
        if (read.is === 'event') {
          counts.events += 1;
          increment(kinds, read.event.kind);
        } else if (read.is === 'noise') {
          counts.noise += 1;
          increment(noiseNames, read.name);
        } else {
          counts.unknown += 1;
          if (samples.length < MOST_SAMPLES) samples.push({ path: input.path, line, sample: read.sample });
        }
      }
    }
  }
  return { ...counts, kinds: byCount(kinds), noiseNames: byCount(noiseNames), samples };
}

const increment = (counts: Map<string, number>, name: string): Map<string, number> =>
  counts.set(name, (counts.get(name) ?? 0) + 1);

/** The most frequent first. */
const byCount = (counts: ReadonlyMap<string, number>): Record<string, number> =>
  Object.fromEntries([...counts].sort(([a, m], [b, n]) => n - m || (a < b ? -1 : 1)));
