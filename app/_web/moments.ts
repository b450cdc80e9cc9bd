import { useLocale } from 'next-intl';
import { theRuntime } from '@/lib/runtime/runtime';

const STYLES = {
  /** A day and a time to the second. */
  moment: { dateStyle: 'medium', timeStyle: 'medium', hourCycle: 'h23' },
  /** A time of day to the second. */
  clock: { hour: '2-digit', minute: '2-digit', second: '2-digit', hourCycle: 'h23' },
} as const satisfies Record<string, Intl.DateTimeFormatOptions>;

/** Making one costs more than the rest of a small page, and there are four in all. */
const formats = new Map<string, Intl.DateTimeFormat>();

type Moments = Record<keyof typeof STYLES, (moment: Date) => string>;

/** Writes times in the person's language and the campus's time zone. */
export function useMoments(): Moments {
  return momentsIn(useLocale());
}

/** The same where there is no component to ask for the language. */
export function momentsIn(locale: string): Moments {
  return {
    moment: (moment) => formatFor(locale, 'moment').format(moment),
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
