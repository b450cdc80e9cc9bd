import { type Figure, isMet } from './figure';

/** One line per figure, followed by its goal and whether it is met. */
export function figureTable(figures: readonly Figure[]): string {
  const width = Math.max(...figures.map(({ name }) => name.length));
  return figures
    .map((figure) => `${figure.name.padEnd(width)}  ${readable(figure).padStart(18)}${verdict(figure)}`)
    .join('\n');
}

const readable = ({ value, unit }: Figure): string => `${value >= 100 ? value.toFixed(0) : value.toFixed(2)} ${unit}`;

function verdict(figure: Figure): string {
  const { goal, unit } = figure;
  if (!goal) return '';
  const wanted = 'atMost' in goal ? `at most ${goal.atMost}` : `at least ${goal.atLeast}`;
  return `   ${isMet(figure) ? 'met   ' : 'MISSED'}  ${wanted} ${unit}`;
}
