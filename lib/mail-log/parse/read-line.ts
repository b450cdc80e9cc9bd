import type { LineHeader, ReadLine } from '../mail-log-event';
import { readDovecotLine } from './dovecot/read-dovecot-line';
import type { LogClock } from './log-clock';
import { isDovecotProgram, isDovecotService, isPostfixService, postfixServiceOf } from './log-programs';
import { readPostfixLine } from './postfix/read-postfix-line';
import { readHeader } from './read-header';
import { sampleOf } from './sample-of';

/** A longer line is cut: Dovecot and Postfix write at most some thousand characters. */
export const MOST_CHARACTERS = 65_536;

export interface LineOptions {
  readonly clock: LogClock;
  /** The server whose log it is said to be. Counts where the name of a program does not tell. */
  readonly source: 'dovecot' | 'postfix';
}

/**
 * Reads one line of a mail log, without its line end. It throws for no line, and takes time in proportion to the length
 * of the line.
 *
 * @returns an event with its fields, noise with a name, or for an unknown line a sample without passwords
 */
export function readLine(whole: string, options: LineOptions): ReadLine {
  const line = storable(whole.length > MOST_CHARACTERS ? cut(whole) : whole);
  const divided = readHeader(line, options.clock);
  if (!divided) return line.trim() === '' ? noise('blank', null) : unknown(line, null);
  const { header } = divided;
  const message = unwrapRepeated(divided.message);

  const service = postfixServiceOf(header.program) ?? bareService(header.program, options.source);
  if (service !== undefined) {
    const event = readPostfixLine(message, service);
    if (typeof event === 'object') return { is: 'event', source: 'postfix', header, event };
    if (event !== undefined) return noise(event, header);
    return isPostfixService(service) ? unknown(message, header) : noise('other_program', header);
  }
  if (isDovecotProgram(header.program) || looksLikeDovecot(message)) {
    const event = readDovecotLine(messageOfDovecot(message, header));
    if (typeof event === 'object') return { is: 'event', source: 'dovecot', header, event };
    return event === undefined ? unknown(message, header) : noise(event, header);
  }
  return ofOtherProgram(line, message, header);
}

/** No text of PostgreSQL may hold NUL. */
const storable = (line: string): string => (line.includes('\0') ? line.replaceAll('\0', '\ufffd') : line);

/** Half of a surrogate pair at the end would be no text that a database takes. */
const cut = (line: string): string => line.slice(0, MOST_CHARACTERS).replace(/[\ud800-\udbff]$/, '');

/** `smtpd[7]: …`, as some collectors shorten the name. Other servers have programs of these names, too. */
const bareService = (program: string, source: LineOptions['source']): string | undefined =>
  source === 'postfix' && isPostfixService(program) ? program : undefined;

/** `message repeated 2 times: [ …]` of rsyslog stands for lines that were the same. */
function unwrapRepeated(message: string): string {
  if (!message.startsWith('message repeated ') || !message.endsWith(']')) return message;
  const open = message.indexOf(': [');
  return open > 0 && open < 40 ? message.slice(open + 3, -1).trimStart() : message;
}

/** `dovecot-auth` of Dovecot 1 writes without a prefix. */
function messageOfDovecot(message: string, header: LineHeader): string {
  return header.program === 'dovecot-auth' || header.program === 'dovecot/auth' ? `auth: ${message}` : message;
}

/** Under another syslog name (`instance_name`): the message begins with a service all the same. */
function looksLikeDovecot(message: string): boolean {
  const end = message.search(/[^\w-]/);
  if (end <= 0) return false;
  const name = message.slice(0, end);
  if (name === 'log' || name === 'master' || name === 'error' || name === 'config') return false;
  return isDovecotService(name) && (message[end] === '(' || message.startsWith(': ', end));
}

/** Other programs write into the same file: filters, policy servers, cron. */
function ofOtherProgram(line: string, message: string, header: LineHeader): ReadLine {
  if (message.startsWith('message repeated ') || line.includes('last message repeated '))
    return noise('repeated', header);
  // Of syslogd, at times without other lines.
  if (line.endsWith('-- MARK --')) return noise('mark', header);
  return /^[A-Za-z][\w./@+-]{0,47}$/.test(header.program) ? noise('other_program', header) : unknown(line, header);
}

const noise = (name: string, header: LineHeader | null): ReadLine => ({ is: 'noise', name, header });

const unknown = (text: string, header: LineHeader | null): ReadLine => ({
  is: 'unknown',
  sample: sampleOf(text),
  header,
});
