import { useEffect, useState } from 'react';
import type { ActionState } from './action';

/** The maximum delay of setTimeout, in milliseconds. */
const MAX_TIMER_MS = 2 ** 31 - 1;

/** Whether the wait that a refusal asked for (`seconds` of its detail) is over. */
export function useWaitIsOver(state: ActionState): boolean {
  const [over, setOver] = useState<string>();
  const wait = state.status === 'refused' ? Number(state.detail?.seconds) : Number.NaN;
  const reference = state.status === 'refused' && wait >= 0 ? state.reference : undefined;
  useEffect(() => {
    if (reference === undefined) return;
    const timer = setTimeout(() => setOver(reference), Math.min(wait * 1_000, MAX_TIMER_MS));
    return () => clearTimeout(timer);
  }, [reference, wait]);
  return reference !== undefined && over === reference;
}
