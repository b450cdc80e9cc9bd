import type { RefusalCode } from '@/lib/refusal-codes';

/** Refusals that occur before any page, or in a route that a script calls. */
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
 * Reads the code of a refused request by script. The response is the code as plain text, because the framework passes
 * on only the text, as the message of an error.
 *
 * @returns undefined for any other text
 */
export function readScriptRefusal(text: string): { code: RefusalCode } | undefined {
  const code = CODES.find((one) => one === text);
  return code && { code };
}
