import type { RefusalCode } from '@/lib/refusal-codes';

/**
 * Checks the origin of a form submission (CSRF protection). Sec-Fetch-Site counts only without Origin, and Referer only
 * without either: an old browser, or a proxy that removes headers. A request with none of the three passes, since a
 * user may have turned Referer off.
 *
 * @returns why the form is refused, or undefined for a form of the portal's own pages
 * @see RFC 6454 §7.1 (`null`), Fetch Metadata Request Headers §2.3, RFC 9110 §10.1.3 (Referer)
 */
export function refuseFormOrigin(
  { origin, site, referer }: Record<'origin' | 'site' | 'referer', string | null | undefined>,
  ourOrigins: readonly string[],
): Extract<RefusalCode, 'request.origin_hidden' | 'request.origin_foreign'> | undefined {
  if (origin === 'null') return 'request.origin_hidden';
  if (origin) return ourOrigins.includes(origin) ? undefined : 'request.origin_foreign';
  if (site) return site === 'same-origin' || site === 'none' ? undefined : 'request.origin_foreign';
  if (!referer) return undefined;
  return URL.canParse(referer) && ourOrigins.includes(new URL(referer).origin) ? undefined : 'request.origin_foreign';
}
