import { setTimeout as wait } from 'node:timers/promises';

/** Waits for a condition, and names it when the time is over. The default of one minute allows for a busy machine. */
export async function until(what: string, isSo: () => Promise<boolean> | boolean, withinMs = 60_000): Promise<void> {
  const end = performance.now() + withinMs;
  while (!(await isSo())) {
    if (performance.now() > end) throw new Error(`waited ${withinMs} ms without: ${what}`);
    await wait(20);
  }
}
