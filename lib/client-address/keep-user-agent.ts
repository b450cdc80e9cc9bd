const MOST_CHARACTERS = 256;

/** Shortens a User-Agent to one line that its owner still recognises, for storage. @returns null if nothing is left */
export function keepUserAgent(header: string | undefined): string | null {
  const line = (header ?? '').replace(/[\p{Cc}\p{Cf}\p{Cs}]/gu, '').trim();
  return [...line].slice(0, MOST_CHARACTERS).join('') || null;
}
