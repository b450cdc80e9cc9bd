import { useEffect, useState } from 'react';

/**
 * Whether this time has passed since the page was shown. False without JavaScript, and without a time.
 *
 * @param ms the time in milliseconds, counted by the server, because the device's time of day may be wrong
 */
export function useHasPassed(ms: number | undefined): boolean {
  const [hasPassed, setHasPassed] = useState(false);
  useEffect(() => {
    if (ms === undefined) return;
    const timer = setTimeout(() => setHasPassed(true), ms);
    return () => clearTimeout(timer);
  }, [ms]);
  return hasPassed;
}
