import { symbols } from 'pino';
import { createLog, type Log } from '@/lib/log';

/** The security events in the log lines, as "event reason". */
export function eventsIn(lines: readonly string[]): string[] {
  return lines.map((line) => JSON.parse(line)).flatMap(({ event, reason }) => (event ? [`${event} ${reason}`] : []));
}

/** A log with readable lines, written by the product's own logger. */
export function readableLog(): { log: Log; lines: string[] } {
  const lines: string[] = [];
  const log = createLog('debug');
  Object.assign(log, { [symbols.streamSym]: { write: (line: string) => lines.push(line) } });
  return { log, lines };
}
