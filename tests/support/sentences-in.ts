/**
 * Every sentence of a message file by its path: `errors.password.empty`. Sentences of a list have their index in the
 * path.
 */
export function sentencesIn(messages: object, path: string[] = []): Map<string, string> {
  const entries = Object.entries(messages).flatMap(([key, value]): [string, string][] =>
    typeof value === 'string' ? [[[...path, key].join('.'), value]] : [...sentencesIn(value as object, [...path, key])],
  );
  return new Map(entries);
}
