import { NO_SNIFFING } from '@/app/_web/security-headers';
import { theRuntime } from '@/lib/runtime/runtime';

export const dynamic = 'force-dynamic';

/** The university's mark, for the header and for the browser's tab. Opened by itself, it may load and run nothing. */
export function GET(): Response {
  return new Response(theRuntime().config.campus.markSvg, {
    headers: {
      'Content-Type': 'image/svg+xml; charset=utf-8',
      'Content-Security-Policy': "default-src 'none'; style-src 'unsafe-inline'; sandbox",
      'Cache-Control': 'public, max-age=3600',
      [NO_SNIFFING[0]]: NO_SNIFFING[1],
    },
  });
}
