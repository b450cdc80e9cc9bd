const ENGLISH = ['jan', 'feb', 'mar', 'apr', 'may', 'jun', 'jul', 'aug', 'sep', 'oct', 'nov', 'dec'];
/** When two languages share an abbreviation (`lis` is November in Polish, October in Croatian), the first one here counts. */
const LANGUAGES =
  'en zh-TW de fr es it pt nl ru uk pl cs sv da nb fi hu ro el tr bg sk sl et lv lt ca gl ja ko zh-CN id vi'.split(' ');

/** Abbreviations of the C library that are no beginning of a name: Czech June and July. */
const OTHERS: readonly (readonly [name: string, month: number])[] = [
  ['čen', 5],
  ['čec', 6],
];

const monthOf = new Map<string, number>([...ENGLISH.map((name, month) => [name, month] as const), ...OTHERS]);
let hasAllLanguages = false;

/**
 * The month that a word names, 0 for January: an English abbreviation, or the local one that `journalctl` prints
 * (`okt`, `дек`, `11月`).
 */
export function readMonth(word: string): number | undefined {
  const name = normalised(word);
  const month = monthOf.get(name);
  if (month !== undefined || hasAllLanguages) return month;
  addAllLanguages();
  return monthOf.get(name);
}

/** Formatting all months takes some 20 ms, so it waits for the first name that is not English. */
function addAllLanguages(): void {
  hasAllLanguages = true;
  const add = (name: string, month: number): void => {
    if (name.length > 1 && !monthOf.has(name)) monthOf.set(name, month);
  };
  for (const month of ['short', 'long'] as const) {
    for (const language of LANGUAGES) {
      const alone = new Intl.DateTimeFormat(language, { month, timeZone: 'UTC' });
      const withDay = new Intl.DateTimeFormat(language, { month, day: 'numeric', timeZone: 'UTC' });
      for (let index = 0; index < ENGLISH.length; index += 1) {
        const day = Date.UTC(2024, index, 15);
        const declined = withDay.formatToParts(day).find(({ type }) => type === 'month')?.value ?? '';
        for (const name of [normalised(alone.format(day)), normalised(declined)]) {
          add(name, index);
          // The C library abbreviates to three letters where ICU has four: `сен` for `сент`.
          add(name.slice(0, 3), index);
        }
      }
    }
  }
}

const normalised = (word: string): string => word.normalize('NFC').toLowerCase().replaceAll('.', '');
