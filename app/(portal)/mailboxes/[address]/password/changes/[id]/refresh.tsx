'use client';

import { usePathname, useRouter } from 'next/navigation';
import { useEffect } from 'react';

const EVERY_MS = 1_000;

/** Keeps the receipt up to date while something is still to come; without JavaScript the browser reloads the page. */
export function Refresh() {
  const router = useRouter();
  const path = usePathname();
  useEffect(() => {
    const timer = setInterval(() => router.refresh(), EVERY_MS);
    const stop = () => clearInterval(timer);
    // Whoever leaves, by signing out for one, is not called back by a refresh.
    window.addEventListener('beforeunload', stop);
    return () => {
      stop();
      window.removeEventListener('beforeunload', stop);
    };
  }, [router]);
  return (
    <noscript>
      {/* Named in full: an address that came with a fragment would only be scrolled to again, and not reloaded. */}
      <meta httpEquiv="refresh" content={`2;url=${path}`} />
    </noscript>
  );
}
