import { afterEach, expect, test, vi } from 'vitest';
import { createLog } from './log';
import { Secret } from './secret';

const written: string[] = [];
const spy = vi.spyOn(process.stdout, 'write');

afterEach(() => {
  written.length = 0;
});

function logged(write: (log: ReturnType<typeof createLog>) => void): string {
  spy.mockImplementation((line) => written.push(String(line)) > 0);
  const log = createLog('debug');
  // The log writes to the file descriptor; a test reads it through a stream of its own.
  const stream = (log as unknown as Record<symbol, { write: (line: string) => boolean }>)[streamOf(log)];
  if (!stream) throw new Error('the log has no stream');
  stream.write = (line) => written.push(line) > 0;
  write(log);
  spy.mockRestore();
  return written.join('');
}

const streamOf = (log: object): symbol =>
  Object.getOwnPropertySymbols(log).find((symbol) => symbol.description === 'pino.stream') ?? Symbol('none');

test('A80 a failed query is logged without the values it was sent', () => {
  const failure = Object.assign(
    new Error('Failed query: update mailboxes …\nparams: {ARGON2ID}$argon2id$canary', {
      cause: new Error('deadlock detected'),
    }),
    { params: ['{ARGON2ID}$argon2id$canary'] },
  );
  const line = logged((log) => log.error({ err: failure }, 'unhandled error'));
  expect(line).toContain('deadlock detected');
  expect(line).not.toContain('canary');
});

test('A80 the row that violated a constraint is not logged', () => {
  const failure = Object.assign(new Error('new row violates check constraint "mailboxes_secret_form"'), {
    severity: 'ERROR',
    code: '23514',
    constraint_name: 'mailboxes_secret_form',
    detail: 'Failing row contains ({SSHA}canary).',
  });
  const line = logged((log) => log.error({ err: failure }, 'unhandled error'));
  expect(line).toContain('mailboxes_secret_form');
  expect(line).not.toContain('canary');
});

test('A77 line breaks and escape sequences of a value stay inside one line of JSON', () => {
  const line = logged((log) => log.warn({ cause: 'a\r\n{"level":60}\u001b[31m\u2028' }, 'x'));
  expect(line.trimEnd().split('\n')).toHaveLength(1);
  expect(JSON.parse(line).cause).toBe('a\r\n{"level":60}\u001b[31m\u2028');
});

test('A80 a secret is printed as [secret], and so is a field with the name of a secret', () => {
  const line = logged((log) => log.info({ secret: new Secret('canary'), form: { password: 'canary' } }, 'x'));
  expect(line).not.toContain('canary');
});
