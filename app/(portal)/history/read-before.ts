import * as z from 'zod/mini';
import { startOfDay } from '@/lib/campus/start-of-day';

const DAY = z.iso.date();
const MOMENT = z.iso.datetime({ offset: true });

/**
 * Parses the parameter `before` of the history: a time with its offset, as in the page's own links, or a date, which
 * means the first moment of that day on campus.
 *
 * @param timeZone the campus's, an IANA name
 * @returns undefined for any other text
 */
export function readBefore(text: unknown, timeZone: string): Date | undefined {
  const day = DAY.safeParse(text);
  const read = day.success ? day : MOMENT.safeParse(text);
  if (!read.success) return undefined;
  const moment = day.success ? startOfDay(day.data, timeZone) : new Date(read.data);
  // PostgreSQL has no year 0, and an offset may move the time past the year 9999, the last one of ISO 8601.
  return moment.getUTCFullYear() > 0 && moment.getUTCFullYear() < 10_000 ? moment : undefined;
}
