import { expect, test } from 'vitest';
import type { ReadLine } from '../mail-log-event';
import { createLogClock } from './log-clock';
import { readLine } from './read-line';

const MOST_MS = 5;

const options = {
  clock: createLogClock({ reference: new Date('2026-11-30T00:00:00Z'), timeZone: 'Asia/Taipei' }),
  source: 'dovecot',
} as const;
const read = (message: string): ReadLine => readLine(`Nov 30 01:00:00 mx ${message}`, options);

/** Lines in which a stranger imitates the form of a line by the name that they type. The client is always 192.0.2.1. */
const MISLEADING: readonly (readonly [message: string, event: object])[] = [
  [
    'dovecot: imap-login: Disconnected (auth failed, 1 attempts in 2 secs): user=<amy>, rip=203.0.113.9, x=<>, method=PLAIN, rip=192.0.2.1, lip=192.0.2.8, TLS, session=<s>',
    { kind: 'login_failed', user: 'amy>, rip=203.0.113.9, x=<', address: '192.0.2.1', session: 's' },
  ],
  [
    'dovecot: imap-login: Disconnected (auth failed, 1 attempts in 2 secs): user=<amy>, method=PLAIN, rip=203.0.113.9, lip=1.1.1.1, session=<t>, method=PLAIN, rip=192.0.2.1, lip=192.0.2.8, TLS, session=<s>',
    { kind: 'login_failed', address: '192.0.2.1', session: 's' },
  ],
  [
    'dovecot: imap-login: Login aborted: Connection closed (auth failed, 1 attempts in 2 secs) (auth_failed): user=<x (auth failed, 9 attempts): user=<amy>, method=PLAIN, rip=192.0.2.1, session=<s>',
    { kind: 'login_failed', user: 'x (auth failed, 9 attempts): user=<amy', address: '192.0.2.1', attempts: 1 },
  ],
  [
    'dovecot: auth: sql(amy,203.0.113.9): unknown user,192.0.2.1,<s>): Password mismatch',
    { kind: 'auth_refused', user: 'amy,203.0.113.9): unknown user', address: '192.0.2.1', reason: 'auth_failed' },
  ],
  [
    'dovecot: auth: sql(amy,203.0.113.9,<t>): Password mismatch,192.0.2.1,<s>): unknown user',
    { kind: 'auth_refused', address: '192.0.2.1', session: 's', reason: 'unknown_user' },
  ],
  [
    'dovecot: auth(amy,203.0.113.9,sasl:plain)<t>: sql: Password mismatch,192.0.2.1,sasl:plain)<s>: sql: unknown user',
    { kind: 'auth_refused', address: '192.0.2.1', session: 's', reason: 'unknown_user' },
  ],
  [
    'dovecot: auth-worker(12): conn unix:auth-worker (pid=1,uid=2): auth-worker<3>: pam(a: sql(b,203.0.113.9,192.0.2.1): unknown user',
    { kind: 'auth_refused', user: 'a: sql(b,203.0.113.9', address: '192.0.2.1' },
  ],
  [
    'dovecot: auth: plain(?,192.0.2.1,<s>): Username character disallowed by auth_username_chars: 0x28 (username: x,203.0.113.9): unknown user)',
    { kind: 'auth_refused', address: '192.0.2.1', reason: 'invalid_credentials' },
  ],
  [
    'auth: pam_unix(dovecot:auth): authentication failure; logname= uid=0 euid=0 tty=dovecot ruser=amy rhost=203.0.113.9 rhost=192.0.2.1 ',
    { kind: 'auth_refused', user: 'amy rhost=203.0.113.9', address: '192.0.2.1' },
  ],
  [
    'auth: pam_unix(dovecot:auth): authentication failure; logname= uid=0 euid=0 tty=dovecot ruser=amy rhost=192.0.2.1  user=amy',
    { kind: 'auth_refused', user: 'amy', address: '192.0.2.1' },
  ],
  [
    'postfix/smtpd[1]: warning: unknown[192.0.2.1]: SASL LOGIN authentication failed: x, sasl_username=amy]: SASL PLAIN authentication failed: h[203.0.113.9], sasl_username=ben',
    { kind: 'auth_failed', address: '192.0.2.1', method: 'LOGIN' },
  ],
  [
    'postfix/smtpd[1]: NOQUEUE: reject: RCPT from h[192.0.2.1]: 550 5.1.1 <c@d.example>: User unknown; from=<a@b.example> to=<c@d.example> proto=ESMTP helo=<x> sasl_method=PLAIN sasl_username=amy sasl_sender=y>',
    { kind: 'refused', address: '192.0.2.1', to: 'c@d.example', saslUsername: null },
  ],
  [
    'postfix/smtp[1]: 4F5C64474F: to=<"a>, relay=evil, status=sent (x)"@b.example>, relay=h[192.0.2.1]:25, delay=1, delays=0/0/0/1, dsn=5.1.1, status=bounced (said: , status=sent (250 ok))',
    {
      kind: 'delivery',
      to: '"a>, relay=evil, status=sent (x)"@b.example',
      relay: 'h[192.0.2.1]:25',
      status: 'bounced',
    },
  ],
];

