import { expect, test } from 'vitest';
import { readPostfixLine } from './read-postfix-line';

const ID = '4F5C64474F';
const read = (text: string, service = 'smtpd') => readPostfixLine(text, service);

test.each([
  ['client=h.example[192.0.2.1]', { client: 'h.example' }],
  ['client=unknown[192.0.2.1]', { client: null }],
  ['client=unknown[192.0.2.1]:59123', { client: null }],
  [
    'client=h.example[192.0.2.1], sasl_method=PLAIN, sasl_username=amy',
    { client: 'h.example', saslMethod: 'PLAIN', saslUsername: 'amy' },
  ],
  [
    'client=h.example[192.0.2.1], sasl_method=LOGIN, sasl_username=amy, sasl_sender=<ben@x>',
    { client: 'h.example', saslMethod: 'LOGIN', saslUsername: 'amy' },
  ],
  ['client=h.example[192.0.2.1], sasl_sender=ben@x', { client: 'h.example' }],
  [
    'client=h.example[192.0.2.1], orig_queue_id=951F692462F, orig_client=o.example[198.51.100.28]',
    { client: 'h.example', originalQueueId: '951F692462F' },
  ],
])('smtpd accepts a message: %s', (text, fields) => {
  const accepted = { kind: 'accepted', queueId: ID, address: '192.0.2.1', isLocal: false };
  const none = { client: null, saslUsername: null, saslMethod: null, originalQueueId: null };
  expect(read(`${ID}: ${text}`)).toEqual({ ...accepted, ...none, ...fields });
});

test('a message of a local user has no client', () => {
  expect(read(`${ID}: uid=0 from=<root>`, 'pickup')).toMatchObject({ kind: 'accepted', isLocal: true, address: null });
});

test.each(['4F5C64474F', '3mPVKl0Mhjz7sXv', '4Lyb5328XVzj9Jl', '153053D', 'ED06590130AA1C9D6D862', '12'])(
  'queue ids are short or long: %s',
  (id) => {
    const queued = { kind: 'queued', queueId: id, from: 'a@b.example', size: 12_345, recipients: 2 };
    expect(read(`${id}: from=<a@b.example>, size=12345, nrcpt=2 (queue active)`, 'qmgr')).toEqual(queued);
    expect(read(`${id}:from=<a@b.example>, size=12345, nrcpt=2 (queue active)`, 'qmgr')).toEqual(queued);
  },
);

test.each([
  ['<a@b>', 'a@b'],
  ['a@b', 'a@b'],
  ['<a@b> (added by x)', 'a@b'],
  ['<>', ''],
  ['', ''],
  ['=?UTF-8?B?PDE5?= =?UTF-8?B?MTIyMDE=?=', ''],
  ['<a letter to a friend>', ''],
  [`<${'QUJD'.repeat(300)}@b>`, ''],
])('a message id is kept without its brackets, and a text in its place is not: %s', (text, messageId) => {
  expect(read(`${ID}: message-id=${text}`, 'cleanup')).toEqual({ kind: 'message_id', queueId: ID, messageId });
});

const DELIVERY = {
  kind: 'delivery',
  queueId: ID,
  to: 'a@b.example',
  originalTo: null,
  relay: 'mx.b.example[192.0.2.1]:25',
  delayMs: 1_400,
  dsn: '2.0.0',
  status: 'sent',
  response: '250 ok',
  queuedAs: null,
};

