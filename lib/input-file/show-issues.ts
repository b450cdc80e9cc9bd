import type { z } from 'zod';
import { showText } from './show-character';

/** Issue codes that concern the spelling of a text. */
const OF_FORM = new Set(['invalid_format', 'invalid_value', 'custom']);

/** Describes one fault of a JSON value, without its path. It quotes the faulty text if the fault is in its spelling. */
export function showIssue({ path, message, code }: z.core.$ZodIssue, input: unknown): string {
  const found = OF_FORM.has(code) ? valueAt(input, path) : undefined;
  return typeof found === 'string' ? `${message}, not ${showText(found)}` : message;
}

function valueAt(input: unknown, path: readonly PropertyKey[]): unknown {
  let value = input;
  for (const key of path) {
    if (typeof value !== 'object' || value === null || !Object.hasOwn(value, key)) return undefined;
    value = (value as Record<PropertyKey, unknown>)[key];
  }
  return value;
}
