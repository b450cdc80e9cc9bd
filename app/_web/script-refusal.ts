import type { RefusalCode } from '@/lib/refusal-codes';

/** Refusals before any page, or by a route that a script calls. */
const CODES = [
  'request.malformed',
  'request.too_large',
  'request.length_required',
  'request.header_too_large',
  'request.address_too_long',
  'request.wrong_host',
  'request.origin_hidden',
  'request.origin_foreign',
  'captcha.no_cookies',
] as const satisfies RefusalCode[];

/**
 * Reads why a request of a script was refused: the code alone, as plain text. The framework hands nothing else on, as the
 * message of an error.
 *
 * @returns undefined for any other text
 */
export function readScriptRefusal(text: string): { code: RefusalCode } | undefined {
  const code = CODES.find((one) => one === text);
  return code && { code };
}
