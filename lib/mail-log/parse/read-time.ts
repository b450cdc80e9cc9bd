import type { LogClock } from './log-clock';
import { readMonth } from './month-names';

/** A time at the beginning of a line, and where the text goes on behind it. */
export interface ReadTime {
  /** Milliseconds since 1970; NaN for a time that does not exist. */
  readonly at: number;
  readonly end: number;
}

const SPACE = 32;
const ZERO = 48;
const CLASSIC_LENGTH = 15;
/** TAI64 counts from 2^62; TAI was 10 s ahead of UTC in 1970 in the convention of multilog and tai64nlocal. */
const TAI64_EPOCH = 0x4000000000000000n;
const TAI_MINUS_UTC_S = 10;

/**
 * Reads the time at `from`: classic syslog (`Nov  3 10:00:00`, `oct 27 …`, `11月 03 …`), RFC 3339 and its variants,
 * TAI64N (`@4000…`), seconds since 1970 (`journalctl -o short-unix`).
 *
 * @returns undefined when the text there is no time
 */
export function readTime(line: string, from: number, clock: LogClock): ReadTime | undefined {
  // Most lines have the classic form, and most have the second of the line before.
  const end = from + CLASSIC_LENGTH;
  if (clock.last.stamp !== '' && line.charCodeAt(end) === SPACE && line.startsWith(clock.last.stamp, from)) {
    return { at: clock.last.at, end };
  }
  const first = line.charCodeAt(from);
  if (first === 0x40) return readTai64n(line, from);
  if (digit(line, from) >= 0) return readNumeric(line, from, clock) ?? readClassic(line, from, clock);
  if (first > 0x40) return readClassic(line, from, clock) ?? readAfterWeekday(line, from, clock);
  return undefined;
}

/** `Mon 2026-11-30 16:10:52 CST`, as `journalctl -o short-full` prints it, and `Mon Nov 30 16:10:52 2026`. */
function readAfterWeekday(line: string, from: number, clock: LogClock): ReadTime | undefined {
  const space = line.indexOf(' ', from);
  if (space < 0 || space - from > 5) return undefined;
  const at = digit(line, space + 1) >= 0;
  return at ? readNumeric(line, space + 1, clock) : readClassic(line, space + 1, clock);
}

function readClassic(line: string, from: number, clock: LogClock): ReadTime | undefined {
  const space = line.indexOf(' ', from);
  if (space < 0 || space - from > 12) return undefined;
  let at = skipSpaces(line, space);
  const day = readNumber(line, at, 2);
  if (day.value < 0) return undefined;
  at = skipSpaces(line, line.charCodeAt(day.end) === SPACE ? day.end : day.end + 1);
  let year: number | undefined;
  const maybeYear = readNumber(line, at, 4);
  if (maybeYear.end - at === 4 && line.charCodeAt(maybeYear.end) === SPACE) {
    year = maybeYear.value;
    at = maybeYear.end + 1;
  }
  const time = readClock(line, at);
  if (!time) return undefined;
  const month = readMonth(line.slice(from, space));
  if (month === undefined) return undefined;
  let end = time.end;
  // `Nov 30 10:00:00 2026 host`
  const yearBehind = readNumber(line, end + 1, 4);
  if (year === undefined && yearBehind.end - end === 5 && /^20\d\d(?: |: )/.test(line.slice(end + 1, end + 7))) {
    year = yearBehind.value;
    end = yearBehind.end;
  }
  const ms = day.value > 31 ? Number.NaN : clock.toUtc(year, month, day.value, time.ms);
  if (end - from === CLASSIC_LENGTH && year === undefined) clock.last = { stamp: line.slice(from, end), at: ms };
  return { at: ms, end };
}

/** `2026-11-30T10:00:00.123456+08:00`, `2026-11-30 10:00:00,123`, `2026/11/30 10:00:00`, `1764497452.123456`. */
function readNumeric(line: string, from: number, clock: LogClock): ReadTime | undefined {
  const year = readNumber(line, from, 4);
  const separator = line[year.end];
  if (year.end - from !== 4 || (separator !== '-' && separator !== '/')) return readUnix(line, from);
  const month = readNumber(line, from + 5, 2);
  const day = readNumber(line, from + 8, 2);
  const between = line[from + 10];
  if (month.end !== from + 7 || day.end !== from + 10 || (between !== 'T' && between !== ' ' && between !== 't')) {
    return undefined;
  }
  const time = readClock(line, from + 11);
  if (!time) return undefined;
  const zone = readZone(line, time.end);
  const isDay = month.value >= 1 && month.value <= 12 && day.value >= 1 && day.value <= 31;
  if (!isDay) return { at: Number.NaN, end: zone.end };
  if (zone.offsetMs === undefined) {
    return { at: clock.toUtc(year.value, month.value - 1, day.value, time.ms), end: zone.end };
  }
  return { at: Date.UTC(year.value, month.value - 1, day.value) + time.ms - zone.offsetMs, end: zone.end };
}

