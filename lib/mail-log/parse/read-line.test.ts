import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import type { ReadLine } from '../mail-log-event';
import { createLogClock } from './log-clock';
import { MOST_CHARACTERS, readLine } from './read-line';

const newClock = () => createLogClock({ reference: new Date('2026-11-30T00:00:00Z'), timeZone: 'Asia/Taipei' });

function read(line: string, source: 'dovecot' | 'postfix' = 'dovecot'): ReadLine {
  return readLine(line, { clock: newClock(), source });
}

function summary(line: ReadLine): unknown {
  const at = line.header?.at?.toISOString() ?? null;
  return line.is === 'event' ? { at, ...line.event } : { at, noise: line.is === 'noise' ? line.name : null };
}

const linesOf = (file: string): string[] =>
  readFileSync(`tests/support/mail-logs/${file}`, 'utf8').trimEnd().split('\n');

test.each(['dovecot', 'postfix'] as const)(
  'each line of others’ logs of %s has the fields that are in it',
  (source) => {
    const expected = linesOf(`${source}.expected.jsonl`);
    const lines = linesOf(`${source}.log`);
    expect(lines).toHaveLength(expected.length);
    const clock = newClock();
    for (const [index, line] of lines.entries()) {
      const found = summary(readLine(line, { clock, source }));
      expect(found, `${source}.log:${index + 1} ${line}`).toEqual(JSON.parse(expected[index] ?? ''));
      expect(found, line).not.toMatchObject({ noise: null });
    }
  },
);

test('the program of a line decides, not the file that it is in', () => {
  const dovecot = 'Nov 30 01:00:00 mx dovecot: imap-login: Logged in: user=<amy>, rip=192.0.2.1';
  const postfix = 'Nov 30 01:00:00 mx postfix/qmgr[9]: 4F5C64474F: removed';
  expect(read(dovecot, 'postfix')).toMatchObject({ source: 'dovecot', event: { kind: 'login' } });
  expect(read(postfix, 'dovecot')).toMatchObject({ source: 'postfix', event: { kind: 'removed' } });
});

test('a Dovecot with another syslog name is known by its services', () => {
  const line = 'Nov 30 01:00:00 mx mailstore-2[77]: imap-login: Logged in: user=<amy>, rip=192.0.2.1, session=<x>';
  expect(read(line)).toMatchObject({
    header: { program: 'mailstore-2', pid: 77 },
    event: { kind: 'login', user: 'amy' },
  });
});

test('a shortened name is a service of Postfix only in its own log', () => {
  const line = 'Nov 30 01:00:00 mx smtpd[7]: connect from unknown[192.0.2.1]';
  expect(read(line, 'postfix')).toMatchObject({ is: 'noise', name: 'connect' });
  expect(read(line, 'dovecot')).toMatchObject({ is: 'noise', name: 'other_program' });
});

test('other programs in the same file are noise', () => {
  for (const program of ['opendkim[12]', 'amavis[3]', 'sshd[1]', 'policyd-spf', 'postfix/policy-spf[1]', 'CRON[4]']) {
    expect(read(`Nov 30 01:00:00 mx ${program}: from=<a@b.example>, to=<c@d.example>`)).toMatchObject({
      is: 'noise',
      name: 'other_program',
    });
  }
  expect(read('Nov 30 01:00:00 mx -- MARK --')).toMatchObject({ is: 'noise', name: 'mark' });
  expect(read('Nov 30 01:00:00 mx last message repeated 3 times')).toMatchObject({ is: 'noise', name: 'repeated' });
});

test('lines that rsyslog folded are read as the line that was repeated', () => {
  const line =
    'Nov 30 01:00:00 mx dovecot: message repeated 2 times: [ auth: sql(amy,192.0.2.1,<s>): Password mismatch]';
  expect(read(line)).toMatchObject({ event: { kind: 'auth_refused', user: 'amy', address: '192.0.2.1' } });
});

test('blank, cut and damaged lines never throw, and are counted', () => {
  expect(read('')).toEqual({ is: 'noise', name: 'blank', header: null });
  expect(read('   ')).toEqual({ is: 'noise', name: 'blank', header: null });
  expect(read('Nov 30 01:00:00')).toMatchObject({ is: 'unknown' });
  expect(read('Nov 30 01:00:00 mx')).toMatchObject({ is: 'unknown' });
  expect(read('\u0000\u0001\ufffd')).toMatchObject({ is: 'unknown' });
  expect(read('Nov 30 01:00:00 mx dovecot: imap-login: Shiny new event: user=<amy>, rip=192.0.2.1')).toMatchObject({
    is: 'unknown',
  });
});

test('a byte that no text of PostgreSQL may hold is replaced', () => {
  const line = 'Nov 30 01:00:00 mx dovecot: imap-login: Login: user=<a\0my>, rip=192.0.2.1';
  expect(read(line)).toMatchObject({ event: { user: 'a\ufffdmy' } });
});

test('A124 a line over 64 KiB is cut before it is matched', () => {
  const line = `Nov 30 01:00:00 mx dovecot: imap-login: Logged in: user=<${'a'.repeat(2_000_000)}>, rip=192.0.2.1`;
  const found = read(line);
  expect(JSON.stringify(found).length).toBeLessThan(2 * MOST_CHARACTERS);
});
