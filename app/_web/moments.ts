import { useLocale } from 'next-intl';
import { theRuntime } from '@/lib/runtime/runtime';

const MINUTE = { hour: '2-digit', minute: '2-digit', hourCycle: 'h23' } as const;
const SECOND = { ...MINUTE, second: '2-digit' } as const;

/** The parts of a time, without those of a date. */
const STYLES = {
  moment: MINUTE,
  exact: SECOND,
  date: {},
  clock: MINUTE,
  exactClock: SECOND,
} as const satisfies Record<string, Intl.DateTimeFormatOptions>;

type Style = keyof typeof STYLES;

interface Moments extends Record<Style, (moment: Date) => string> {
  /** Date and time to the minute: the usual form. */
  moment(moment: Date): string;
  /** Date and time to the second, for receipts and logs. */
  exact(moment: Date): string;
  /** The date alone. */
  date(moment: Date): string;
  /** The date alone, of a day of the calendar written YYYY-MM-DD. */
  day(day: string): string;
  /** Time of day to the minute. */
  clock(moment: Date): string;
  /** Time of day to the second, for receipts and logs. */
  exactClock(moment: Date): string;
  /** Time of day to the second, with its date unless that is the day of `on`. */
  exactSince(moment: Date, on: Date): string;
  /** A duration in its largest whole unit: 45 seconds, 5 minutes, 3 hours. */
  duration(ms: number): string;
}

/** A cache: constructing a DateTimeFormat costs more than the rest of a small page. */
const formats = new Map<string, Intl.DateTimeFormat>();

/** Formats times in the user's language and the time zone of the campus. */
export function useMoments(): Moments {
  return momentsIn(useLocale());
}

/** The same outside of components. */
export function momentsIn(locale: string): Moments {
  const { timeZone } = theRuntime().config.campus;
  const format = (style: Style, moment: Date, zone = timeZone) =>
    // Some locales put a space of another width between date and time.
    formatFor(locale, style, zone).format(moment).replace(/\s/gu, ' ');
  const as = (style: Style) => (moment: Date) => format(style, moment);
  return {
    moment: as('moment'),
    exact: as('exact'),
    date: as('date'),
    day: (day) => format('date', new Date(`${day}T00:00Z`), 'UTC'),
    clock: as('clock'),
    exactClock: as('exactClock'),
    exactSince: (moment, on) => format(format('date', moment) === format('date', on) ? 'exactClock' : 'exact', moment),
    duration: (ms) => durationIn(locale, ms),
  };
}

function formatFor(locale: string, style: Style, timeZone: string): Intl.DateTimeFormat {
  const key = `${locale} ${style} ${timeZone}`;
  const hasDate = style !== 'clock' && style !== 'exactClock';
  const format =
    formats.get(key) ??
    new Intl.DateTimeFormat(tagOf(locale), { ...STYLES[style], ...(hasDate && dateIn(locale)), timeZone });
  formats.set(key, format);
  return format;
}

/** One form of dates a language: 2026/11/30 and 30 Nov 2026. */
const dateIn = (locale: string): Intl.DateTimeFormatOptions =>
  locale === 'en'
    ? { year: 'numeric', month: 'short', day: 'numeric' }
    : { year: 'numeric', month: '2-digit', day: '2-digit' };

/** British English, because American English writes the month before the day. */
const tagOf = (locale: string): string => (locale === 'en' ? 'en-GB' : locale);

const UNITS = [
  ['day', 86_400_000],
  ['hour', 3_600_000],
  ['minute', 60_000],
  ['second', 1_000],
] as const;

function durationIn(locale: string, ms: number): string {
  // Two of a unit are needed, so that rounding does not hide too much: 90 minutes are not 2 hours.
  const [unit, length] = UNITS.find(([, length]) => ms >= 2 * length) ?? (['second', 1_000] as const);
  const count = Math.round(ms / length);
  return new Intl.NumberFormat(tagOf(locale), { style: 'unit', unit, unitDisplay: 'long' }).format(count);
}
