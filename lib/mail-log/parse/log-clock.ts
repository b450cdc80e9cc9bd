import { days, hours, minutes } from '@/lib/clock';

/** The parts that the times of a log leave out: the year, and often the time zone. */
export interface LogClockOptions {
  /** A time shortly after the last line, such as the time of the file's last change: classic syslog has no year. */
  readonly reference: Date;
  /** The IANA name of the zone in which the server writes times without an offset. */
  readonly timeZone: string;
}

/** Turns the local times of one log into UTC. It takes the lines in their order. */
export interface LogClock {
  /** @param year undefined for a time without a year. @returns milliseconds, NaN for 31 February and the like */
  toUtc(year: number | undefined, month: number, day: number, msOfDay: number): number;
  /** The last classic time stamp and its value: lines of the same second share it. */
  last: { stamp: string; at: number };
}

/** Clocks of servers differ: a line may be from a little after the reference. */
const TOLERATED_FUTURE_MS = days(2);
/** Lines of one file are never exactly in order. */
const DISORDER_MS = minutes(5);
/** Offsets of time zones change at full quarters of an hour. */
const OFFSET_STEP_MS = minutes(15);

/** Makes the clock of one log file or stream. */
export function createLogClock({ reference, timeZone }: LogClockOptions): LogClock {
  const offsetAt = offsetsOf(timeZone);
  const latest = reference.getTime() + TOLERATED_FUTURE_MS;
  const referenceYear = reference.getUTCFullYear() + 1;
  let latestRead = Number.NEGATIVE_INFINITY;

  function withZone(local: number): number {
    const early = local - offsetAt(local - hours(24));
    const late = local - offsetAt(local + hours(24));
    if (early === late) return early;
    // The offset changes nearby. A time that occurs twice is the second one if the lines before it have passed the first.
    const valid = [early, late].filter((at) => at + offsetAt(at) === local).sort((a, b) => a - b);
    const [first = early, second] = valid;
    return second !== undefined && latestRead - first > DISORDER_MS ? second : first;
  }

  return {
    last: { stamp: '', at: Number.NaN },
    toUtc(year, month, day, msOfDay) {
      if (year !== undefined) return note(inYear(year));
      for (let tried = referenceYear; tried > referenceYear - 10; tried -= 1) {
        const at = inYear(tried);
        if (at <= latest) return note(at);
      }
      return Number.NaN;

      function inYear(of: number): number {
        const local = Date.UTC(of, month, day) + msOfDay;
        return new Date(local).getUTCMonth() === month || msOfDay >= days(1) ? withZone(local) : Number.NaN;
      }
    },
  };

  function note(at: number): number {
    if (at > latestRead) latestRead = at;
    return at;
  }
}

/** The offset of a zone from UTC in milliseconds, remembered by the hour: asking Intl takes some microseconds. */
function offsetsOf(timeZone: string): (at: number) => number {
  const format = new Intl.DateTimeFormat('en-US', {
    timeZone,
    hourCycle: 'h23',
    year: 'numeric',
    month: 'numeric',
    day: 'numeric',
    hour: 'numeric',
    minute: 'numeric',
  });
  const known = new Map<number, number>();
  return (at) => {
    const quarter = Math.floor(at / OFFSET_STEP_MS);
    const remembered = known.get(quarter);
    if (remembered !== undefined) return remembered;
    const from = quarter * OFFSET_STEP_MS;
    const part = Object.fromEntries(format.formatToParts(from).map(({ type, value }) => [type, Number(value)]));
    const local = Date.UTC(part.year ?? 0, (part.month ?? 1) - 1, part.day, part.hour, part.minute);
    if (known.size > 10_000) known.clear();
    known.set(quarter, local - from);
    return local - from;
  };
}
