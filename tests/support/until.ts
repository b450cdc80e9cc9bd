import { setTimeout as wait } from 'node:timers/promises';

/** Waits for something to become true, and says what it waited for when it does not. A minute at most: a busy machine is no fault. */
export async function until(what: string, isSo: () => Promise<boolean> | boolean, withinMs = 60_000): Promise<void> {
  const end = performance.now() + withinMs;
  while (!(await isSo())) {
    if (performance.now() > end) throw new Error(`waited ${withinMs} ms in vain until ${what}`);
    await wait(20);
  }
}
