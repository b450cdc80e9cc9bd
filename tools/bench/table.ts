import { type Figure, isMet } from './figure';
import type { Measured } from './run-parts';

/** One line per figure, followed by its goal and whether it is met, and one line per failed part. */
export function measuredTable({ figures, failed }: Measured): string {
  const width = Math.max(...figures.map(({ name }) => name.length), ...failed.map(({ part }) => part.length));
  return [
    ...figures.map((figure) => `${figure.name.padEnd(width)}  ${readable(figure).padStart(18)}${verdict(figure)}`),
    ...failed.map(({ part, reason }) => `${part.padEnd(width)}  FAILED: ${reason}`),
  ].join('\n');
}

const readable = ({ value, unit }: Figure): string => `${value >= 100 ? value.toFixed(0) : value.toFixed(2)} ${unit}`;

function verdict(figure: Figure): string {
  const { goal, unit } = figure;
  if (!goal) return '';
  const wanted = 'atMost' in goal ? `at most ${goal.atMost}` : `at least ${goal.atLeast}`;
  return `   ${isMet(figure) ? 'met   ' : 'MISSED'}  ${wanted} ${unit}`;
}
