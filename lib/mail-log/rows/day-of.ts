import { minutes } from '@/lib/clock';

/** UTC offsets are multiples of it. */
const QUARTER_MS = minutes(15);

/** @returns a function that returns the day of a time in a zone, as 2026-11-30. Asking Intl takes microseconds */
export function dayOf(timeZone: string): (at: Date) => string {
  const format = new Intl.DateTimeFormat('sv-SE', { timeZone, dateStyle: 'short' });
  const known = new Map<number, string>();
  return (at) => {
    const quarter = Math.floor(at.getTime() / QUARTER_MS);
    const remembered = known.get(quarter);
    if (remembered !== undefined) return remembered;
    if (known.size > 10_000) known.clear();
    const day = format.format(quarter * QUARTER_MS);
    known.set(quarter, day);
    return day;
  };
}
