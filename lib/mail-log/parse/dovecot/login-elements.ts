import { canonicalAddress } from '../canonical-address';

/** The elements behind a sign-in line (`login_log_format_elements`). Each may be missing, in any order. */
export interface LoginElements {
  /** The name as it was typed; null when the line has no `user=`. */
  readonly user: string | null;
  readonly address: string | null;
  readonly method: string | null;
  readonly session: string | null;
  readonly isSecured: boolean;
  readonly hasAny: boolean;
}

/** Keys of the standard elements. A typed name that holds one of them makes it occur twice. */
const STANDARD = ['rip=', 'lip=', 'method=', 'session=', 'mpid=', 'rport=', 'lport='];
const KNOWN = [...STANDARD, 'tls=', 'pid=', 'local_name=', 'ssl_', 'ident=', 'real_rip=', 'real_lip='];
const SECURED = ['secured', 'TLS', 'SSL'];

/**
 * Reads the elements from the text where they begin. The name stands in their middle and is a stranger's text: it may
 * contain `>, rip=`. So what follows it is read from the end of the line.
 */
export function readLoginElements(text: string): LoginElements {
  const user = findUser(text);
  const found = { rip: '', method: '', session: '' };
  let isSecured = false;
  let hasAny = user !== undefined;
  const rest = user ? `${text.slice(0, user.from)},${text.slice(user.end)}` : text;
  for (const part of rest.split(',')) {
    const element = part.trim();
    const equals = element.indexOf('=');
    if (SECURED.some((word) => element.startsWith(word))) {
      // An unfinished handshake is no secured connection.
      if (!element.startsWith('TLS handshak')) isSecured = true;
    } else if (equals > 0) {
      const key = element.slice(0, equals);
      const value = withoutBrackets(firstWord(element.slice(equals + 1)));
      if (key === 'rip') found.rip = value;
      else if (key === 'method') found.method = value;
      else if (key === 'session') found.session = value;
      hasAny ||= KNOWN.some((known) => element.startsWith(known));
    }
  }
  return {
    user: user?.name ?? null,
    address: canonicalAddress(found.rip),
    method: found.method || null,
    session: found.session || null,
    isSecured,
    hasAny,
  };
}

interface FoundUser {
  readonly name: string;
  readonly from: number;
  readonly end: number;
}

function findUser(text: string): FoundUser | undefined {
  const from = text.startsWith('user=') ? 0 : text.indexOf(' user=') + 1;
  if (from === 0 && !text.startsWith('user=')) return undefined;
  if (text[from + 5] !== '<') {
    const comma = text.indexOf(',', from);
    const end = comma < 0 ? text.length : comma;
    return { name: text.slice(from + 5, end).trim(), from, end };
  }
  const end = endOfName(text, from + 6);
  return { name: text.slice(from + 6, end), from, end: end + 1 };
}

/** @returns the place of the `>` that ends the name */
function endOfName(text: string, from: number): number {
  const first = nextEnd(text, from);
  if (first < 0) return text.length;
  if (!STANDARD.some((key) => occursTwice(text, key, first))) return first;
  // The name imitates elements. The real ones are those at the end, each once.
  return nameBeforeElements(text, from, first);
}

/** The next `>` that a comma or the end of the line follows. */
function nextEnd(text: string, from: number): number {
  for (let at = text.indexOf('>', from); at >= 0; at = text.indexOf('>', at + 1)) {
    const next = text[at + 1];
    if (next === undefined || next === ',') return at;
  }
  return -1;
}

function occursTwice(text: string, key: string, from: number): boolean {
  const first = text.indexOf(` ${key}`, from);
  return first >= 0 && text.indexOf(` ${key}`, first + 1) >= 0;
}

function nameBeforeElements(text: string, from: number, fallback: number): number {
  const seen = new Set<string>();
  let end = text.length;
  while (end > from) {
    const comma = text.lastIndexOf(',', end - 1);
    if (comma < from) break;
    const element = text.slice(comma + 1, end).trim();
    const key = STANDARD.find((known) => element.startsWith(known));
    const isElement = key || SECURED.some((word) => element.startsWith(word)) || element.startsWith('tls=');
    if (!isElement || (key && seen.has(key))) break;
    if (key) seen.add(key);
    end = comma;
  }
  const close = text.lastIndexOf('>', end - 1);
  return close >= from ? close : fallback;
}

function firstWord(text: string): string {
  const space = text.indexOf(' ');
  return space < 0 ? text : text.slice(0, space);
}

const withoutBrackets = (value: string): string =>
  value.startsWith('<') && value.endsWith('>') ? value.slice(1, -1) : value;
