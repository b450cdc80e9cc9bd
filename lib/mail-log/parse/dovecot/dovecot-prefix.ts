/** The prefix of a message of Dovecot: `imap(user)<pid><session>: Info: `. */
export interface DovecotPrefix {
  /** In lower case. */
  readonly service: string;
  /** The text between the brackets behind the service: a name, a process id, or name and address; null without any. */
  readonly brackets: string | null;
  readonly session: string | null;
  /** `Info`, `Error` …; null over syslog, which drops `Info`. */
  readonly severity: string | null;
  readonly text: string;
}

const SEVERITIES = ['Info', 'Warning', 'Error', 'Debug', 'Fatal', 'Panic', 'Warn'];

/** The severity that the text begins with, as `Info: `. */
function severityOf(text: string): string | undefined {
  const first = text.charCodeAt(0);
  // Each begins with one of `D`, `E`, `F`, `I`, `P`, `W`. `Disconnected` does so too, and is the only frequent one.
  if (first < 0x44 || first > 0x57 || text.charCodeAt(1) === 0x69) return undefined;
  return SEVERITIES.find((severity) => text.startsWith(severity) && text.startsWith(': ', severity.length));
}

/**
 * Reads the prefix of a message.
 *
 * @returns undefined when it has none, as `Dovecot v1.2 starting up` of Dovecot 1
 */
export function readDovecotPrefix(message: string): DovecotPrefix | undefined {
  const first = severityOf(message);
  const from = first ? first.length + 2 : 0;
  let at = from;
  while (isNameCharacter(message.charCodeAt(at))) at += 1;
  const service = message.slice(from, at).toLowerCase();
  if (service === '') return undefined;
  const next = message.charCodeAt(at);
  if (next === 0x3a && message.charCodeAt(at + 1) === 0x20) {
    return withSeverity(message.slice(at + 2), { service, brackets: null, session: null, first });
  }
  if (next !== 0x28) return undefined;
  const close = service.startsWith('auth') ? lastClose(message, at) : firstClose(message, at);
  if (!close) return undefined;
  const parts = { service, brackets: message.slice(at + 1, close.bracket), session: close.session, first };
  return withSeverity(message.slice(close.end), parts);
}

/** A letter, a digit, `-` or `_`. */
function isNameCharacter(code: number): boolean {
  return (
    (code >= 0x61 && code <= 0x7a) ||
    (code >= 0x41 && code <= 0x5a) ||
    (code >= 0x30 && code <= 0x39) ||
    code === 0x2d ||
    code === 0x5f
  );
}

function withSeverity(
  text: string,
  parts: { service: string; brackets: string | null; session: string | null; first: string | undefined },
): DovecotPrefix {
  const { service, brackets, session, first } = parts;
  const found = severityOf(text);
  const severity = found ?? first ?? null;
  return { service, brackets, session, severity, text: found ? text.slice(found.length + 2) : text };
}

interface Close {
  /** Where the bracket closes. */
  readonly bracket: number;
  readonly session: string | null;
  /** Where the text begins. */
  readonly end: number;
}

/** Of a session, whose user has signed in: the first bracket that a colon, or `<pid><session>:`, follows. */
function firstClose(message: string, open: number): Close | undefined {
  for (let bracket = message.indexOf(')', open); bracket >= 0; bracket = message.indexOf(')', bracket + 1)) {
    const close = closeAt(message, bracket);
    if (close) return close;
  }
  return undefined;
}

/**
 * Of `auth(name,address,sasl:plain)<session>: `, whose name is a stranger's text: the last such bracket before the first
 * that begins with the name of a database. The old form `auth(default): sql(…): …` has another bracket behind, so the
 * first one counts when its content is no list.
 */
function lastClose(message: string, open: number): Close | undefined {
  const first = firstClose(message, open);
  if (!first || !message.slice(open, first.bracket).includes(',')) return first;
  let last = first;
  for (let bracket = message.lastIndexOf(')'), tries = 0; bracket > first.bracket && tries < 20; tries += 1) {
    const close = closeAt(message, bracket);
    // A database has no address in front of it, so a later bracket is a part of the name only with one.
    if (
      close &&
      /,[0-9a-fA-F.:]{2,45}(?:,sasl:[\w-]+)?(?:,master)?$/.test(message.slice(Math.max(open, bracket - 100), bracket))
    ) {
      last = close;
      break;
    }
    bracket = message.lastIndexOf(')', bracket - 1);
  }
  return last;
}

/** Behind a bracket: `: `, `<session>: ` or `<pid><session>: `. */
function closeAt(message: string, bracket: number): Close | undefined {
  let at = bracket + 1;
  let session: string | null = null;
  for (let groups = 0; groups < 2 && message[at] === '<'; groups += 1) {
    const end = message.indexOf('>', at);
    if (end < 0 || end - at > 130) return undefined;
    session = message.slice(at + 1, end);
    at = end + 1;
  }
  if (message[at] !== ':' || (message[at + 1] !== ' ' && at + 1 < message.length)) return undefined;
  return { bracket, session: session !== null && /^\d+$/.test(session) ? null : session, end: at + 2 };
}
