/** No keyboard needs more for six digits, with a space between any two. */
const LONGEST = 64;

/**
 * Reads what a person typed for six digits: full-width ones of a Chinese keyboard count as digits, and spaces anywhere
 * do no harm.
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
