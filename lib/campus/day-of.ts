/** Returns the day of a moment in a time zone, as `2026-11-30`. @param timeZone an IANA name */
export function dayOf(moment: Date, timeZone: string): string {
  // The sv-SE locale formats dates as ISO 8601.
  return new Intl.DateTimeFormat('sv-SE', { timeZone, dateStyle: 'short' }).format(moment);
}

/** Counts days on the calendar from a day: `addDays('2026-11-30', 1)` is `2026-12-01`. */
export function addDays(day: string, count: number): string {
  const moment = new Date(`${day}T00:00:00Z`);
  moment.setUTCDate(moment.getUTCDate() + count);
  return moment.toISOString().slice(0, 10);
}
