const MOST_CHARACTERS = 256;

/** What a row keeps of a browser's own words: one line, no longer than is needed to recognise it. @returns null for none */
export function keepUserAgent(header: string | undefined): string | null {
  const line = (header ?? '').replace(/[\p{Cc}\p{Cf}\p{Cs}]/gu, '').trim();
  return [...line].slice(0, MOST_CHARACTERS).join('') || null;
}
