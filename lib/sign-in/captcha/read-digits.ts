/** Six digits, with a space between any two, fit easily. */
const LONGEST = 64;

/**
 * Reads six typed digits. Full-width digits of a Chinese keyboard are accepted, and spaces are ignored.
 *
 * @returns the six digits, or undefined for anything else
 */
export function readDigits(typed: string): string | undefined {
  if (typed.length > LONGEST) return undefined;
  const digits = typed
    .replace(/\s/gu, '')
    .replace(/[０-９]/gu, (digit) => String.fromCharCode(digit.charCodeAt(0) - '０'.charCodeAt(0) + '0'.charCodeAt(0)));
  return /^[0-9]{6}$/.test(digits) ? digits : undefined;
}
