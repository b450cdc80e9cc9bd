import { before } from '@/lib/clock';
import { LONGEST_WAIT_MS } from '@/lib/mail-log/access/look-at-tries';

/** Reads the start of a wait from a URL: milliseconds since 1970, within the last half hour. @returns undefined otherwise */
export function readSince(value: unknown, now: Date): Date | undefined {
  if (typeof value !== 'string' || !/^\d{13}$/.test(value)) return undefined;
  const since = new Date(Number(value));
  return since <= now && since >= before(now, LONGEST_WAIT_MS) ? since : undefined;
}
