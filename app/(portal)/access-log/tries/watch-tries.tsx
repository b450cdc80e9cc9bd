'use client';

import { useRouter } from 'next/navigation';
import { useEffect, useRef } from 'react';
import { BY_ITSELF } from '@/app/_web/by-itself';

const PATH = '/access-log/tries';
const POLL_MS = 3_000;
const RELOAD_S = 5;

/**
 * Renders the page again when a device has tried to sign in: the server sends an event. Without a stream the page polls;
 * without JavaScript the browser reloads it.
 *
 * @param props.query  the query of the page
 * @param props.digest the digest of the tries that the page shows now
 */
export function WatchTries({ query, digest }: { query: string; digest: string }) {
  const router = useRouter();
  const shown = useRef(digest);
  useEffect(() => {
    shown.current = digest;
  }, [digest]);

  useEffect(() => {
    const events = new EventSource(`${PATH}/events?${query}`);
    let timer: ReturnType<typeof setInterval> | undefined;
    events.onmessage = ({ data }) => {
      if (data !== shown.current) router.refresh();
    };
    events.onerror = () => {
      // The browser reconnects a stream that has ended, but not one that was refused.
      if (events.readyState === EventSource.CLOSED) timer ??= setInterval(() => router.refresh(), POLL_MS);
    };
    const stop = () => {
      events.close();
      clearInterval(timer);
    };
    // A refresh during navigation, such as a sign-out, would return to this page.
    window.addEventListener('beforeunload', stop);
    return () => {
      stop();
      window.removeEventListener('beforeunload', stop);
    };
  }, [router, query]);

  return (
    <noscript>
      <meta httpEquiv="refresh" content={`${RELOAD_S};url=${PATH}?${query}&${BY_ITSELF}`} />
    </noscript>
  );
}
