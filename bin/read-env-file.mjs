/**
 * Reads a file of settings as systemd reads its EnvironmentFile=, so that the command line has the same settings as the
 * services. `#` begins a comment only at the start of a line. Quotes may follow one another and span lines. A backslash
 * continues a line. A line without a name and `=` is ignored.
 *
 * @see systemd.exec(5), EnvironmentFile=; src/basic/env-file.c
 * @param {string} text
 * @returns {Record<string, string>}
 */
export function readEnvFile(text) {
  /** @type {Record<string, string>} */
  const settings = {};
  let at = 0;
  while (at < text.length) {
    if (WHITESPACE.test(text.charAt(at))) at += 1;
    else if (COMMENT.test(text.charAt(at))) at = endOfLine(text, at);
    else at = readAssignment(text, at, settings);
  }
  return settings;
}

/**
 * Decodes such a file. It refuses a byte order mark: systemd reads the mark as a part of the first name and ignores that
 * line. It refuses a file that is not UTF-8: systemd starts no service with it.
 *
 * @param {Uint8Array} bytes
 * @returns {string}
 * @throws Error with a clause that says what is wrong
 */
export function decodeEnvFile(bytes) {
  let text;
  try {
    text = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes);
  } catch {
    throw new Error('it is not UTF-8: save it as UTF-8');
  }
  if (text.startsWith('\uFEFF'))
    throw new Error('it begins with a byte order mark, and systemd ignores such a line: save it without');
  return text;
}

const WHITESPACE = /[ \t\r\n]/;
const TRAILING_WHITESPACE = /[ \t\r\n]+$/;
const NEWLINE = /[\r\n]/;
const COMMENT = /[#;]/;
const NAME = /^[A-Za-z_][A-Za-z0-9_]*$/;
/** Characters that a backslash escapes within double quotes. Before others the backslash stays. */
const ESCAPED_IN_QUOTES = /["\\`$]/;

/** @returns where the next line begins */
function readAssignment(text, from, settings) {
  const end = endOfLine(text, from);
  const equals = text.indexOf('=', from);
  if (equals === -1 || equals > end) return end;
  const name = text.slice(from, equals).replace(TRAILING_WHITESPACE, '');
  const { value, next } = readValue(text, equals + 1);
  if (NAME.test(name)) settings[name] = value;
  return next;
}

/** @returns the value, and where the next line begins */
function readValue(text, from) {
  let value = '';
  /** Length of the value without trailing whitespace, which is no part of an unquoted value. */
  let kept = 0;
  let isBefore = true;
  let at = from;
  for (; at < text.length && !NEWLINE.test(text.charAt(at)); at += 1) {
    const character = text.charAt(at);
    if (isBefore && (character === "'" || character === '"')) {
      const quoted = readQuoted(text, at + 1, character);
      value += quoted.value;
      kept = value.length;
      at = quoted.end;
    } else if (character === '\\') {
      isBefore = false;
      at += 1;
      if (!NEWLINE.test(text.charAt(at))) value += text.charAt(at);
      kept = value.length;
    } else if (!isBefore || !WHITESPACE.test(character)) {
      isBefore = false;
      value += character;
      if (!WHITESPACE.test(character)) kept = value.length;
    }
  }
  return { value: value.slice(0, kept), next: at };
}

/** @returns the text between the quotes, and the position of the closing quote */
function readQuoted(text, from, quote) {
  let value = '';
  let at = from;
  for (; at < text.length && text.charAt(at) !== quote; at += 1) {
    const character = text.charAt(at);
    if (quote === "'" || character !== '\\') {
      value += character;
      continue;
    }
    at += 1;
    const escaped = text.charAt(at);
    if (ESCAPED_IN_QUOTES.test(escaped)) value += escaped;
    else if (escaped !== '\n') value += character + escaped;
  }
  return { value, end: at };
}

function endOfLine(text, from) {
  const rest = text.slice(from).search(NEWLINE);
  return rest === -1 ? text.length : from + rest;
}
