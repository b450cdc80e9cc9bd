/**
 * The fields of a form, each with exactly one text value. A repeated field is ambiguous and therefore refused.
 *
 * @param form any value that a client sent
 * @returns undefined for a value that is no form, and for a form with a repeated field, a file or an array field
 */
export function fieldsOf(form: unknown): Record<string, string> | undefined {
  if (!(form instanceof FormData)) return undefined;
  const fields = new Map<string, string>();
  for (const [name, value] of form) {
    if (typeof value !== 'string' || fields.has(name) || namesSeveral(name)) return undefined;
    fields.set(name, value);
  }
  return Object.fromEntries(fields);
}

/** Whether some parsers would read this name as an element of an array or object (`next[]`, `next[0]`). */
export function namesSeveral(name: string): boolean {
  return /[[\]]/.test(name);
}
