import { useEffect, useState } from 'react';
import type { ActionState } from './action';

/** Whether the time has passed that a refusal of too many tries asked to wait. */
export function useWaitIsOver(state: ActionState): boolean {
  const [over, setOver] = useState<string>();
  const isWait = state.status === 'refused' && state.code === 'throttle.wait';
  const reference = isWait ? state.reference : undefined;
  const seconds = isWait ? Number(state.detail?.seconds) : 0;
  useEffect(() => {
    if (reference === undefined) return;
    const timer = setTimeout(() => setOver(reference), seconds * 1_000);
    return () => clearTimeout(timer);
  }, [reference, seconds]);
  return reference !== undefined && over === reference;
}
