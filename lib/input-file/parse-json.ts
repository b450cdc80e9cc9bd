import { InputFault } from './input-fault';
import { showCharacter } from './show-character';

/** @throws InputFault whose message names the line and character of the fault */
export function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    throw faultOf(text);
  }
}

function faultOf(text: string): InputFault {
  if (text.trim() === '') return new InputFault('empty', 'it is empty');
  const at = findFault(text);
  const lineStart = text.lastIndexOf('\n', at - 1) + 1;
  const line = text.slice(0, lineStart).split('\n').length;
  const character = countCharacters(text, lineStart, at) + 1;
  const found = text.codePointAt(at);
  const what =
    found === undefined
      ? 'it ends before the JSON does'
      : `${showCharacter(String.fromCodePoint(found))} cannot stand there`;
  return new InputFault('not_json', `it is not JSON: line ${line}, character ${character}: ${what}`, line);
}

function countCharacters(text: string, from: number, to: number): number {
  let count = 0;
  for (let at = from; at < to; at += (text.codePointAt(at) ?? 0) > 0xffff ? 2 : 1) count += 1;
  return count;
}

type Place = 'value' | 'value or ]' | 'name' | 'name or }' | ':' | ', or end';

const BLANKS = /[ \t\r\n]+/y;
const SCALAR = /true|false|null|-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][+-]?\d+)?/y;
/** An unbounded repetition would need memory for each character. */
const PLAIN_CHARACTERS = /[ !#-[\]-\uFFFF]{1,4096}/y;
const ESCAPE = /\\(?:["\\/bfnrt]|u[0-9A-Fa-f]{4})/y;

/**
 * Finds the index at which a text violates the JSON grammar (RFC 8259), or its length if it ends too early. The
 * runtime's parser gives the position in some messages only, and quotes the text in others.
 */
function findFault(text: string): number {
  const open: ('{' | '[')[] = [];
  let place = 'value' as Place;
  let at = 0;
  const matches = (pattern: RegExp): boolean => {
    pattern.lastIndex = at;
    if (!pattern.test(text)) return false;
    at = pattern.lastIndex;
    return true;
  };
  const takes = (character: string): boolean => {
    if (text[at] !== character) return false;
    at += 1;
    return true;
  };
  /** @returns false with `at` at the fault */
  const takesString = (): boolean => {
    if (!takes('"')) return false;
    while (at < text.length) {
      if (takes('"')) return true;
      if (!matches(PLAIN_CHARACTERS) && !matches(ESCAPE)) return false;
    }
    return false;
  };
  const closes = (bracket: '}' | ']'): boolean => {
    if (open.at(-1) !== (bracket === '}' ? '{' : '[') || !takes(bracket)) return false;
    open.pop();
    place = ', or end';
    return true;
  };
  const opens = (bracket: '{' | '['): boolean => {
    if (!takes(bracket)) return false;
    open.push(bracket);
    place = bracket === '{' ? 'name or }' : 'value or ]';
    return true;
  };

  for (;;) {
    matches(BLANKS);
    if (at === text.length) return at;
    const now = place;
    if (now === ', or end') {
      if (closes('}') || closes(']')) continue;
      if (open.length === 0 || !takes(',')) return at;
      place = open.at(-1) === '{' ? 'name' : 'value';
    } else if (now === ':') {
      if (!takes(':')) return at;
      place = 'value';
    } else if (now === 'name' || now === 'name or }') {
      if (now === 'name or }' && closes('}')) continue;
      if (!takesString()) return at;
      place = ':';
    } else {
      if ((now === 'value or ]' && closes(']')) || opens('{') || opens('[')) continue;
      const isString = text[at] === '"';
      if (isString ? !takesString() : !matches(SCALAR)) return at;
      place = ', or end';
    }
  }
}
