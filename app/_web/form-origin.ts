import type { RefusalCode } from '@/lib/refusal-codes';

/**
 * Judges from where a form was sent, by what its browser says of it. Programs that say nothing at all have no session to
 * be abused either; a browser that leaves out Origin still sends Sec-Fetch-Site.
 *
 * @returns why the form is refused, or undefined for one of our own pages
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
