import { hours } from '@/lib/clock';

/**
 * Returns the first moment of a day in a time zone.
 *
 * @param day as `2026-11-30`
 * @param timeZone an IANA name
 */
export function startOfDay(day: string, timeZone: string): Date {
  const format = new Intl.DateTimeFormat('sv-SE', { timeZone, dateStyle: 'short', timeStyle: 'medium' });
  // The locale writes a year below 1000 with fewer than four digits.
  const localTime = (at: number): string => format.format(at).replace(/^\d+/, (year) => year.padStart(4, '0'));
  const offsetAt = (at: number): number => Date.parse(`${localTime(at).replace(' ', 'T')}Z`) - at;
  const midnight = Date.parse(`${day}T00:00:00Z`);
  // The UTC offset may change at midnight. The offsets of the day before and the day after both give a candidate; the
  // first moment of the day is the earlier candidate that falls on it.
  const candidates = [midnight - hours(24), midnight + hours(24)].map((near) => midnight - offsetAt(near));
  const first = candidates.sort((a, b) => a - b).find((at) => localTime(at).startsWith(day));
  return new Date(first ?? midnight);
}
