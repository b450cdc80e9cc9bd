import { z } from 'zod';
import { startOfDay } from '@/lib/campus/start-of-day';
import { showOffence } from '@/lib/input-file/show-character';
import type { LineFault } from './line-faults';

type ReadMoment = { ok: true; value: Date } | { ok: false; fault: LineFault; detail?: string };

const day = z.iso.date();
const moment = z.iso.datetime({ offset: true });

/**
 * Parses the time at which a password was set: a date, which means its first moment on campus, or a time with offset.
 */
export function readChangedAt(text: string, { timeZone, now }: { timeZone: string; now: Date }): ReadMoment {
  const isDay = day.safeParse(text).success;
  if (!isDay && !moment.safeParse(text).success) {
    return { ok: false, fault: 'changed_at.form', detail: showOffence(text, /[0-9TZ:.+-]/) };
  }
  const value = isDay ? startOfDay(text, timeZone) : new Date(text);
  return value > now ? { ok: false, fault: 'changed_at.future' } : { ok: true, value };
}
