import { type RefObject, useEffect, useRef } from 'react';

/**
 * Calls back when somebody scrolls to a place of the page. That it is in view is not enough: on a tall screen it always is,
 * and nobody has read anything.
 *
 * @param stage what begins anew with each part that is shown
 */
export function useScrolledTo(
  isWanted: boolean,
  stage: number,
  onReached: () => void,
): RefObject<HTMLDivElement | null> {
  const place = useRef<HTMLDivElement>(null);
  const reached = useRef(onReached);
  reached.current = onReached;
  // biome-ignore lint/correctness/useExhaustiveDependencies: a new stage asks for new scrolling
  useEffect(() => {
    if (!isWanted || !place.current) return;
    let isInView = false;
    let hasScrolled = false;
    const look = () => isInView && hasScrolled && reached.current();
    const observer = new IntersectionObserver(([entry]) => {
      isInView = entry?.isIntersecting ?? false;
      look();
    });
    const onScroll = () => {
      hasScrolled = true;
      look();
    };
    observer.observe(place.current);
    for (const kind of SCROLLING) window.addEventListener(kind, onScroll, { passive: true });
    return () => {
      observer.disconnect();
      for (const kind of SCROLLING) window.removeEventListener(kind, onScroll);
    };
  }, [isWanted, stage]);
  return place;
}

// Where a page is too short to scroll, the wheel still says what is wanted.
const SCROLLING = ['scroll', 'wheel', 'touchmove'] as const;
