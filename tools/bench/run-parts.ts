import type { Figure } from './figure';

/** A part that could not be measured, and why. */
export interface FailedPart {
  readonly part: string;
  readonly reason: string;
}

export interface Measured {
  readonly figures: readonly Figure[];
  readonly failed: readonly FailedPart[];
}

/** Measures one part after another. A part that throws is reported as failed, and the others are measured all the same. */
export async function runParts(
  parts: readonly (readonly [name: string, measure: () => Promise<Figure[]>])[],
  { onStart, onEnd }: { onStart: (name: string) => void; onEnd: (measured: Measured) => void },
): Promise<Measured> {
  const all: Measured[] = [];
  for (const [part, measure] of parts) {
    onStart(part);
    const measured = await measure().then(
      (figures): Measured => ({ figures, failed: [] }),
      (error): Measured => ({ figures: [], failed: [{ part, reason: reasonOf(error) }] }),
    );
    onEnd(measured);
    all.push(measured);
  }
  return { figures: all.flatMap(({ figures }) => figures), failed: all.flatMap(({ failed }) => failed) };
}

const reasonOf = (error: unknown): string => (error instanceof Error ? error.message : String(error));
