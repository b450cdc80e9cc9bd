import type { ReactNode } from 'react';
import { LanguageParts } from './language-parts';
import { splitLabel } from './split-languages';

interface Day {
  /** As `2026-11-30`. */
  day: string;
  /** The day as the table shows it. */
  name: string;
  /** The day below the chart; only some of them have room. */
  tick: string;
  /** The page of the day. */
  href: string;
  /** A count for each series above the line. */
  above: readonly number[];
  /** The count below the line. */
  below: number;
}

interface Props {
  title: string;
  /** The head of the column of days. */
  dayHead: string;
  /** The names of at most four series above the line, and of the one below it. */
  above: readonly string[];
  below: string;
  days: readonly Day[];
  tableLabel: string;
  count(value: number): string;
}

/** In pixels. A bar is as wide as its share of the chart, which is as wide as the page. */
const ABOVE = 128;
const BELOW = 40;
const LINE = ABOVE + 16;
const LABELS = LINE + BELOW + 20;
const LEAST_BAR = 2;
/** A label of a day for every so many days has room on a phone. */
const TICK_EVERY = 7;

/**
 * Counts of each day as bars: some series stacked above a line, and one below it with a scale of its own. Each day is a link.
 * The table has the same counts and links as text, for screen readers and the keyboard too.
 */
export function DayChart({ title, dayHead, above, below, days, tableLabel, count }: Props) {
  const most = Math.max(1, ...days.map((day) => sum(day.above)));
  const mostBelow = Math.max(1, ...days.map((day) => day.below));
  return (
    <figure className="chart">
      <figcaption>
        {title}
        <ul className="chart-legend">
          {above.map((name, at) => (
            <li key={name}>
              <Swatch name={`chart-${at + 1}`} /> {name}
            </li>
          ))}
          <li>
            <Swatch name="chart-below" /> {below}
          </li>
        </ul>
      </figcaption>
      <svg width="100%" height={LABELS + 8} aria-hidden="true">
        <text x="0" y="12">
          {count(most)}
        </text>
        {days.map((day, at) => (
          <DayBars
            key={day.day}
            day={day}
            left={(at / days.length) * 100}
            width={100 / days.length}
            scale={{ above: ABOVE / most, below: BELOW / mostBelow }}
            hasTick={(days.length - 1 - at) % TICK_EVERY === 0}
          />
        ))}
        <line x1="0" x2="100%" y1={LINE} y2={LINE} />
      </svg>
      <details className="fold">
        <summary>{tableLabel}</summary>
        <DayTable dayHead={dayHead} heads={[...above, below]} days={days} count={count} />
      </details>
    </figure>
  );
}

function Swatch({ name }: { name: string }) {
  return (
    <svg className="chart-swatch" width="12" height="12" aria-hidden="true">
      <rect className={name} width="12" height="12" />
    </svg>
  );
}

function DayBars({
  day,
  left,
  width,
  scale,
  hasTick,
}: {
  day: Day;
  /** In percent of the chart. */
  left: number;
  width: number;
  /** Pixels for each one that is counted. */
  scale: { above: number; below: number };
  hasTick: boolean;
}) {
  const bar = { x: `${left + width * 0.15}%`, width: `${width * 0.7}%` };
  let top = LINE;
  return (
    // The table has the same link for the keyboard.
    <a href={day.href} tabIndex={-1}>
      <rect className="chart-day" x={`${left}%`} y="0" width={`${width}%`} height={LABELS + 8} />
      {day.above.map((value, at) => {
        const height = heightOf(value, scale.above);
        top -= height;
        // biome-ignore lint/suspicious/noArrayIndexKey: the order of the series never changes
        return <rect key={at} className={`chart-${at + 1}`} {...bar} y={top} height={height} />;
      })}
      <rect className="chart-below" {...bar} y={LINE + 1} height={heightOf(day.below, scale.below)} />
      {hasTick && (
        <text x={`${left + width}%`} y={LABELS} textAnchor="end">
          {day.tick}
        </text>
      )}
    </a>
  );
}

function DayTable({
  dayHead,
  heads,
  days,
  count,
}: Pick<Props, 'dayHead' | 'days' | 'count'> & { heads: readonly string[] }): ReactNode {
  return (
    <div className="chart-table">
      <table>
        <thead>
          <tr>
            <th scope="col">
              <LanguageParts>{dayHead}</LanguageParts>
            </th>
            {heads.map((head) => (
              <th key={head} scope="col">
                {splitLabel(head).label}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {days.toReversed().map((day) => (
            <tr key={day.day}>
              <th scope="row">
                <a href={day.href}>
                  <time dateTime={day.day}>{day.name}</time>
                </a>
              </th>
              {[...day.above, day.below].map((value, at) => (
                // biome-ignore lint/suspicious/noArrayIndexKey: the order of the columns never changes
                <td key={at}>{count(value)}</td>
              ))}
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}

const sum = (values: readonly number[]): number => values.reduce((total, value) => total + value, 0);

const heightOf = (value: number, scale: number): number =>
  value === 0 ? 0 : Math.max(LEAST_BAR, Math.round(value * scale));
