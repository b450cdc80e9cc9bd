import type { LineHeader } from '../mail-log-event';
import type { LogClock } from './log-clock';
import { isDovecotService } from './log-programs';
import { readTime } from './read-time';

/** A line, divided into its header and the message of the program. */
export interface DividedLine {
  readonly header: LineHeader;
  /** For Dovecot's own log file format it begins with the service, as in syslog: `imap-login: Info: …`. */
  readonly message: string;
}

const SPACE = 32;
const SEVERITY = /^(?:Info|Warning|Warn|Error|Fatal|Panic|Debug): /;
/** `mail.info` of busybox, `mail:info` of AIX, `<mail.info>` of FreeBSD. */
const FACILITY = /^<?(?:mail|auth|authpriv|daemon|user|syslog|local[0-7])[.:]\w+>?$/;
/** `name-1  | ` of docker compose. */
const CONTAINER = /^[\w.-]{1,100} *\| /;

/**
 * Reads the header of one line: syslog (RFC 3164 and RFC 5424, with or without a priority), RFC 3339 times, `journalctl`,
 * multilog (TAI64N), the log files of Dovecot and Postfix themselves, and the prefix of docker compose.
 *
 * @returns undefined when the line has no program
 */
export function readHeader(line: string, clock: LogClock): DividedLine | undefined {
  let at = skipPrefix(line);
  const isRfc5424 = line.startsWith('1 ', at) && line.charCodeAt(at - 1) === 0x3e;
  if (isRfc5424) return readRfc5424(line, at + 2, clock);

  let time = readTime(line, at, clock);
  // `dovecot: Jun 23 15:04:05 Info: …` is the format of multilog and of Dovecot 1.
  if (!time && line.startsWith('dovecot: ', at)) {
    time = readTime(line, at + 9, clock);
    if (time) return ofDovecot(line, skipColon(line, time.end), time.at);
  }
  const ms = time?.at ?? Number.NaN;
  if (time) {
    const isNumeric = isDigit(line.charCodeAt(at));
    at = skipColon(line, time.end);
    if (isNumeric) at = skipSecondStamp(line, at, clock);
  }
  return readOrigin(line, skipSpaces(line, at), ms);
}

/** `docker logs -t` and the runtimes of Kubernetes (`stdout F `) put their time before that of the line. */
function skipSecondStamp(line: string, from: number, clock: LogClock): number {
  let at = from;
  if (line.startsWith('stdout ', at) || line.startsWith('stderr ', at)) at = skipSpaces(line, at + 9);
  const second = readTime(line, at, clock);
  return second ? skipColon(line, second.end) : at;
}

const isDigit = (code: number): boolean => code >= 0x30 && code <= 0x39;

function skipPrefix(line: string): number {
  let at = skipSpaces(line, 0);
  if (line.charCodeAt(at) === 0xfeff) at += 1;
  const bar = line.indexOf('| ');
  if (bar > 0 && bar < 120 && CONTAINER.test(line)) at = skipSpaces(line, bar + 2);
  if (line[at] !== '<') return at;
  const end = line.indexOf('>', at);
  return end > at + 1 && end - at < 5 ? skipSpaces(line, end + 1) : at;
}

/** @see RFC 5424 §6: time, host, program, process id, message id, structured data */
function readRfc5424(line: string, from: number, clock: LogClock): DividedLine | undefined {
  const fields: string[] = [];
  let at = from;
  for (let n = 0; n < 5; n += 1) {
    const space = line.indexOf(' ', at);
    if (space < 0) return undefined;
    fields.push(line.slice(at, space));
    at = space + 1;
  }
  const [time = '', host = '-', program = '-', pid = ''] = fields;
  const message = line.slice(skipStructuredData(line, at)).replace(/^\ufeff/, '');
  const ms = readTime(time, 0, clock)?.at ?? Number.NaN;
  const header = headerOf({ ms, host: host === '-' ? null : host, program, pid });
  return isDovecotService(program)
    ? { header: { ...header, program: 'dovecot' }, message: `${program}: ${message}` }
    : { header, message };
}

