import type { RefusalCode } from '@/lib/refusal-codes';

/**
 * Checks the origin of a form submission (CSRF protection). A request with neither header passes: it is not from a
 * browser, so it carries no session that could be abused. A browser that omits Origin still sends Sec-Fetch-Site.
 *
 * @returns why the form is refused, or undefined for a form of the portal's own pages
 * @see RFC 6454 §7.1 (`null`), Fetch Metadata Request Headers §2.3
 */
export function refuseFormOrigin(
  { origin, site }: { origin: string | null | undefined; site: string | null | undefined },
  ourOrigins: readonly string[],
): Extract<RefusalCode, 'request.origin_hidden' | 'request.origin_foreign'> | undefined {
  if (origin === 'null') return 'request.origin_hidden';
  if (origin) return ourOrigins.includes(origin) ? undefined : 'request.origin_foreign';
  return !site || site === 'same-origin' || site === 'none' ? undefined : 'request.origin_foreign';
}
