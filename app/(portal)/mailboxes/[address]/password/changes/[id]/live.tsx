'use client';

import { usePathname, useRouter } from 'next/navigation';
import { useEffect, useRef } from 'react';
import { BY_ITSELF } from '@/app/_web/by-itself';

const EVERY_MS = 3_000;

/**
 * Keeps the receipt up to date while something is still to come: the server tells when there is something new, and
 * renders it. Where no stream is to be had it is asked every few seconds; without JavaScript the browser reloads the page.
 *
 * @param digest of what the page shows now
 */
export function Live({ digest }: { digest: string }) {
  const router = useRouter();
  const path = usePathname();
  const shown = useRef(digest);
  useEffect(() => {
    shown.current = digest;
  }, [digest]);

  useEffect(() => {
    const events = new EventSource(`${path}/events`);
    let timer: ReturnType<typeof setInterval> | undefined;
    events.onmessage = ({ data }) => {
      if (data !== shown.current) router.refresh();
    };
    events.onerror = () => {
      // A stream that has merely ended is asked for again by the browser; one that was refused is not.
      if (events.readyState === EventSource.CLOSED) timer ??= setInterval(() => router.refresh(), EVERY_MS);
    };
    const stop = () => {
      events.close();
      clearInterval(timer);
    };
    // Whoever leaves, by signing out for one, is not called back by a refresh.
    window.addEventListener('beforeunload', stop);
    return () => {
      stop();
      window.removeEventListener('beforeunload', stop);
    };
  }, [router, path]);

  return (
    <noscript>
      {/* Named in full: an address that came with a fragment would only be scrolled to again, and not reloaded. */}
      <meta httpEquiv="refresh" content={`2;url=${path}?${BY_ITSELF}`} />
    </noscript>
  );
}