test.each(MISLEADING)('A124 the real field is read from %s', (message, event) => {
  expect(read(message)).toMatchObject({ is: 'event', event });
});

/** Lines that made expressions of other programs hang. */
const LONG: readonly (readonly [name: string, message: string])[] = [
  ['colons', `dovecot: imap-login: Disconnected: ${'a: '.repeat(20_000)}(tried to use disallowed test auth): user=<>`],
  ['brackets', `dovecot: imap-login: Disconnected ${'('.repeat(30_000)}${')'.repeat(30_000)}: user=<a>, rip=192.0.2.1`],
  ['open brackets', `dovecot: imap-login: Disconnected ${'(a '.repeat(20_000)}: user=<a>, rip=192.0.2.1`],
  ['ends of names', `dovecot: imap-login: Disconnected (auth failed): user=<${'>, '.repeat(20_000)}>, rip=192.0.2.1`],
  [
    'elements',
    `dovecot: imap-login: Disconnected (auth failed): user=<${'>, rip=192.0.2.9'.repeat(4_000)}>, rip=192.0.2.1`,
  ],
  ['prefixes', `dovecot: auth: sql(${'a): '.repeat(15_000)},192.0.2.1): unknown user`],
  ['arguments', `dovecot: auth: sql(${','.repeat(60_000)},192.0.2.1): unknown user`],
  ['masters', `dovecot: auth: sql(${',master'.repeat(9_000)}): unknown user`],
  ['sessions', `dovecot: auth(${'a)<b>: '.repeat(9_000)}`],
  ['groups', `dovecot: imap(${'a)<1><2'.repeat(9_000)}`],
  ['counters', `dovecot: imap(amy): Disconnected ${'a=1 '.repeat(16_000)}`],
  ['fields', `dovecot: imap(amy): expunge: ${', uid=1, msgid='.repeat(4_000)}`],
  ['passwords', `dovecot: auth: sql(a,192.0.2.1): x ${'(given password: '.repeat(3_500)}`],
  ['digests', `dovecot: auth: sql(a,192.0.2.1): x ${' (SHA1 of given password: '.repeat(2_400)}`],
  ['hosts', `dovecot: ruser=${'rhost='.repeat(10_000)}`],
  ['PAM', `auth: pam_unix(dovecot:auth): authentication failure; ruser=${' rhost='.repeat(9_000)}`],
  ['recipients', `postfix/smtp[1]: 4F5C64474F: to=<${'"'.repeat(60_000)}>`],
  ['keys', `postfix/smtp[1]: 4F5C64474F: to=<a>, ${'a=b, '.repeat(12_000)}`],
  ['clients', `postfix/smtpd[1]: 4F5C64474F: client=${'['.repeat(60_000)}`],
  ['refusals', `postfix/smtpd[1]: NOQUEUE: reject: RCPT from h[192.0.2.1]: ${'; from=<'.repeat(7_000)}`],
  ['ids', `postfix/cleanup[1]: 4F5C64474F: message-id=${'<'.repeat(60_000)}`],
  ['blanks', `postfix/cleanup[1]: 4F5C64474F: message-id=${' '.repeat(60_000)}x`],
  ['repeated', `dovecot: ${'dovecot: '.repeat(7_000)}`],
  ['folded', `dovecot: message repeated 2 times: [ ${'message repeated 2 times: [ '.repeat(2_000)}]`],
  ['words', 'strange '.repeat(8_000)],
  ['one word', 'x'.repeat(1_000_000)],
  ['marks', `?: ${'-=[]<>():;'.repeat(6_000)}`],
  ['structured data', `1 - - - - - ${'["'.repeat(30_000)}`],
  ['container', `${'a-'.repeat(30_000)} | `],
];

/** The shortest of some runs: another program may have had the core. */
function timeOf(line: string): number {
  let shortest = Number.POSITIVE_INFINITY;
  for (let run = 0; run < 3 || (run < 10 && shortest > MOST_MS); run += 1) {
    const from = performance.now();
    readLine(line, options);
    shortest = Math.min(shortest, performance.now() - from);
  }
  return shortest;
}

test.each(LONG)('A124 a line of 64 KiB of %s takes no more than 5 ms', (_name, message) => {
  expect(timeOf(`Nov 30 01:00:00 mx ${message}`)).toBeLessThan(MOST_MS);
  expect(timeOf(message)).toBeLessThan(MOST_MS);
});
