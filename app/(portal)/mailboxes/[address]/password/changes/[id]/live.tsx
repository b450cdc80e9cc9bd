'use client';

import { usePathname, useRouter } from 'next/navigation';
import { useEffect, useRef } from 'react';
import { BY_ITSELF } from '@/app/_web/by-itself';

const POLL_MS = 3_000;
/** Without JavaScript each reload loses what the user has unfolded: seldom, while nothing is expected at once. */
const RELOAD_S = { usual: 2, delayed: 5 };

/**
 * Keeps the result up to date until it is final: the server sends an event on each change, and the page is then
 * rendered again. Without a stream the page polls; without JavaScript the browser reloads it.
 *
 * @param props.digest the digest of the state that the page shows now
 */
export function Live({ digest, isDelayed }: { digest: string; isDelayed: boolean }) {
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
  }, [router, path]);

  return (
    <noscript>
      {/* The full URL, because a URL with a fragment would only be scrolled to, not reloaded. */}
      <meta httpEquiv="refresh" content={`${isDelayed ? RELOAD_S.delayed : RELOAD_S.usual};url=${path}?${BY_ITSELF}`} />
    </noscript>
  );
}
