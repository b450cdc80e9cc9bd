import { expect, test } from 'vitest';
import { createLogClock } from './log-clock';
import { readHeader } from './read-header';

const clock = () => createLogClock({ reference: new Date('2026-11-30T16:00:00Z'), timeZone: 'Asia/Taipei' });

/** At 3 November 2026, 10:00:00 in Taipei. */
const AT = '2026-11-03T02:00:00.000Z';
const MESSAGE = 'imap-login: Logged in: user=<amy>, rip=192.0.2.1';

const HEADERS: readonly (readonly [
  line: string,
  at: string | null,
  host: string | null,
  program: string,
  pid: number | null,
])[] = [
  // Classic syslog.
  [`Nov  3 10:00:00 mx dovecot: ${MESSAGE}`, AT, 'mx', 'dovecot', null],
  [`Nov 3 10:00:00 mx dovecot[12]: ${MESSAGE}`, AT, 'mx', 'dovecot', 12],
  [`Nov 03 10:00:00 mx dovecot: ${MESSAGE}`, AT, 'mx', 'dovecot', null],
  [`<22>Nov  3 10:00:00 mx dovecot: ${MESSAGE}`, AT, 'mx', 'dovecot', null],
  [`<22>Nov  3 10:00:00 dovecot: ${MESSAGE}`, AT, null, 'dovecot', null],
  [`Nov  3 10:00:00.123 mx dovecot: ${MESSAGE}`, '2026-11-03T02:00:00.123Z', 'mx', 'dovecot', null],
  [`Nov  3 2025 10:00:00 mx dovecot: ${MESSAGE}`, '2025-11-03T02:00:00.000Z', 'mx', 'dovecot', null],
  [`Nov  3 10:00:00 2025 mx dovecot: ${MESSAGE}`, '2025-11-03T02:00:00.000Z', 'mx', 'dovecot', null],
  [`Tue Nov  3 10:00:00 2026 mx dovecot: ${MESSAGE}`, AT, 'mx', 'dovecot', null],
  [`Nov  3 10:00:00 10.1.2.3 dovecot: ${MESSAGE}`, AT, '10.1.2.3', 'dovecot', null],
  [`Nov  3 10:00:00 2001:db8::1 dovecot: ${MESSAGE}`, AT, '2001:db8::1', 'dovecot', null],
  [`Nov  3 10:00:00 mx mail.info dovecot: ${MESSAGE}`, AT, 'mx', 'dovecot', null],
  [`Nov  3 10:00:00 mx mail:info dovecot[7]: ${MESSAGE}`, AT, 'mx', 'dovecot', 7],
  [`Nov  3 10:00:00 mx <mail.info> dovecot[7]: ${MESSAGE}`, AT, 'mx', 'dovecot', 7],
  [`Nov  3 10:00:00 mx dovecot: [ID 583609 mail.info] ${MESSAGE}`, AT, 'mx', 'dovecot', null],
  [`Nov  3 10:00:00 mx dovecot] ${MESSAGE}`, AT, 'mx', 'dovecot', null],
  // journalctl in the language of the server.
  [`nov 03 10:00:00 mx dovecot[7]: ${MESSAGE}`, AT, 'mx', 'dovecot', 7],
  [`ноя 03 10:00:00 mx dovecot[7]: ${MESSAGE}`, AT, 'mx', 'dovecot', 7],
  [`11月 03 10:00:00 mx dovecot[7]: ${MESSAGE}`, AT, 'mx', 'dovecot', 7],
  [`11월 03 10:00:00 mx dovecot[7]: ${MESSAGE}`, AT, 'mx', 'dovecot', 7],
  [`lis 03 10:00:00 mx dovecot[7]: ${MESSAGE}`, AT, 'mx', 'dovecot', 7],
  [`nov. 3 10:00:00 mx dovecot[7]: ${MESSAGE}`, AT, 'mx', 'dovecot', 7],
  [`Kas 03 10:00:00 mx dovecot[7]: ${MESSAGE}`, AT, 'mx', 'dovecot', 7],
  // RFC 3339 and its relatives.
  [`2026-11-03T10:00:00.000000+08:00 mx dovecot: ${MESSAGE}`, AT, 'mx', 'dovecot', null],
  [`2026-11-03T02:00:00Z mx dovecot: ${MESSAGE}`, AT, 'mx', 'dovecot', null],
  [`2026-11-03T10:00:00+0800 mx dovecot[7]: ${MESSAGE}`, AT, 'mx', 'dovecot', 7],
  [`2026-11-03T10:00:00 mx dovecot: ${MESSAGE}`, AT, 'mx', 'dovecot', null],
  [`2026-11-03 10:00:00,000 mx dovecot: ${MESSAGE}`, AT, 'mx', 'dovecot', null],
  [`Tue 2026-11-03 10:00:00 CST mx dovecot[7]: ${MESSAGE}`, AT, 'mx', 'dovecot', 7],
  [`Tue 2026-11-03 02:00:00 UTC mx dovecot[7]: ${MESSAGE}`, AT, 'mx', 'dovecot', 7],
  [`1793671200.000000 mx dovecot[7]: ${MESSAGE}`, AT, 'mx', 'dovecot', 7],
  [`<22>1 2026-11-03T10:00:00+08:00 mx dovecot 7 - - ${MESSAGE}`, AT, 'mx', 'dovecot', 7],
  [`<22>1 2026-11-03T02:00:00Z mx dovecot - ID9 [a@1 b="\\"]"][c@2] \ufeff${MESSAGE}`, AT, 'mx', 'dovecot', null],
  [`<22>1 - - dovecot - - - ${MESSAGE}`, null, null, 'dovecot', null],
  // Two times: that of the container's runtime counts.
  [`2026-11-03T02:00:00.000000000Z Nov  3 10:00:01 mx dovecot: ${MESSAGE}`, AT, 'mx', 'dovecot', null],
  [`2026-11-03T02:00:00Z stdout F Nov  3 10:00:01 mx dovecot: ${MESSAGE}`, AT, 'mx', 'dovecot', null],
  [`2026-11-03T02:00:00Z stderr F ${MESSAGE}`, AT, null, 'dovecot', null],
  // Without syslog.
  [`Nov 03 10:00:00 ${MESSAGE}`, AT, null, 'dovecot', null],
  [`2026-11-03T10:00:00.000000+0800 ${MESSAGE}`, AT, null, 'dovecot', null],
  [`dovecot: Nov 03 10:00:00 ${MESSAGE}`, AT, null, 'dovecot', null],
  [`@400000006ae9402a00000000 ${MESSAGE}`, '2026-11-03T02:00:00.000Z', null, 'dovecot', null],
  [`dovecot-1  | Nov  3 10:00:00 mx dovecot: ${MESSAGE}`, AT, 'mx', 'dovecot', null],
  [`mail_dovecot_1 | 2026-11-03T02:00:00Z mx dovecot: ${MESSAGE}`, AT, 'mx', 'dovecot', null],
  [MESSAGE, null, null, 'dovecot', null],
];

