import { setTimeout as wait } from 'node:timers/promises';
import type { LineChunk, LineSource } from './line-source';

const LOOK_MS = 250;

/** Lines that come once, from standard input or a socket. They are kept until they are stored. */
export function streamSource(log: string, batches: AsyncIterable<readonly string[]>, now: () => Date): LineSource {
  const iterator = batches[Symbol.asyncIterator]();
  let kept: { chunk: LineChunk; batch: string | undefined }[] = [];
  let again: LineChunk[] = [];
  let isOver = false;
  let reading: Promise<IteratorResult<readonly string[]>> | undefined;
  return {
    log,
    async reset(_, batch) {
      const stored = kept.findIndex((one) => one.batch !== undefined && one.batch === batch);
      again = kept.slice(stored + 1).map(({ chunk }) => chunk);
      kept = [];
    },
    async next() {
      const chunk = again.shift() ?? (await readOne());
      if (chunk) kept.push({ chunk, batch: undefined });
      return chunk;
    },
    isOver: () => isOver,
    storing(chunk, batch) {
      for (const one of kept) if (one.chunk === chunk) one.batch = batch;
    },
    stored(chunk) {
      kept = kept.filter((one) => one.chunk !== chunk);
    },
    async close() {
      // It may wait for standard input for ever.
      iterator.return?.()?.catch(() => undefined);
    },
  };

  /** Waits only for a moment: rows that wait for further lines must not wait for ever. */
  async function readOne(): Promise<LineChunk | undefined> {
    reading ??= iterator.next();
    const read = await Promise.race([reading, wait(LOOK_MS)]);
    if (!read) return undefined;
    reading = undefined;
    const { value, done } = read;
    if (!done) return { lines: value, position: null, changedAt: now() };
    isOver = true;
    return undefined;
  }
}
