import { tellEnd } from './output';

/** How to end something that was started. */
export type Stop = () => Promise<void> | void;

/**
 * Runs a program that lives until it is told to stop: SIGINT, SIGTERM or SIGHUP end what it started, in the opposite
 * order of the starts, and it exits 0. When it cannot start it says why in a sentence, ends what it had started, and
 * exits 1.
 *
 * @param start is given where to note how each thing it starts is ended
 */
export function runProgram(start: (stops: Stop[]) => Promise<void>): void {
  const stops: Stop[] = [];
  let stopping: Promise<void> | undefined;

  function stop(): Promise<void> {
    stopping ??= (async () => {
      for (const stopOne of stops.splice(0).reverse()) await stopOne();
    })();
    return stopping;
  }

  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) {
    process.on(signal, () => {
      stop().then(
        () => process.exit(0),
        () => process.exit(1),
      );
    });
  }

  process.on('uncaughtException', (error) => {
    if (isLateWrite(error)) return;
    tellEnd(error);
    stop().finally(() => process.exit(1));
  });

  start(stops).catch(async (error) => {
    tellEnd(error);
    await stop().catch(() => {});
    process.exit(1);
  });
}

/**
 * postgres.js (3.4.9) throws out of a timer, where nobody can catch it, when PostgreSQL drops a connection in the middle
 * of a transaction. The transaction itself is refused as it should be, so nothing is lost by passing over it.
 */
function isLateWrite(error: Error): boolean {
  return error instanceof TypeError && /[/\\]postgres[/\\](src|cjs)[/\\]/.test(error.stack?.split('\n')[1] ?? '');
}
