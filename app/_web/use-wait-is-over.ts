import { useEffect, useState } from 'react';
import type { ActionState } from './action';

/** A timer counts no further, in milliseconds. */
const LONGEST_TIMER_MS = 2 ** 31 - 1;

/** Whether the time has passed that a refusal asked to wait, whichever it is: its `seconds` say so. */
export function useWaitIsOver(state: ActionState): boolean {
  const [over, setOver] = useState<string>();
  const wait = state.status === 'refused' ? Number(state.detail?.seconds) : Number.NaN;
  const reference = state.status === 'refused' && wait >= 0 ? state.reference : undefined;
  useEffect(() => {
    if (reference === undefined) return;
    const timer = setTimeout(() => setOver(reference), Math.min(wait * 1_000, LONGEST_TIMER_MS));
    return () => clearTimeout(timer);
  }, [reference, wait]);
  return reference !== undefined && over === reference;
}
