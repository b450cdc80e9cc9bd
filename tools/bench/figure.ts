/** One result of a part of the bench. Compare ratios within one run; absolute figures depend on the machine. */
export interface Figure {
  /** Dotted, such as `pages.home.share`. */
  readonly name: string;
  readonly value: number;
  readonly unit: 'times' | '%' | 'ms' | 'KiB' | 'MiB' | 'a second' | 'count';
  readonly goal?: { readonly atMost: number } | { readonly atLeast: number };
}

/** @returns undefined for a figure without a goal */
export function isMet({ value, goal }: Figure): boolean | undefined {
  if (!goal) return undefined;
  return 'atMost' in goal ? value <= goal.atMost : value >= goal.atLeast;
}

/** @param fraction 0.5 for the median. @returns one of the given values (nearest rank), NaN for none */
export function percentile(values: readonly number[], fraction: number): number {
  const sorted = [...values].sort((a, b) => a - b);
  return sorted[Math.max(0, Math.ceil(fraction * sorted.length) - 1)] ?? Number.NaN;
}

export const median = (values: readonly number[]): number => percentile(values, 0.5);

export const sum = (values: readonly number[]): number => values.reduce((all, one) => all + one, 0);
