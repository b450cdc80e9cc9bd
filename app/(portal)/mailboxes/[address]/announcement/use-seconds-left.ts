import { useEffect, useState } from 'react';

/** Counts down in whole seconds; undefined until the script runs. */
export function useSecondsLeft(ms: number): number | undefined {
  const [left, setLeft] = useState<number>();
  useEffect(() => {
    const end = performance.now() + ms;
    const count = () => {
      const seconds = Math.max(0, Math.ceil((end - performance.now()) / 1_000));
      setLeft(seconds);
      if (seconds === 0) clearInterval(timer);
    };
    const timer = setInterval(count, 1_000);
    count();
    return () => clearInterval(timer);
  }, [ms]);
  return left;
}
