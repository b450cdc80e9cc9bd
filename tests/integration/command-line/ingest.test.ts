import { copyFileSync, readFileSync, rmSync, utimesSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { makeScratchFolder } from '@/lib/demo/embedded/reachable-place';
import { type ProgramResult, portalCommand } from '../../support/run-program';

const DOVECOT = 'tests/support/mail-logs/dovecot.log';
const POSTFIX = 'tests/support/mail-logs/postfix.log';

let folder: string;
beforeAll(() => {
  folder = makeScratchFolder();
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

/** Without any setting: a dry run reads files, and needs neither a database nor a demo. */
const ingest = (args: readonly string[], stdin = ''): Promise<ProgramResult> =>
  portalCommand(['ingest', ...args], {}, stdin);

async function counts(args: readonly string[], stdin = '') {
  const { code, stdout, stderr } = await ingest([...args, '--dry-run', '--json'], stdin);
  expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
  return JSON.parse(stdout) as Record<'lines' | 'events' | 'noise' | 'unknown', number> & {
    kinds: Record<string, number>;
  };
}

function fileWith(name: string, bytes: string | Buffer): string {
  const path = join(folder, name);
  writeFileSync(path, bytes);
  return path;
}

test('a dry run counts each line once, as an event, noise or unknown, and no line of others’ logs is unknown', async () => {
  const found = await counts(['--dovecot', DOVECOT, '--postfix', POSTFIX]);
  const lines = (readFileSync(DOVECOT, 'utf8') + readFileSync(POSTFIX, 'utf8')).trimEnd().split('\n').length;
  expect(found).toMatchObject({ lines, unknown: 0 });
  expect(found.events + found.noise).toBe(lines);
  expect(Object.values(found.kinds).reduce((sum, count) => sum + count, 0)).toBe(found.events);
  expect(found.kinds).toMatchObject({ login: 7, delivery: 49, auth_refused: 25 });
  expect(Object.keys(found)).toEqual(['lines', 'events', 'noise', 'unknown', 'kinds']);
});

test('compressed files, several files and standard input are read alike', async () => {
  const whole = await counts(['--postfix', POSTFIX]);
  const gz = fileWith('mail.log.2.gz', gzipSync(readFileSync(POSTFIX)));
  expect(await counts(['--postfix', gz])).toEqual(whole);
  expect(await counts(['--postfix', '-'], readFileSync(POSTFIX, 'utf8'))).toEqual(whole);
  const twice = await counts(['--postfix', gz, POSTFIX]);
  expect(twice.lines).toBe(2 * whole.lines);
});

test('lines from before a day of the campus are left out; the year is that of the last change of the file', async () => {
  const lines = [
    'Dec 31 23:59:59 mx dovecot: imap-login: Logged in: user=<amy>, rip=192.0.2.1',
    'Jan  1 00:00:00 mx dovecot: imap-login: Logged in: user=<amy>, rip=192.0.2.1',
    'Jan  1 00:00:01 mx dovecot: imap-login: Logged in: user=<amy>, rip=192.0.2.1',
  ];
  const file = fileWith('dovecot.log', `${lines.join('\n')}\n`);
  const lastChange = new Date('2025-01-02T00:00:00Z');
  utimesSync(file, lastChange, lastChange);
  expect(await counts(['--dovecot', file, '--from', '2025-01-01'])).toMatchObject({ lines: 2, events: 2, earlier: 1 });
  expect(await counts(['--dovecot', file, '--from', '2024-12-31T16:00:01Z'])).toMatchObject({ lines: 1, earlier: 2 });
  expect(await counts(['--dovecot', file, '--from', '2025-01-02'])).toMatchObject({ lines: 0, earlier: 3 });
});

test('A123 unknown lines are named by their place, and their words are not shown', async () => {
  const file = fileWith(
    'odd.log',
    'Nov 30 01:00:00 mx dovecot: auth: sql(amy,192.0.2.1): no luck with hunter2-geheim\n',
  );
  const { code, stdout } = await ingest(['--dovecot', file, '--dry-run']);
  expect(code).toBe(0);
  expect(stdout).toContain('1 lines: 0 events, 0 noise, 1 unknown. Nothing was stored.');
  expect(stdout).toContain(`${file} 1: auth: sql(…,…)`);
  expect(stdout).not.toMatch(/hunter2|geheim|amy/);
});

test('what cannot be read is refused in a sentence', async () => {
  const cut = fileWith('cut.gz', gzipSync(readFileSync(POSTFIX)).subarray(0, 2_000));
  const copy = join(folder, 'copy.log');
  copyFileSync(POSTFIX, copy);
  const refusals: readonly (readonly [args: readonly string[], sentence: string])[] = [
    [
      ['--dovecot', join(folder, 'missing')],
      `${join(folder, 'missing')} cannot be used: it cannot be read (ENOENT).\n`,
    ],
    [['--dovecot', folder], `${folder} cannot be used: it cannot be read (EISDIR).\n`],
    [['--postfix', cut], `${cut} cannot be used: it is no whole gzip file.\n`],
    [[], 'Name a log with --dovecot or --postfix.\n'],
    [['--dovecot', '-', '--postfix', '-'], '- and - are the same input: name it once.\n'],
    [['--dovecot', copy, '--postfix', copy], `${copy} and ${copy} are the same input: name it once.\n`],
  ];
  for (const [args, sentence] of refusals) {
    expect(await ingest([...args, '--dry-run'])).toEqual({ code: 1, stdout: '', stderr: sentence });
  }
  for (const date of ['2026-02-31', '30.11.2026', '2026-11-30T10:00:00', 'yesterday', '']) {
    const { code, stderr } = await ingest(['--dovecot', DOVECOT, '--from', date, '--dry-run']);
    expect({ code, stderr }).toMatchObject({
      code: 1,
      stderr: expect.stringContaining('It is no date like 2026-11-30'),
    });
  }
});
