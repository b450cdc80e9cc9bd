import { canonicalAddress } from '../canonical-address';

/** The elements behind a sign-in line (`login_log_format_elements`). Each may be missing, in any order. */
export interface LoginElements {
  /** The name as it was typed; null when the line has no `user=`. */
  readonly user: string | null;
  readonly address: string | null;
  readonly method: string | null;
  readonly session: string | null;
  readonly isSecured: boolean;
}

/** Keys of the standard elements, each with a bit of its own. */
const KEYS: readonly (readonly [key: string, bit: number])[] = [
  ['rip=', 1],
  ['lip=', 2],
  ['method=', 4],
  ['session=', 8],
  ['mpid=', 16],
  ['rport=', 32],
  ['lport=', 64],
];
const OTHER = 0;
const SECURED = -1;
/** A line has at most some twenty elements. More of them are a name that imitates elements. */
const MOST_ELEMENTS = 48;
const COMMA = 0x2c;
const SPACE = 0x20;

interface Found {
  rip: string;
  method: string;
  session: string;
  isSecured: boolean;
  /** Bits of the keys that were met. */
  keys: number;
  isTwice: boolean;
}

/**
 * Reads the elements that begin at `from`. The name stands in their middle and is a stranger's text: it may contain
 * `>, rip=`. So the elements are read from the end of the line, and the name ends before the first key that occurs again.
 */
export function readLoginElements(text: string, from: number): LoginElements {
  const found: Found = { rip: '', method: '', session: '', isSecured: false, keys: 0, isTwice: false };
  const start = startOfUser(text, from);
  if (start < 0) {
    readElements(text, from, text.length, found);
    return withUser(null, found);
  }
  const name = start + 5;
  if (text.charCodeAt(name) !== 0x3c) {
    const comma = text.indexOf(',', name);
    const end = comma < 0 ? text.length : comma;
    readElements(text, end, text.length, found);
    readElements(text, from, start, found);
    return withUser(text.slice(name, end).trim(), found);
  }
  let end = endOfName(text, name + 1);
  // A line that was cut within the name: a part of a name may be the name of somebody else.
  if (end < 0) return withUser(null, found);
  readElements(text, end + 1, text.length, found);
  readElements(text, from, start, found);
  if (found.isTwice) end = nameBeforeElements(text, name + 1, end);
  return withUser(text.slice(name + 1, end), found);
}

function withUser(user: string | null, { rip, method, session, isSecured }: Found): LoginElements {
  return { user, address: canonicalAddress(rip), method: method || null, session: session || null, isSecured };
}

function startOfUser(text: string, from: number): number {
  if (text.startsWith('user=', from)) return from;
  const at = text.indexOf(' user=', from);
  return at < 0 ? -1 : at + 1;
}

/** The first `>` that a comma or the end of the line follows; -1 without one. */
function endOfName(text: string, from: number): number {
  for (let at = text.indexOf('>', from); at >= 0; at = text.indexOf('>', at + 1)) {
    if (at + 1 === text.length || text.charCodeAt(at + 1) === COMMA) return at;
  }
  return -1;
}

/** Reads the elements between two places from the end. Of a key that occurs twice the last value counts. */
function readElements(text: string, from: number, to: number, found: Found): void {
  let end = to;
  for (let n = 0; n < MOST_ELEMENTS && end > from; n += 1) {
    const comma = text.lastIndexOf(',', end - 1);
    const start = skipSpaces(text, comma < from ? from : comma + 1);
    const key = keyAt(text, start);
    if (key === SECURED) {
      // An unfinished handshake is no secured connection.
      if (!text.startsWith('TLS handshak', start)) found.isSecured = true;
    } else if (key !== OTHER) {
      if ((found.keys & key) !== 0) found.isTwice = true;
      else if (key === 1) found.rip = elementValue(text, start + 4, end);
      else if (key === 4) found.method = elementValue(text, start + 7, end);
      else if (key === 8) found.session = elementValue(text, start + 8, end);
      found.keys |= key;
    }
    end = Math.max(comma, from);
  }
}

function keyAt(text: string, at: number): number {
  for (const [key, bit] of KEYS) if (text.startsWith(key, at)) return bit;
  const isSecured = text.startsWith('TLS', at) || text.startsWith('secured', at) || text.startsWith('SSL', at);
  return isSecured ? SECURED : OTHER;
}

/** The value within `<>`, or up to a blank. Behind it may follow a line whose beginning was lost. */
function elementValue(text: string, from: number, to: number): string {
  if (text.charCodeAt(from) === 0x3c) {
    const close = text.indexOf('>', from);
    if (close >= 0 && close < to) return text.slice(from + 1, close);
  }
  const space = text.indexOf(' ', from);
  return text.slice(from, space < 0 || space > to ? to : space);
}

/** The end of a name that imitates elements: before the real ones, which stand at the end, each once. */
function nameBeforeElements(text: string, from: number, first: number): number {
  let seen = 0;
  let end = text.length;
  for (let n = 0; n < MOST_ELEMENTS && end > from; n += 1) {
    const comma = text.lastIndexOf(',', end - 1);
    if (comma < from) break;
    const start = skipSpaces(text, comma + 1);
    const key = keyAt(text, start);
    const isElement = key !== OTHER || text.startsWith('tls=', start);
    if (!isElement || (key > 0 && (seen & key) !== 0)) break;
    if (key > 0) seen |= key;
    end = comma;
  }
  const close = text.lastIndexOf('>', end - 1);
  return close >= from ? close : first;
}

function skipSpaces(text: string, from: number): number {
  let at = from;
  while (text.charCodeAt(at) === SPACE) at += 1;
  return at;
}
