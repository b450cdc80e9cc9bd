import * as z from 'zod/mini';
import { addDays, dayOf } from '@/lib/campus/day-of';
import { startOfDay } from '@/lib/campus/start-of-day';
import { ok, type Result, refuse } from '@/lib/result';

/** A range of whole days on campus. */
export interface Days {
  /** The first and the last day, as `2026-11-30`. */
  readonly from: string;
  readonly to: string;
  /** The first moment of the first day, and the first moment after the last day. */
  readonly start: Date;
  readonly end: Date;
}

export type DaysRefusal = 'log_filter.day' | 'log_filter.order' | 'log_filter.too_early' | 'log_filter.future';

/** Today and the 6 days before, as the service has always shown. */
const USUAL_DAYS = 7;

interface Limits {
  readonly now: Date;
  readonly timeZone: string;
  /** How many days are kept, today included. */
  readonly keptDays: number;
}

/**
 * Reads the days of a query. Without both it is today and the 6 days before; with one of them, the 7 days that begin or end
 * there.
 *
 * @param asked values of a query string: any text, also none or several
 */
export function readDays(asked: { from?: unknown; to?: unknown }, limits: Limits): Result<Days, DaysRefusal> {
  const [from, to] = [readDay(asked.from), readDay(asked.to)];
  if (from === 'malformed' || to === 'malformed') return refuse('log_filter.day');

  const today = dayOf(limits.now, limits.timeZone);
  const earliest = addDays(today, 1 - limits.keptDays);
  const last = to ?? (from ? earlier(addDays(from, USUAL_DAYS - 1), today) : today);
  const first = from ?? later(addDays(last, 1 - USUAL_DAYS), earlier(earliest, last));
  if (first > today || last > today) return refuse('log_filter.future');
  if (first > last) return refuse('log_filter.order');
  if (first < earliest) return refuse('log_filter.too_early', { days: limits.keptDays });
  return ok(daysBetween(first, last, limits.timeZone));
}

/** All days that are kept. */
export function allKeptDays({ now, timeZone, keptDays }: Limits): Days {
  const today = dayOf(now, timeZone);
  return daysBetween(addDays(today, 1 - keptDays), today, timeZone);
}

/** The days of a range, the first one first. */
export function listDays({ from, to }: Days): string[] {
  const days: string[] = [];
  for (let day = from; day <= to; day = addDays(day, 1)) days.push(day);
  return days;
}

function daysBetween(from: string, to: string, timeZone: string): Days {
  return { from, to, start: startOfDay(from, timeZone), end: startOfDay(addDays(to, 1), timeZone) };
}

const DAY = z.iso.date();

/** A form sends an empty text for a field that was left empty. */
function readDay(value: unknown): string | undefined | 'malformed' {
  if (value === undefined || value === '') return undefined;
  const read = DAY.safeParse(value);
  // PostgreSQL has no year 0.
  return read.success && !read.data.startsWith('0000') ? read.data : 'malformed';
}

const earlier = (a: string, b: string): string => (a < b ? a : b);
const later = (a: string, b: string): string => (a > b ? a : b);