function readUnix(line: string, from: number): ReadTime | undefined {
  const seconds = readNumber(line, from, 10);
  if (seconds.end - from !== 10 || line[seconds.end] !== '.') return undefined;
  const fraction = readNumber(line, seconds.end + 1, 9);
  return { at: seconds.value * 1_000 + asMilliseconds(line, seconds.end + 1, fraction.end), end: fraction.end };
}

function readTai64n(line: string, from: number): ReadTime | undefined {
  const label = line.slice(from + 1, from + 25);
  if (!/^[0-9a-f]{24}$/i.test(label)) return undefined;
  const seconds = Number(BigInt(`0x${label.slice(0, 16)}`) - TAI64_EPOCH) - TAI_MINUS_UTC_S;
  const ms = Math.floor(Number.parseInt(label.slice(16), 16) / 1_000_000);
  return { at: seconds * 1_000 + ms, end: from + 25 };
}

/** `10:00:00`, with a fraction after a point or a comma. A leap second counts as the second after it. */
function readClock(line: string, at: number): { ms: number; end: number } | undefined {
  const hour = twoDigits(line, at);
  const minute = twoDigits(line, at + 3);
  const second = twoDigits(line, at + 6);
  if (line[at + 2] !== ':' || line[at + 5] !== ':' || hour < 0 || minute < 0 || second < 0) return undefined;
  if (hour > 23 || minute > 59 || second > 60) return undefined;
  const ms = ((hour * 60 + minute) * 60 + second) * 1_000;
  const point = line.charCodeAt(at + 8);
  if ((point !== 0x2e && point !== 0x2c) || digit(line, at + 9) < 0) return { ms, end: at + 8 };
  let end = at + 9;
  while (digit(line, end) >= 0) end += 1;
  return { ms: ms + asMilliseconds(line, at + 9, end), end };
}

/** `Z`, `+08:00`, `+0800`, `+08`, or an abbreviation such as `CST`, which says nothing that is certain. */
function readZone(line: string, at: number): { offsetMs: number | undefined; end: number } {
  const sign = line[at];
  if (sign === 'Z' || sign === 'z') return { offsetMs: 0, end: at + 1 };
  if (sign === ' ') return readNamedZone(line, at);
  if (sign !== '+' && sign !== '-') return { offsetMs: undefined, end: at };
  const hour = twoDigits(line, at + 1);
  if (hour < 0) return { offsetMs: undefined, end: at };
  const behind = line[at + 3] === ':' ? at + 4 : at + 3;
  const minute = twoDigits(line, behind);
  const minutes = hour * 60 + Math.max(0, minute);
  return { offsetMs: (sign === '-' ? -minutes : minutes) * 60_000, end: minute < 0 ? at + 3 : behind + 2 };
}

function readNamedZone(line: string, at: number): { offsetMs: number | undefined; end: number } {
  if (line.startsWith(' UTC ', at) || line.startsWith(' GMT ', at)) return { offsetMs: 0, end: at + 4 };
  const space = line.indexOf(' ', at + 1);
  const name = space < 0 || space - at > 6 ? '' : line.slice(at + 1, space);
  return { offsetMs: undefined, end: /^[A-Z]{3,5}$/.test(name) ? space : at };
}

function asMilliseconds(line: string, from: number, to: number): number {
  let ms = 0;
  for (let at = from, weight = 100; at < to && weight >= 1; at += 1, weight /= 10) ms += digit(line, at) * weight;
  return ms;
}

/** @returns -1 for anything else than a digit */
function digit(line: string, at: number): number {
  const code = line.charCodeAt(at) - ZERO;
  return code >= 0 && code <= 9 ? code : -1;
}

function twoDigits(line: string, at: number): number {
  const tens = digit(line, at);
  const ones = digit(line, at + 1);
  return tens < 0 || ones < 0 ? -1 : tens * 10 + ones;
}

/** @returns -1 as the value when there is no digit */
function readNumber(line: string, from: number, most: number): { value: number; end: number } {
  let value = -1;
  let at = from;
  while (at - from < most && digit(line, at) >= 0) {
    value = Math.max(0, value) * 10 + digit(line, at);
    at += 1;
  }
  return { value, end: at };
}

function skipSpaces(line: string, from: number): number {
  let at = from;
  while (line.charCodeAt(at) === SPACE) at += 1;
  return at;
}
