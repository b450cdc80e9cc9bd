import { Command } from 'commander';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { BadConfiguration } from '@/lib/config/bad-configuration';
import { refuse } from '@/lib/result';
import { type Answer, accepted, addAnswering, CommandRefusal, runCommandLine, watchOutput, whyOf } from './frame';

let stdout = '';
let stderr = '';

beforeEach(() => {
  stdout = '';
  stderr = '';
  vi.spyOn(process.stdout, 'write').mockImplementation((text) => {
    stdout += text;
    return true;
  });
  vi.spyOn(process.stderr, 'write').mockImplementation((text) => {
    stderr += text;
    return true;
  });
});

afterEach(() => {
  vi.restoreAllMocks();
});

/** Calls a command line of one command. @returns the exit code, which is put back */
async function call(act: () => Promise<Answer>, ...given: string[]): Promise<number> {
  const portal = new Command('portal');
  addAnswering(portal.command('act'), act);
  await runCommandLine(portal, ['node', 'portal', 'act', ...given]);
  const exitCode = process.exitCode ?? 0;
  process.exitCode = undefined;
  return Number(exitCode);
}

const answer = async () => ({ json: { done: true }, text: 'Done.' });
const refusing = async () => {
  throw new CommandRefusal('thing.missing', 'There is no such thing.');
};

test('a command answers in words', async () => {
  expect(await call(answer)).toBe(0);
  expect(stdout).toBe('Done.\n');
});

test('with --json stdout holds one JSON document and nothing else', async () => {
  expect(await call(answer, '--json')).toBe(0);
  expect(JSON.parse(stdout)).toEqual({ done: true });
  expect(stderr).toBe('');
});

test('a refusal is one sentence on stderr and the exit code 1', async () => {
  expect(await call(refusing)).toBe(1);
  expect(stderr).toBe('There is no such thing.\n');
  expect(stdout).toBe('');
});

test('with --json a refusal is a JSON document as well', async () => {
  expect(await call(refusing, '--json')).toBe(1);
  expect(JSON.parse(stdout)).toEqual({ error: { code: 'thing.missing', message: 'There is no such thing.' } });
});

test('a wrong option is a refusal too', async () => {
  expect(await call(answer, '--jsno', '--json')).toBe(1);
  expect(JSON.parse(stdout)).toMatchObject({ error: { code: 'usage' } });
});

test('an answer that something is wrong exits 1', async () => {
  expect(await call(async () => ({ json: {}, text: 'Ill.', failed: true }))).toBe(1);
});

test('a bad configuration is reported whole', async () => {
  const bad = async () => {
    throw new BadConfiguration(['A is not set', 'B is not set']);
  };
  expect(await call(bad)).toBe(1);
  expect(stderr).toContain('  - A is not set\n  - B is not set\n');
});

test('a refusal has a sentence for operators, not that of the pages', () => {
  const refused = refuse('mailbox.not_found', { address: 'linxia@mx.nthu.edu.tw' });
  expect(() => accepted(refused)).toThrow(/^There is no mailbox linxia@mx\.nthu\.edu\.tw\.$/);
});

test('A80 the values of a query that failed are not printed', () => {
  const failed = new Error('Failed query: update mailboxes set password_secret = $1\nparams: {ARGON2ID}$argon2id$…', {
    cause: new Error('canceling statement due to statement timeout'),
  });
  expect(whyOf(failed)).toBe('canceling statement due to statement timeout');
});

test('of several addresses that do not answer the first is reported', () => {
  expect(whyOf(new AggregateError([new Error('connect ECONNREFUSED ::1:5432')]))).toBe('connect ECONNREFUSED ::1:5432');
});

test('an answer that cannot be written is reported on stderr, unless its reader has closed the pipe', () => {
  const listeners = [process.stdout, process.stderr].map((stream) => [stream, stream.listeners('error')] as const);
  watchOutput();
  process.stdout.emit('error', Object.assign(new Error('write EPIPE'), { code: 'EPIPE' }));
  expect([stderr, process.exitCode]).toEqual(['', undefined]);
  process.stdout.emit('error', Object.assign(new Error('ENOSPC: no space left on device, write'), { code: 'ENOSPC' }));
  const { exitCode } = process;
  process.exitCode = undefined;
  expect([stderr, exitCode]).toEqual(['The answer could not be written: ENOSPC: no space left on device, write\n', 1]);
  for (const [stream, before] of listeners) {
    for (const one of stream.listeners('error')) if (!before.includes(one)) stream.off('error', one as () => void);
  }
});
