import { pino } from 'pino';

export type Log = ReturnType<typeof createLog>;

/**
 * A structured log: one JSON object a line, so that a line break or an escape sequence in a value stays inside its value.
 * Values that strangers choose (a user agent, an address line) are cut by whoever logs them.
 */
export function createLog(level: 'debug' | 'info' | 'warn' | 'error' | 'silent') {
  return pino({
    level,
    base: null,
    timestamp: pino.stdTimeFunctions.isoTime,
    // A second wall behind the Secret type: whatever is named like a secret is not printed.
    redact: {
      paths: ['password', 'next', 'confirm', 'token', 'cookie', '*.password', '*.token', '*.cookie'],
      censor: '[secret]',
    },
  });
}
