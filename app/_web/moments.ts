import { useLocale } from 'next-intl';
import { theRuntime } from '@/lib/runtime/runtime';

const STYLES = {
  /** Date and time, with seconds. */
  moment: { dateStyle: 'medium', timeStyle: 'medium', hourCycle: 'h23' },
  /** Time of day, in whole minutes. */
  minute: { hour: '2-digit', minute: '2-digit', hourCycle: 'h23' },
  /** Time of day, with seconds. */
  clock: { hour: '2-digit', minute: '2-digit', second: '2-digit', hourCycle: 'h23' },
} as const satisfies Record<string, Intl.DateTimeFormatOptions>;

/** A cache: constructing a DateTimeFormat costs more than the rest of a small page. There are six at most. */
const formats = new Map<string, Intl.DateTimeFormat>();

type Moments = Record<keyof typeof STYLES, (moment: Date) => string>;

/** Formats times in the user's language and the time zone of the campus. */
export function useMoments(): Moments {
  return momentsIn(useLocale());
}

/** The same outside of components. */
export function momentsIn(locale: string): Moments {
  return {
    moment: (moment) => formatFor(locale, 'moment').format(moment),
    minute: (moment) => formatFor(locale, 'minute').format(moment),
    clock: (moment) => formatFor(locale, 'clock').format(moment),
  };
}

function formatFor(locale: string, style: keyof typeof STYLES): Intl.DateTimeFormat {
  const { timeZone } = theRuntime().config.campus;
  const key = `${locale} ${style} ${timeZone}`;
  const format = formats.get(key) ?? new Intl.DateTimeFormat(locale, { ...STYLES[style], timeZone });
  formats.set(key, format);
  return format;
}