test.each([
  [
    'to=<a@b.example>, relay=mx.b.example[192.0.2.1]:25, delay=1.4, delays=0/0/1/0.4, dsn=2.0.0, status=sent (250 ok)',
    {},
  ],
  [
    'to=<a@b.example>, relay=mx.b.example[192.0.2.1]:25, delay=1.4, delays=0/0/1/0.4, tls=dane/requiretls, dsn=2.0.0, status=sent (250 ok)',
    {},
  ],
  [
    'to=<a@b.example>, relay=mx.b.example[192.0.2.1]:25, conn_use=2, delay=1.4, delays=0/0/1/0.4, dsn=2.0.0, status=sent (250 ok)',
    {},
  ],
  [
    'to=<a@b.example>, relay=mx.b.example[192.0.2.1]:25, conn_use=2 delay=1.4, delays=0/0/1/0.4, dsn=2.0.0, status=sent (250 ok)',
    {},
  ],
  [
    'to=<a@b.example>, orig_to=<c@d.example>, relay=mx.b.example[192.0.2.1]:25, delay=1.4, dsn=2.0.0, status=sent (250 ok)',
    { originalTo: 'c@d.example' },
  ],
  ['to=a@b.example, relay=local, delay=1, status=sent (250 ok)', { relay: 'local', delayMs: 1_000, dsn: null }],
  [
    'to=<>, relay=none, delay=63495, status=bounced (x)',
    { to: '', relay: 'none', delayMs: 63_495_000, dsn: null, status: 'bounced', response: 'x' },
  ],
  [
    'to=<"user 1234 with space"@b.example>, relay=local, delay=0, dsn=5.1.1, status=bounced (unknown user: "a")',
    {
      to: '"user 1234 with space"@b.example',
      relay: 'local',
      delayMs: 0,
      dsn: '5.1.1',
      status: 'bounced',
      response: 'unknown user: "a"',
    },
  ],
  [
    'to=<"a\\"b>, c"@b.example>, relay=local, delay=0, dsn=5.1.1, status=bounced (x)',
    { to: '"a\\"b>, c"@b.example', relay: 'local', delayMs: 0, dsn: '5.1.1', status: 'bounced', response: 'x' },
  ],
  [
    'to=<a@b.example>, relay=h.example[/var/run/dovecot/lmtp], delay=1.4, delays=0/0/1/0.4, dsn=2.0.0, status=sent (250 2.0.0 <a@b.example> x Saved)',
    { relay: 'h.example[/var/run/dovecot/lmtp]', response: '250 2.0.0 <a@b.example> x Saved' },
  ],
  [
    'to=<a@b.example>, relay=127.0.0.1[127.0.0.1]:10024, delay=1.4, delays=0/0/1/0.4, dsn=2.0.0, status=sent (250 2.0.0 from MTA(smtp:[127.0.0.1]:10025): 250 2.0.0 Ok: queued as CACACACA)',
    {
      relay: '127.0.0.1[127.0.0.1]:10024',
      response: '250 2.0.0 from MTA(smtp:[127.0.0.1]:10025): 250 2.0.0 Ok: queued as CACACACA',
      queuedAs: 'CACACACA',
    },
  ],
  [
    'to=<a@b.example>, relay=local, delay=1.4, delays=0/0/1/0.4, dsn=2.0.0, status=sent (forwarded as 4Lyb5328XVzj9Jl)',
    { relay: 'local', response: 'forwarded as 4Lyb5328XVzj9Jl', queuedAs: '4Lyb5328XVzj9Jl' },
  ],
  [
    'to=<a@b.example>, relay=mx.b.example[192.0.2.1]:25, delay=1.4, delays=0/0/1/0.4, dsn=4.2.2, status=deferred (host mx.b.example[192.0.2.1] said: 452-4.2.2 to=<x>, status=sent 452 4.2.2 (full) (in reply to RCPT TO command))',
    {
      dsn: '4.2.2',
      status: 'deferred',
      response:
        'host mx.b.example[192.0.2.1] said: 452-4.2.2 to=<x>, status=sent 452 4.2.2 (full) (in reply to RCPT TO command)',
    },
  ],
  [
    'to=<a@b.example>, relay=mx.b.example[192.0.2.1]:25, delay=1.4, dsn=4.7.1, status=SOFTBOUNCE (x)',
    { dsn: '4.7.1', status: 'softbounce', response: 'x' },
  ],
  [
    'to=<a@b.example>, relay=none, delay=1.4, dsn=5.1.1, status=undeliverable-but-not-cached (x)',
    { relay: 'none', dsn: '5.1.1', status: 'undeliverable-but-not-cached', response: 'x' },
  ],
  [
    'to=<a@b.example>, relay=virtual, delay=1.4, dsn=2.0.0, status=deliverable (delivers to maildir)',
    { relay: 'virtual', status: 'deliverable', response: 'delivers to maildir' },
  ],
])('a try at a recipient: %s', (text, fields) => {
  expect(read(`${ID}: ${text}`, 'smtp')).toEqual({ ...DELIVERY, ...fields });
});

test('a status that no version has is unknown, and a line that is cut is named as cut', () => {
  expect(read(`${ID}: to=<a@b>, relay=none, delay=1, dsn=2.0.0, status=beamed (x)`, 'smtp')).toBeUndefined();
  for (const text of ['to=<a@b', 'to=<a@b>', 'to=<a@b>, relay=mx', 'from=<a@b>, size=1', 'from=<a']) {
    expect(read(`${ID}: ${text}`, 'smtp')).toBe('truncated');
  }
});

