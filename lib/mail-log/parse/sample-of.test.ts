import { expect, test } from 'vitest';
import { createLogClock } from './log-clock';
import { readLine } from './read-line';
import { sampleOf } from './sample-of';

const PASSWORD = 'Passw0rd-geheim!';

/** Lines that hold a password: as Dovecot writes it, and in forms that nobody has seen yet. */
const LINES = [
  `auth: sql(amy,192.0.2.1,<s>): Password mismatch (given password: ${PASSWORD})`,
  `auth: sql(amy,192.0.2.1,<s>): unknown user (given password: ${PASSWORD})`,
  `auth(amy,192.0.2.1,sasl:plain)<s>: sql: Password mismatch (given password: ${PASSWORD})`,
  `auth-worker(12): conn unix:auth-worker (pid=1,uid=2): auth-worker<3>: sql(amy,192.0.2.1): Password mismatch (given password: ${PASSWORD})`,
  `auth-worker(amy,192.0.2.1)<12><s>: request [1]: sql: Password mismatch (given password: ${PASSWORD})`,
  `auth: ldap(amy,192.0.2.1): invalid credentials (given password: ${PASSWORD})`,
  `auth: ldap(amy,192.0.2.1): brand new reason (given password: ${PASSWORD})`,
  `auth: plain(?,192.0.2.1,<s>): something new with ${PASSWORD}`,
  `auth: sql(amy,192.0.2.1): Password mismatch (tried: ${PASSWORD})`,
  `auth: Debug: client in: AUTH 1 PLAIN service=imap resp=${PASSWORD}`,
  `auth: Debug: client passdb out: OK 1 user=amy pass=${PASSWORD}`,
  `imap-login: Something happened: pass=<${PASSWORD}>, user=<amy>, rip=192.0.2.1`,
  `imap-login: Unexpected ${PASSWORD}, user=<amy>`,
  `imap(amy): brand new auth words ${PASSWORD}`,
  // A name that imitates the mention of a password, and a password that imitates the rest of a line.
  `auth: sql(x (given password: a,192.0.2.1): Password mismatch (given password: ${PASSWORD})`,
  `auth: sql(amy,192.0.2.1): Password mismatch (given password: ,192.0.2.9): unknown user ${PASSWORD})`,
  `auth: sql(amy,192.0.2.1): Password mismatch (given password: ${PASSWORD}) (SHA1 of given password: aaaaaa)`,
];

test.each(LINES)('A123 no password is left of %s', (message) => {
  const clock = createLogClock({ reference: new Date(), timeZone: 'Asia/Taipei' });
  for (const line of [message, `Nov 30 01:00:00 mx dovecot: ${message}`, `Nov 30 01:00:00 mx strange: ${message}`]) {
    expect(JSON.stringify(readLine(line, { clock, source: 'dovecot' }))).not.toMatch(/geheim|Passw0rd/);
  }
});

test('A123 the sample of an unknown line keeps its form, and of its words only those of the servers’ own messages', () => {
  expect(sampleOf('imap-login: Login refused by Güvenlik (hunter 2): user=<amy@mx.example>, rip=192.0.2.1')).toBe(
    '…: Login refused by … (… …): user=<…>, rip=…',
  );
  expect(sampleOf('header Subject: my salary from mail.example[192.0.2.1]')).toBe('header …: … … from …[…]');
  expect(sampleOf('密碼是甲乙丙 пароль тайна')).toBe('… … …');
  expect(sampleOf('x'.repeat(100_000)).length).toBeLessThan(300);
  expect(sampleOf('user '.repeat(1_000)).length).toBeLessThan(300);
});

test('A123 a digest of a password is kept, and the password behind it is not', () => {
  const clock = createLogClock({ reference: new Date(), timeZone: 'Asia/Taipei' });
  const read = (message: string) => readLine(`Nov 30 01:00:00 mx dovecot: ${message}`, { clock, source: 'dovecot' });
  expect(read('auth: sql(amy,192.0.2.1): Password mismatch (SHA1 of given password: 21bd12)')).toMatchObject({
    event: { kind: 'auth_refused', user: 'amy', passwordDigest: '21bd12' },
  });
  expect(read('auth: sql(amy,192.0.2.1): Password mismatch (given password: secret)')).toMatchObject({
    event: { kind: 'auth_refused', user: 'amy', address: '192.0.2.1', passwordDigest: null },
  });
});

test('subjects and other header lines are never kept', () => {
  const clock = createLogClock({ reference: new Date(), timeZone: 'Asia/Taipei' });
  const lines = [
    'postfix/cleanup[1]: 4F5C64474F: warning: header Subject: SECRET from h[192.0.2.1]; from=<a@b.example> to=<c@d.example>',
    'postfix/cleanup[1]: 4F5C64474F: reject: header Subject: SECRET from h[192.0.2.1]; from=<a@b.example> to=<c@d.example> proto=ESMTP helo=<h>: 5.7.1 SECRET',
    'postfix/cleanup[1]: 4F5C64474F: reject: body SECRET from h[192.0.2.1]; from=<a@b.example> to=<c@d.example>: 5.7.1 x',
    'postfix/cleanup[1]: 4F5C64474F: brand-new: header Subject: SECRET from h[192.0.2.1]',
    'postfix/cleanup[1]: 4F5C64474F: message-id==?UTF-8?B?U0VDUkVU?= =?UTF-8?B?SECRET?=',
    'dovecot: imap(amy): expunge: box=INBOX, uid=1, msgid=<a@b>, size=3, from=SECRET <x@y>, subject=SECRET, size=4',
    'dovecot: imap(amy): brand new subject=SECRET',
  ];
  for (const line of lines) {
    const found = JSON.stringify(readLine(`Nov 30 01:00:00 mx ${line}`, { clock, source: 'postfix' }));
    expect(found, line).not.toContain('SECRET');
  }
});
