import { destination, pino, stdSerializers } from 'pino';
import { withSourceLines } from './source-lines';

export type Log = ReturnType<typeof createLog>;

/**
 * A structured log: one JSON object a line, so that a line break or an escape sequence in a value stays inside its value.
 * The caller truncates values that clients choose (a user agent, a URL).
 *
 * @param fd the file descriptor to write to: stdout, or stderr for a program's final error
 */
export function createLog(level: 'debug' | 'info' | 'warn' | 'error' | 'silent', fd: 1 | 2 = 1) {
  const options = {
    level,
    base: null,
    timestamp: pino.stdTimeFunctions.isoTime,
    serializers: { err: (error: unknown) => serialized(withoutValues(error)) },
    // Defence in depth behind the Secret type: a field with the name of a secret is not printed.
    redact: {
      paths: ['password', 'next', 'confirm', 'token', 'cookie', '*.password', '*.token', '*.cookie'],
      censor: '[secret]',
    },
  };
  // Written synchronously to the file descriptor: a change to the process's streams neither alters nor delays a record.
  return pino(options, destination({ dest: fd, sync: true }));
}

/**
 * Removes the values of a failed query. Its error lists them in the message and in `params`: hashes and fingerprints among
 * them. The database's own error (its cause) does not.
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

/** PostgreSQL's detail of a constraint violation contains the row, and with it possibly a hash. */
function withoutRow(error: Error & { code?: unknown; constraint_name?: unknown; table_name?: unknown }): Error {
  const { name, message, stack, code, constraint_name, table_name } = error;
  return Object.assign(new Error(message), { name, stack, code, constraint_name, table_name });
}