test('the end of a message', () => {
  expect(read(`${ID}: from=<a@b>, status=expired, returned to sender`, 'qmgr')).toEqual({
    kind: 'expired',
    queueId: ID,
    from: 'a@b',
    isForced: false,
  });
  expect(read(`${ID}: from=<>, status=force-expired, returned to sender`, 'qmgr')).toMatchObject({
    kind: 'expired',
    from: '',
    isForced: true,
  });
  expect(read(`${ID}: removed`, 'qmgr')).toEqual({ kind: 'removed', queueId: ID });
  expect(read(`${ID}: removed (canceled)`, 'cleanup')).toEqual({ kind: 'canceled', queueId: ID });
  expect(read(`${ID}: canceled`, 'cleanup')).toEqual({ kind: 'canceled', queueId: ID });
  expect(read(`${ID}: placed on hold`, 'postsuper')).toEqual({ kind: 'held', queueId: ID });
  expect(
    read(`${ID}: hold: RCPT from h[192.0.2.1]: <a@b>: Recipient address triggers HOLD action; from=<c@d>`),
  ).toMatchObject({ kind: 'held' });
});

test.each([
  ['sender non-delivery notification: B1B894562003', 'bounce', 'B1B894562003', true],
  ['postmaster non-delivery notification: B1B894562003', 'bounce', 'B1B894562003', false],
  ['sender delay notification: B1B894562003', 'delay', 'B1B894562003', true],
  ['sender delivery status notification: B1B894562003', 'delivery', 'B1B894562003', true],
  ['sender notification failed to a@b: mail for b loops back to myself', 'bounce', null, true],
])('a notice about a message: %s', (text, about, noticeQueueId, isToSender) => {
  expect(read(`${ID}: ${text}`, 'bounce')).toEqual({
    kind: 'bounce_notice',
    queueId: ID,
    about,
    noticeQueueId,
    isToSender,
  });
});

const REFUSED = {
  kind: 'refused',
  queueId: null,
  command: 'RCPT',
  client: 'h.example',
  address: '192.0.2.1',
  code: '554',
  dsn: '5.7.1',
  text: '<a@b>: Relay access denied',
  from: 'c@d',
  to: 'a@b',
  saslUsername: null,
};

test.each([
  [
    'NOQUEUE: reject: RCPT from h.example[192.0.2.1]: 554 5.7.1 <a@b>: Relay access denied; from=<c@d> to=<a@b> proto=ESMTP helo=<x>',
    {},
  ],
  [
    'NOQUEUE: reject: RCPT from h.example[192.0.2.1]: 554 5.7.1 <a@b>: Relay access denied; from=<c@d> to=<a@b> proto=ESMTP helo=<x> sasl_method=PLAIN sasl_username=amy',
    { saslUsername: 'amy' },
  ],
  [
    'NOQUEUE: reject: RCPT from h.example[192.0.2.1]: 554 5.7.1 <a@b>: Relay access denied; from=<c@d> to=<a@b> proto=ESMTP helo=<x> sasl_method=PLAIN sasl_username=amy sasl_sender=ben',
    { saslUsername: 'amy' },
  ],
  [
    `${ID}: reject: RCPT from h.example[192.0.2.1]:4711: 554 5.7.1 <a@b>: Relay access denied; from=<c@d> to=<a@b> proto=ESMTP helo=<x>`,
    { queueId: ID },
  ],
  [
    'NOQUEUE: reject: RCPT from [192.0.2.1]:47407: 550 5.7.1 Service unavailable; client [192.0.2.1] blocked using bl; from=<c@d>, to=<a@b>, proto=ESMTP, helo=<x>',
    { client: null, code: '550', text: 'Service unavailable; client [192.0.2.1] blocked using bl' },
  ],
  [
    `${ID}: milter-reject: END-OF-MESSAGE from h.example[192.0.2.1]: 4.7.1 Try again later; from=<c@d> to=<a@b> proto=ESMTP helo=<x>`,
    { queueId: ID, command: 'END-OF-MESSAGE', code: null, dsn: '4.7.1', text: 'Try again later' },
  ],
  [
    'proxy-reject: END-OF-MESSAGE: 554 5.7.1 id=1 spam; from=<c@d> to=<a@b> proto=ESMTP helo=<x>',
    { command: 'END-OF-MESSAGE', client: null, address: null, text: 'id=1 spam' },
  ],
  [
    'NOQUEUE: reject: CONNECT from unknown[2001:DB8::1]: 450 4.7.25 Client host rejected; proto=SMTP',
    {
      command: 'CONNECT',
      client: null,
      address: '2001:db8::1',
      code: '450',
      dsn: '4.7.25',
      text: 'Client host rejected',
      from: null,
      to: null,
    },
  ],
  [
    'NOQUEUE: reject: EHLO from h.example[192.0.2.1]: 504 5.5.2 <User>: Helo command rejected; proto=SMTP helo=<User>',
    { command: 'EHLO', code: '504', dsn: '5.5.2', text: '<User>: Helo command rejected', from: null, to: null },
  ],
  [
    'NOQUEUE: reject: VRFY from h.example[192.0.2.1]: 550 5.1.1 : User unknown',
    { command: 'VRFY', code: '550', dsn: '5.1.1', text: ': User unknown', from: null, to: null },
  ],
])('a refusal: %s', (text, fields) => {
  expect(read(text)).toEqual({ ...REFUSED, ...fields });
});

