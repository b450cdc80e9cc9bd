/**
 * Numbers that people here know by heart, with their guesses.
 *
 * Dates count as in zxcvbn, days of a year times years. Dates in the calendar of the Republic (民國, year 1 is 1912) count
 * half as much again, since both calendars are in use. Sources: the form of student and staff numbers of the campus,
 * 國民身分證統一編號 with its check digit, mobile numbers (09 and eight digits).
 */
export type NumberKind = 'date' | 'year' | 'id_number' | 'phone' | 'lucky_number';

export type KnownNumber = { readonly length: number; readonly kind: NumberKind; readonly guesses: number };

/** Most birthdays of the people here, and of their parents and children, fall within this many years. */
const YEARS = 40;
const DATES = 365 * YEARS;
const OTHER_CALENDAR = 1.5;

/** Numbers that sound like words (1314: 一生一世; 520: 我愛你) or are considered lucky, and runs of the number row. */
const LUCKY: readonly string[] = `
  123 520 1314 5201314 168 888 666 1234 12345 123456 1688 8888 6666 999 777 000 111 222 333 555 0000 1111 521
  530 1234567 12345678 123456789 1234567890 321 4321 54321 654321 9999 7777 5566 7788 1122 112233 123321
  147258 159357 147258369 3344 3344520 5278 9487 87 94 88 66 99 00 11 12 77 1515 5168 2266 119 110 101 007
  201314 1314520 789 456 147 258 369 987 0857 0204 0123 012345 123123 321321 520520 13145 88888 888888 66666
  666666 00000 000000 11111 111111`
  .trim()
  .split(/\s+/);

type Form = { pattern: RegExp; kind: NumberKind; guesses: number };

const MONTH = '(?:0[1-9]|1[0-2])';
const DAY = '(?:0[1-9]|[12]\\d|3[01])';
const SOME_MONTH = '(?:0[1-9]|1[0-2]|[1-9])';
const SOME_DAY = '(?:0[1-9]|[12]\\d|3[01]|[1-9])';
/** 1936 to 2036, in both calendars. */
const CE = '(?:19[3-9]\\d|20[0-3]\\d)';
const ROC = '(?:0?[2-9]\\d|1[0-2]\\d)';
/** Full years of the Republic are written with three digits, with a leading zero as forms require, or with two. */
const FORMS: readonly Form[] = [
  { pattern: form(`${CE}${MONTH}${DAY}`), kind: 'date', guesses: DATES },
  { pattern: form(`${CE}[-/._ ]${SOME_MONTH}[-/._ ]${SOME_DAY}`), kind: 'date', guesses: DATES * 4 },
  { pattern: form(`${ROC}${MONTH}${DAY}`), kind: 'date', guesses: DATES * OTHER_CALENDAR },
  { pattern: form(`${ROC}[-/._ ]${SOME_MONTH}[-/._ ]${SOME_DAY}`), kind: 'date', guesses: DATES * 4 * OTHER_CALENDAR },
  { pattern: form(`${ROC}年${SOME_MONTH}月${SOME_DAY}日?`), kind: 'date', guesses: DATES * 4 * OTHER_CALENDAR },
  { pattern: form(`${MONTH}${DAY}`), kind: 'date', guesses: 365 },
  { pattern: form(CE), kind: 'year', guesses: YEARS },
  { pattern: form(ROC), kind: 'year', guesses: YEARS },
  // Students: year of entry, department, running number. A campus assigns some thousands a year, whatever the form
  // allows.
  { pattern: form('[a-z]?(?:9[5-9]|1[01]\\d|12[0-9])\\d{5,6}'), kind: 'id_number', guesses: 2e5 },
  // Staff: a letter and six digits.
  { pattern: form('[a-z]\\d{6}'), kind: 'id_number', guesses: 1e5 },
  // As many as there are people and telephones.
  { pattern: form('[a-z][1289]\\d{8}'), kind: 'id_number', guesses: 3e7 },
  { pattern: form('09\\d{8}'), kind: 'phone', guesses: 3e7 },
];

function form(source: string): RegExp {
  return new RegExp(source, 'y');
}

/** The known numbers that begin at `place` of the text, in lower case. */
export function numbersAt(text: string, place: number): KnownNumber[] {
  if (!/\d/.test(text.charAt(place)) && !/\d/.test(text.charAt(place + 1))) return [];
  const found: KnownNumber[] = [];
  for (const { pattern, kind, guesses } of FORMS) {
    pattern.lastIndex = place;
    const number = pattern.exec(text)?.[0];
    if (number) found.push({ length: number.length, kind, guesses });
  }
  LUCKY.forEach((number, at) => {
    if (text.startsWith(number, place)) found.push({ length: number.length, kind: 'lucky_number', guesses: 10 + at });
  });
  return found;
}