test.each(HEADERS)('reads the header of %s', (line, at, host, program, pid) => {
  const divided = readHeader(line, clock());
  expect(divided?.message).toBe(MESSAGE);
  expect({ ...divided?.header, at: divided?.header.at?.toISOString() ?? null }).toEqual({ at, host, program, pid });
});

const PROGRAMS: readonly (readonly [text: string, program: string])[] = [
  ['postfix/submission/smtpd[1]: ', 'postfix/submission/smtpd'],
  ['postfix-out/smtp[1]: ', 'postfix-out/smtp'],
  ['postfix-10.20.30.40/smtp[1]: ', 'postfix-10.20.30.40/smtp'],
  ['postfix/10025/smtpd[1]: ', 'postfix/10025/smtpd'],
  ['postfix-smo/submission/smtpd[1]: ', 'postfix-smo/submission/smtpd'],
];

test.each(PROGRAMS)('reads the program of %s', (text, program) => {
  expect(readHeader(`Nov  3 10:00:00 mx ${text}4F5C64474F: removed`, clock())).toMatchObject({
    header: { program, pid: 1 },
    message: '4F5C64474F: removed',
  });
});

test('a time that does not exist is no time, and the line is read all the same', () => {
  expect(readHeader(`Feb 31 10:00:00 mx dovecot: ${MESSAGE}`, clock())?.header).toMatchObject({ at: null, host: 'mx' });
  expect(readHeader(`2026-13-01T10:00:00Z mx dovecot: ${MESSAGE}`, clock())?.header).toMatchObject({ at: null });
});

test('lines of one second share the time, and the next second has its own', () => {
  const one = clock();
  const times = ['Nov  3 10:00:00', 'Nov  3 10:00:00', 'Nov  3 10:00:00.250', 'Nov  3 10:00:01'].map((time) =>
    readHeader(`${time} mx dovecot: ${MESSAGE}`, one)?.header.at?.toISOString(),
  );
  expect(times).toEqual([AT, AT, '2026-11-03T02:00:00.250Z', '2026-11-03T02:00:01.000Z']);
});
