import { type RefObject, useEffect, useRef } from 'react';

/**
 * Calls back when the user scrolls to an element. Visibility alone is not enough: on a tall screen the element is
 * always in view, although the user has read nothing.
 *
 * @param stage changes with each part shown, and restarts the detection
 */
export function useScrolledTo(
  isWanted: boolean,
  stage: number,
  onReached: () => void,
): RefObject<HTMLDivElement | null> {
  const place = useRef<HTMLDivElement>(null);
  const reached = useRef(onReached);
  reached.current = onReached;
  // biome-ignore lint/correctness/useExhaustiveDependencies: each stage requires new scrolling
  useEffect(() => {
    if (!isWanted || !place.current) return;
    let isInView = false;
    let hasScrolled = false;
    const look = () => isInView && hasScrolled && reached.current();
    const observer = new IntersectionObserver(([entry]) => {
      isInView = entry?.isIntersecting ?? false;
      look();
    });
    let from = window.scrollY;
    // Scrolling back is not reading on.
    const onScroll = (event: Event) => {
      const isUp = event instanceof WheelEvent ? event.deltaY < 0 : event.type === 'scroll' && window.scrollY < from;
      from = window.scrollY;
      if (isUp) return;
      hasScrolled = true;
      look();
    };
    observer.observe(place.current);
    // The focus on a new part scrolls the page too, and its event comes with the next frame. Only the user's own counts.
    let frame = requestAnimationFrame(() => {
      frame = requestAnimationFrame(() => {
        from = window.scrollY;
        for (const kind of SCROLLING) window.addEventListener(kind, onScroll, { passive: true });
      });
    });
    return () => {
      cancelAnimationFrame(frame);
      observer.disconnect();
      for (const kind of SCROLLING) window.removeEventListener(kind, onScroll);
    };
  }, [isWanted, stage]);
  return place;
}

// On a page too short to scroll, wheel and touch events still show the intention to scroll.
const SCROLLING = ['scroll', 'wheel', 'touchmove'] as const;
