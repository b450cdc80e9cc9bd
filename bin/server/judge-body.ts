import type { IncomingMessage } from 'node:http';
import { setTimeout as wait } from 'node:timers/promises';
import { namesSeveral } from '@/app/_web/fields-of';

const LOOK_EVERY_MS = 10;

/** The two encodings of an HTML form, as browsers write them. With another parameter two programs could read two forms. */
const MULTIPART = /^multipart\/form-data; ?boundary=([0-9A-Za-z'()+_,./:=?-]{1,70})$/i;
const URL_ENCODED = /^application\/x-www-form-urlencoded(; ?charset="?utf-8"?)?$/i;
/** A call of a server action whose arguments hold no form. */
const CALL = /^text\/plain(; ?charset="?utf-8"?)?$/i;

/** The header of a part as browsers write it for a field. A file has a second line, or a file name. */
const PART = /^\r\nContent-Disposition: form-data; name="([^"\r\n]*)"\r\n\r\n/i;

/** The fields by which a form without JavaScript names its action. @see React, `$ACTION_ID_` and `$ACTION_REF_` */
const ACTION = /^\$ACTION_(ID|REF)_/;

export interface BodyVerdict {
  /** Invalid UTF-8, a field that occurs twice or as an array, a file, or another kind of body. It must not be decoded. */
  isMalformed: boolean;
  /** Whether it calls a server action. */
  callsAction: boolean;
}

/**
 * Judges the body of a form before the framework decodes it. The framework would replace invalid UTF-8 by U+FFFD, and of
 * two values each reader could take another one. The body is read and put back.
 *
 * @param of.isXml the path takes an XML document, of which only the encoding is judged
 * @see WHATWG HTML §4.10.21.8 (multipart/form-data), WHATWG URL §5 (application/x-www-form-urlencoded)
 */
export async function judgeBody(
  request: IncomingMessage,
  { isXml = false }: { isXml?: boolean } = {},
): Promise<BodyVerdict> {
  const isCall = request.headers['next-action'] !== undefined;
  if (request.method !== 'POST') return { isMalformed: false, callsAction: false };
  const body = await readAndPutBack(request);
  if (body.length === 0) return { isMalformed: false, callsAction: isCall };
  if (isXml) return { isMalformed: decoded(body) === undefined, callsAction: false };

  const names = namesIn(body, request.headers['content-type'] ?? '', isCall);
  const actions = names?.filter((name) => ACTION.test(name)).length ?? 0;
  return {
    isMalformed: names === undefined || !areSingle(names) || actions > 1,
    callsAction: isCall || actions > 0,
  };
}

/**
 * Symbol by which Node and its fetch agree whether a stream was read from. A route handler makes a Request of the stream,
 * and a Request refuses one that was.
 *
 * @see https://nodejs.org/docs/latest-v20.x/api/stream.html#streamreadableisdisturbedstream
 */
const IS_DISTURBED = Symbol.for('nodejs.stream.disturbed');

/** When the client disconnects, it returns the part of the body that has arrived. */
async function readAndPutBack(request: IncomingMessage): Promise<Buffer> {
  for (let pauseMs = 0; !request.complete && !request.destroyed; pauseMs = LOOK_EVERY_MS) await wait(pauseMs);
  const body: Buffer | null = request.read();
  if (body) request.unshift(body);
  Object.assign(request, { [IS_DISTURBED]: false });
  return body ?? Buffer.alloc(0);
}

/** @returns undefined for a body that no form of the portal sends */
function namesIn(body: Buffer, type: string, isCall: boolean): string[] | undefined {
  const text = decoded(body);
  if (text === undefined) return undefined;
  if (URL_ENCODED.test(type)) return namesOfQuery(body.toString('latin1'));
  const [, boundary] = MULTIPART.exec(type) ?? [];
  if (boundary !== undefined) return namesOfParts(text, boundary, isCall);
  return isCall && CALL.test(type) ? [] : undefined;
}

/**
 * @param query the query of a URL without its question mark, or a body: one character for each byte
 * @returns the names of its parameters, or undefined when a name or a value is invalid UTF-8
 */
export function namesOfQuery(query: string): string[] | undefined {
  const names: string[] = [];
  for (const pair of query.split('&')) {
    if (pair === '') continue;
    const [name, value] = [pair.split('=', 1)[0] ?? '', pair].map((text) => decoded(percentDecoded(text)));
    if (name === undefined || value === undefined) return undefined;
    names.push(name);
  }
  return names;
}

/** Whether each name occurs once and none stands for an array, so that every reader finds the same value. */
export function areSingle(names: readonly string[]): boolean {
  return new Set(names).size === names.length && !names.some(namesSeveral);
}

function namesOfParts(text: string, boundary: string, isCall: boolean): string[] | undefined {
  const [preamble, ...parts] = `\r\n${text}`.split(`\r\n--${boundary}`);
  const end = parts.pop();
  if (preamble !== '' || (end !== '--' && end !== '--\r\n')) return undefined;
  const names: string[] = [];
  for (const part of parts) {
    const [head, name] = PART.exec(part) ?? [];
    if (head === undefined || name === undefined) return undefined;
    // Without a script the framework would remove this byte order mark and set another password than the typed one.
    if (!isCall && part.startsWith('\uFEFF', head.length)) return undefined;
    names.push(name);
  }
  return names;
}

function percentDecoded(text: string): Buffer {
  const pieces = text.replaceAll('+', ' ').split(/%([0-9A-Fa-f]{2})/);
  return Buffer.concat(pieces.map((piece, at) => Buffer.from(piece, at % 2 === 1 ? 'hex' : 'latin1')));
}

/** Fatal, so that it replaces no byte. It keeps a byte order mark as a character. */
const UTF8 = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true });

function decoded(bytes: Uint8Array): string | undefined {
  try {
    return UTF8.decode(bytes);
  } catch {
    return undefined;
  }
}
