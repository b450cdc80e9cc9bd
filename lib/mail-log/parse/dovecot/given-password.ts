/** A line without the password that `auth_verbose_passwords` appends to a refusal. */
export interface WithoutPassword {
  readonly text: string;
  /** The first characters of the password's SHA-1; never the password. */
  readonly digest: string | null;
}

const DIGEST = / ?\(SHA1 of given password: ([0-9a-f]{1,40})\)$/;

/**
 * Cuts a password, or the first characters of its SHA-1, off a line.
 *
 * `auth_verbose_passwords = plain` writes what was typed, which may contain any text. So the line is cut at the first
 * mention of a password, even where a name imitates one.
 */
export function cutGivenPassword(text: string): WithoutPassword {
  // A quick test for most lines.
  if (!text.includes('password')) return { text, digest: null };
  const digest = DIGEST.exec(text);
  const rest = digest ? text.slice(0, digest.index) : text;
  const plain = rest.indexOf('given password');
  if (plain < 0) return { text: rest, digest: digest?.[1] ?? null };
  const bracket = rest.lastIndexOf('(', plain);
  return { text: rest.slice(0, bracket < 0 ? plain : bracket).trimEnd(), digest: null };
}