test.each([
  ['reject_warning: RCPT from h[192.0.2.1]: 450 4.1.2 x; from=<a@b> to=<c@d>', 'access_reject_warning'],
  ['filter: RCPT from h[192.0.2.1]: <>: Sender address triggers FILTER x; from=<> to=<c@d>', 'access_filter'],
  [
    'milter-discard: END-OF-MESSAGE from h[192.0.2.1]: milter triggers DISCARD action; from=<> to=<c@d>',
    'access_milter_discard',
  ],
  ['warn: RCPT from h[192.0.2.1]: TEST; from=<a@b> to=<c@d>', 'access_warn'],
])('an action that refuses nothing is noise: %s', (text, noise) => {
  expect(read(`NOQUEUE: ${text}`)).toBe(noise);
});

test.each([
  ['unknown[192.0.2.1]: SASL LOGIN authentication failed: UGFzc3dvcmQ6', 'LOGIN', null, 'auth_failed'],
  ['unknown[192.0.2.1]:48123: SASL LOGIN authentication failed: authentication failure', 'LOGIN', null, 'auth_failed'],
  ['h[192.0.2.1]: SASL Plain authentication failed:', 'PLAIN', null, 'auth_failed'],
  [
    'h[192.0.2.1]: SASL PLAIN authentication failed: (reason unavailable), sasl_username=amy, x@y',
    'PLAIN',
    'amy, x@y',
    'auth_failed',
  ],
  ['h[192.0.2.1]: SASL PLAIN authentication failed: , sasl_username=amy', 'PLAIN', 'amy', 'auth_failed'],
  [
    'h[192.0.2.1]: SASL PLAIN authentication failed: Connection lost to authentication server',
    'PLAIN',
    null,
    'unavailable',
  ],
  [
    'h[192.0.2.1]: SASL PLAIN authentication failed: Temporary authentication failure, sasl_username=amy',
    'PLAIN',
    'amy',
    'unavailable',
  ],
  [
    'h[192.0.2.1]: SASL CRAM-MD5 authentication failed: Invalid authentication mechanism, sasl_username=(unavailable)',
    'CRAM-MD5',
    null,
    'unavailable',
  ],
])('SMTP AUTH fails: %s', (text, method, saslUsername, reason) => {
  const failed = { kind: 'auth_failed', queueId: null, address: '192.0.2.1' };
  expect(read(`warning: ${text}`)).toEqual({ ...failed, method, saslUsername, reason });
});

test.each([
  ['connect from unknown[192.0.2.1]', 'connect'],
  ['disconnect from unknown[192.0.2.1] ehlo=1 auth=0/1 quit=1 commands=2/3', 'disconnect'],
  ['lost connection after AUTH from unknown[192.0.2.1]:59123', 'lost_connection'],
  [`${ID}: lost connection after DATA (0 bytes) from unknown[192.0.2.1]`, 'lost_connection'],
  ['improper command pipelining after AUTH from unknown[192.0.2.1]: QUIT\\r\\n', 'pipelining'],
  ['warning: non-SMTP command from unknown[192.0.2.1]: GET / HTTP/1.1', 'warning'],
  ['warning: SASL authentication failure: cannot connect to saslauthd server', 'warning'],
  ['warning: unknown[192.0.2.1]: SASL LOGIN authentication aborted', 'auth_aborted'],
  ['fatal: file /etc/postfix/main.cf: parameter default_privs: unknown user name value: nobody', 'fatal'],
  ['Anonymous TLS connection established from unknown[192.0.2.1]: TLSv1.3 with cipher X', 'tls'],
  ['statistics: max cache size 1 at Oct 26 18:13:50', 'statistics'],
  ['PREGREET 14 after 0.1 from [192.0.2.1]:1: EHLO x\\r\\n', 'screening'],
  [`${ID}: host mx.example[192.0.2.1] said: 451 4.3.2 x (in reply to MAIL FROM command)`, 'remote_reply'],
  [`${ID}: skipped, still being delivered`, 'still_being_delivered'],
])('a line that says nothing about a message is noise with a name: %s', (text, noise) => {
  expect(read(text)).toBe(noise);
});

test.each([
  `${ID}: from=<a@b>, status=teleported`,
  'REJECTED: from=<a@b> to=<c@d>',
  'SASL PLAIN gave up: sasl_username=amy',
])('a form that nobody has seen is unknown, not noise: %s', (text) => {
  expect(read(text)).toBeUndefined();
});
