import { destination, pino, stdSerializers } from 'pino';
import { withSourceLines } from './source-lines';

export type Log = ReturnType<typeof createLog>;

/**
 * A structured log: one JSON object a line, so that a line break or an escape sequence in a value stays inside its value.
 * Values that strangers choose (a user agent, an address line) are cut by whoever logs them.
 *
 * @param fd the file descriptor to write to: stdout, or stderr for the last words of a program
 */
export function createLog(level: 'debug' | 'info' | 'warn' | 'error' | 'silent', fd: 1 | 2 = 1) {
  const options = {
    level,
    base: null,
    timestamp: pino.stdTimeFunctions.isoTime,
    serializers: { err: (error: unknown) => serialized(withoutValues(error)) },
    // A second wall behind the Secret type: whatever is named like a secret is not printed.
    redact: {
      paths: ['password', 'next', 'confirm', 'token', 'cookie', '*.password', '*.token', '*.cookie'],
      censor: '[secret]',
    },
  };
  // To the descriptor itself and at once: nothing that is done to the process's streams changes a record or holds it back.
  return pino(options, destination({ dest: fd, sync: true }));
}

/**
 * A failed query names the values it was sent, in its message and beside it: hashes and fingerprints among them. What the
 * database said of it (its cause) does not.
 */
function withoutValues(error: unknown): Error {
  if (!(error instanceof Error)) return new Error(String(error));
  if ('params' in error && error.cause instanceof Error) return withoutValues(error.cause);
  return 'severity' in error && 'detail' in error ? withoutRow(error) : error;
}

function serialized(error: Error) {
  const { stack, ...rest } = stdSerializers.err(error);
  return { ...rest, stack: withSourceLines(stack) };
}

/** PostgreSQL's detail of a row that a constraint refused is the row: a hash may be in it. */
function withoutRow(error: Error & { code?: unknown; constraint_name?: unknown; table_name?: unknown }): Error {
  const { name, message, stack, code, constraint_name, table_name } = error;
  return Object.assign(new Error(message), { name, stack, code, constraint_name, table_name });
}
