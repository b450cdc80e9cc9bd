import { reportEnd } from './output';

/** A program ends because another one of the portal has ended, which has reported the reason. */
export class ReportedEnd extends Error {
  override readonly name = 'ReportedEnd';
}

/** Ends something that was started. */
export type Stop = () => Promise<void> | void;

/**
 * Runs a program until it receives SIGINT, SIGTERM or SIGHUP. Then it ends what it started, in reverse order, and exits
 * 0. When the start fails, it writes the reason to stderr, ends what it had started, and exits 1.
 *
 * @param start adds to `stops` how to end each thing that it starts
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
    reportEnd(error);
    stop().finally(() => process.exit(1));
  });

  start(stops).catch(async (error) => {
    if (!(error instanceof ReportedEnd)) reportEnd(error);
    await stop().catch(() => {});
    process.exit(1);
  });
}

/**
 * postgres.js (3.4.9) throws from a timer, where no caller can catch it, when PostgreSQL drops a connection within a
 * transaction. The transaction itself is rejected, so ignoring this error loses nothing.
 */
function isLateWrite(error: Error): boolean {
  return error instanceof TypeError && /[/\\]postgres[/\\](src|cjs)[/\\]/.test(error.stack?.split('\n')[1] ?? '');
}