function skipStructuredData(line: string, from: number): number {
  if (line[from] === '-') return skipSpaces(line, from + 1);
  let at = from;
  while (line[at] === '[') {
    let isQuoted = false;
    for (at += 1; at < line.length; at += 1) {
      const character = line[at];
      if (character === '\\') at += 1;
      else if (character === '"') isQuoted = !isQuoted;
      else if (character === ']' && !isQuoted) break;
    }
    at += 1;
  }
  return skipSpaces(line, at);
}

/** Reads `[host] program[pid]: `; either may be missing. */
function readOrigin(line: string, from: number, ms: number): DividedLine | undefined {
  const word = endOfWord(line, from);
  if (word === from) return undefined;
  if (isProgram(line, from, word)) return readProgram(line, from, { ms, host: null });
  const host = line.slice(from, word);
  let at = skipSpaces(line, word);
  const next = endOfWord(line, at);
  if (FACILITY.test(line.slice(at, next))) at = skipSpaces(line, next);
  return at < line.length ? readProgram(line, at, { ms, host }) : undefined;
}

/** A word with a colon at its end or with brackets behind a name is a program; a host has neither. */
function isProgram(line: string, from: number, end: number): boolean {
  const last = line.charCodeAt(end - 1);
  if (last === 0x3a || last === 0x5d) return true;
  const bracket = line.indexOf('(', from);
  return bracket > from && bracket < end && isDovecotService(line.slice(from, bracket));
}

function readProgram(line: string, from: number, known: { ms: number; host: string | null }): DividedLine | undefined {
  let at = from;
  for (; at < line.length; at += 1) {
    const code = line.charCodeAt(at);
    // Stops at one of `: [ ] (` and blank.
    if (code === 0x3a || code === 0x5b || code === 0x5d || code === 0x28 || code === SPACE) break;
  }
  const program = line.slice(from, at);
  if (SEVERITY.test(line.slice(from, from + 10))) return ofDovecot(line, from, known.ms, known.host);
  if (program !== 'dovecot-auth' && isDovecotService(program) && line[at] !== '[') {
    return ofDovecot(line, from, known.ms, known.host);
  }
  let pid = '';
  if (line[at] === '[') {
    const end = line.indexOf(']', at);
    if (end < 0 || end - at > 12) return undefined;
    pid = line.slice(at + 1, end);
    at = end + 1;
  } else if (line[at] === ']') {
    // A header that has lost its process id: `dovecot] lmtp(…)`.
    at += 1;
  }
  if (program === '') return undefined;
  const message = skipSolarisId(line, skipColon(line, at));
  // A service that writes to syslog by itself, such as `auth: pam_unix(dovecot:auth): …` of PAM.
  const isService = isDovecotService(program);
  const header = headerOf({ ms: known.ms, host: known.host, program: isService ? 'dovecot' : program, pid });
  return { header, message: isService ? `${program}: ${line.slice(message)}` : line.slice(message) };
}

/** A line of Dovecot without a syslog program. `Info: auth(default): …` of Dovecot 1 has the severity first. */
function ofDovecot(line: string, from: number, ms: number, host: string | null = null): DividedLine {
  return { header: headerOf({ ms, host, program: 'dovecot', pid: '' }), message: line.slice(from) };
}

function headerOf(found: { ms: number; host: string | null; program: string; pid: string }): LineHeader {
  return {
    at: Number.isNaN(found.ms) ? null : new Date(found.ms),
    host: found.host,
    program: found.program,
    pid: /^\d{1,10}$/.test(found.pid) ? Number(found.pid) : null,
  };
}

/** `[ID 583609 mail.info] ` of Solaris. */
function skipSolarisId(line: string, at: number): number {
  if (!line.startsWith('[ID ', at)) return at;
  const end = line.indexOf('] ', at);
  return end < 0 || end - at > 60 ? at : skipSpaces(line, end + 2);
}

function skipColon(line: string, at: number): number {
  return skipSpaces(line, line.charCodeAt(at) === 0x3a ? at + 1 : at);
}

function endOfWord(line: string, from: number): number {
  const space = line.indexOf(' ', from);
  return space < 0 ? line.length : space;
}

function skipSpaces(line: string, from: number): number {
  let at = from;
  while (line.charCodeAt(at) === SPACE) at += 1;
  return at;
}
