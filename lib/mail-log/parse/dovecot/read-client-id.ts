/**
 * The program that a client names by the IMAP ID command, such as `Thunderbird 115.0`.
 *
 * @param fields `name=Thunderbird, version=115.0, os=…` (RFC 2971). @returns undefined when it names none
 */
export function readClientId(fields: string): string | undefined {
  const found = new Map<string, string>();
  for (const field of fields.split(',')) {
    const equals = field.indexOf('=');
    if (equals > 0) found.set(field.slice(0, equals).trim().toLowerCase(), unquoted(field.slice(equals + 1).trim()));
  }
  const name = found.get('name');
  return name ? `${name} ${found.get('version') ?? ''}`.trim().slice(0, 100) : undefined;
}

const unquoted = (text: string): string =>
  text.length > 1 && text.startsWith('"') && text.endsWith('"') ? text.slice(1, -1) : text;
