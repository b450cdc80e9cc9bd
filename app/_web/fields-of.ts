/**
 * The fields of a form, each of them one text: nothing chooses between two answers.
 *
 * @param form whatever a client sent in the place of a form
 * @returns undefined for anything else: no form, a field that comes twice, a file, a part of an array
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

/** Whether a name stands for a part of an array or of an object (`next[]`, `next[0]`), as some programs read it. */
export function namesSeveral(name: string): boolean {
  return /[[\]]/.test(name);
}
