import type { IncomingMessage } from 'node:http';
import { setTimeout as wait } from 'node:timers/promises';
import { namesSeveral } from '@/app/_web/fields-of';

const LOOK_EVERY_MS = 10;

/** The two encodings of an HTML form, as a browser names them. Any other parameter could make two programs read two forms. */
const MULTIPART = /^multipart\/form-data; ?boundary=([0-9A-Za-z'()+_,./:=?-]{1,70})$/i;
const URL_ENCODED = /^application\/x-www-form-urlencoded(; ?charset="?utf-8"?)?$/i;
/** A call of a server action whose arguments hold no form. */
const CALL = /^text\/plain(; ?charset="?utf-8"?)?$/i;

/** The one head of a part that a browser writes for a field. A file has a second line, or a file name. */
const PART = /^\r\nContent-Disposition: form-data; name="([^"\r\n]*)"\r\n\r\n/i;

/** The fields by which a form without JavaScript says which action it is for. @see React, `$ACTION_ID_` and `$ACTION_REF_` */
const ACTION = /^\$ACTION_(ID|REF)_/;

export interface BodyVerdict {
  /** Bytes that are no UTF-8, a field that comes twice or as an array, a file, or another kind of body: nothing is done with it. */
  isMalformed: boolean;
  /** Whether it calls a server action. */
  callsAction: boolean;
}

/**
 * Judges the body of a form before the framework decodes it, which would turn bytes that are no UTF-8 into U+FFFD and
 * leave it to each reader which of two values counts. The body is read and put back.
 *
 * @see WHATWG HTML §4.10.21.8 (multipart/form-data), WHATWG URL §5 (application/x-www-form-urlencoded)
 */
export async function judgeBody(request: IncomingMessage): Promise<BodyVerdict> {
  const isCall = request.headers['next-action'] !== undefined;
  if (request.method !== 'POST') return { isMalformed: false, callsAction: false };
  const body = await readAndPutBack(request);
  if (body.length === 0) return { isMalformed: false, callsAction: isCall };

  const names = namesIn(body, request.headers['content-type'] ?? '', isCall);
  const actions = names?.filter((name) => ACTION.test(name)).length ?? 0;
  return {
    isMalformed: names === undefined || !areSingle(names) || actions > 1,
    callsAction: isCall || actions > 0,
  };
}

/** A form that is cut off, because its sender left, is read as what has come of it. */
async function readAndPutBack(request: IncomingMessage): Promise<Buffer> {
  for (let pauseMs = 0; !request.complete && !request.destroyed; pauseMs = LOOK_EVERY_MS) await wait(pauseMs);
  const body: Buffer | null = request.read();
  if (body) request.unshift(body);
  return body ?? Buffer.alloc(0);
}

/** @returns undefined for what is no form of ours */
function namesIn(body: Buffer, type: string, isCall: boolean): string[] | undefined {
  const text = decoded(body);
  if (text === undefined) return undefined;
  if (URL_ENCODED.test(type)) return namesOfQuery(body.toString('latin1'));
  const [, boundary] = MULTIPART.exec(type) ?? [];
  if (boundary !== undefined) return namesOfParts(text, boundary, isCall);
  return isCall && CALL.test(type) ? [] : undefined;
}

/**
 * @param query as it stands in an address behind the question mark, or in a body: a character for each byte
 * @returns the names of its parameters, or undefined when a name or a value is no UTF-8
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

/** Whether each name has one value and no other shape: nothing chooses between two answers. */
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
    // Without a script the framework would cut it off, and set another password than the one that was typed.
    if (!isCall && part.startsWith('\uFEFF', head.length)) return undefined;
    names.push(name);
  }
  return names;
}

function percentDecoded(text: string): Buffer {
  const pieces = text.replaceAll('+', ' ').split(/%([0-9A-Fa-f]{2})/);
  return Buffer.concat(pieces.map((piece, at) => Buffer.from(piece, at % 2 === 1 ? 'hex' : 'latin1')));
}

/** Fatal, so that nothing is replaced; the byte order mark is a character like any other. */
const UTF8 = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true });

function decoded(bytes: Uint8Array): string | undefined {
  try {
    return UTF8.decode(bytes);
  } catch {
    return undefined;
  }
}
