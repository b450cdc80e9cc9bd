import { expect, test } from 'vitest';
import { readDovecotLine } from './read-dovecot-line';

const ELEMENTS = 'user=<amy>, method=PLAIN, rip=192.0.2.1, lip=192.0.2.8, TLS, session=<s>';
const SESSION = 'imap(amy@mx.example)<12><s>: ';

test.each([
  ['imap-login: Logged in: ', 'imap'],
  ['imap-login: Login: ', 'imap'],
  ['imap-login: Info: Login: ', 'imap'],
  ['pop3-login: Logged in: ', 'pop3'],
  ['submission-login: Login: ', 'smtp'],
  ['managesieve-login: Logged in: ', 'sieve'],
])('a success of every version is a sign-in: %s', (start, service) => {
  const login = { kind: 'login', service, user: 'amy', address: '192.0.2.1', session: 's', method: 'PLAIN' };
  expect(readDovecotLine(start + ELEMENTS)).toEqual({ ...login, isSecured: true, isProxied: false });
});

test.each([
  'user=<amy>, rip=192.0.2.1',
  'rip=192.0.2.1, user=<amy>, lip=192.0.2.8',
  'user=<amy>, session=<s>, method=PLAIN, rip=192.0.2.1',
  'user=amy, session=s, method=PLAIN, rip=192.0.2.1, secured',
  'user=<amy>,  method=PLAIN, rip=192.0.2.1,session=<s>',
  'method=PLAIN, rip=::ffff:192.0.2.1, user=<amy>',
  'user=<amy>, method=PLAIN, rip=192.0.2.1, lip=192.0.2.8, TLS: read(size=1026) failed: Connection reset by peer, TLSv1.3 with cipher TLS_AES_256_GCM_SHA384 (256/256 bits), session=<s>',
  'user=<amy>, method=PLAIN, rip=192.0.2.1, tls=<TLSv1.3 with cipher X (256/256 bits)>, country=TW, local_name=mx.example',
])('elements may be missing and in any order: %s', (elements) => {
  for (const head of ['imap-login: Login: ', 'imap-login: Disconnected (auth failed, 2 attempts in 3 secs): ']) {
    expect(readDovecotLine(head + elements)).toMatchObject({ user: 'amy', address: '192.0.2.1' });
  }
});

test.each([
  ['auth_failed', 'auth failed, 3 attempts in 16 secs', 'auth_failed', 3],
  ['user_disabled', 'user disabled, 1/1 successful auths in 2 secs', 'user_disabled', 1],
  ['password_expired', 'password expired, 1 attempts in 2 secs', 'password_expired', 1],
  ['temp_fail', 'auth service reported temporary failure, 1 attempts in 2 secs', 'temporary_failure', 1],
  ['connection_limit', 'connection limit reached, 2/2 successful auths in 2 secs', 'connection_limit', 2],
  [
    'cleartext_auth_disabled',
    'tried to use disallowed cleartext auth, 1 attempts in 0 secs',
    'cleartext_auth_disabled',
    1,
  ],
  ['authorization_failed', 'authorization failed, 1/2 successful auths in 0 secs', 'authorization_failed', 2],
  ['invalid_credentials', 'credentials contain control characters, 1 attempts in 0 secs', 'invalid_credentials', 1],
  [
    'proxy_dest_connect_failed',
    'proxy dest connection failed to 10.0.0.1, 1 attempts in 0 secs',
    'proxy_destination',
    1,
  ],
  ['proxy_dest_auth_failed', 'proxy dest authentication failure to 10.0.0.1, 1 attempts in 0 secs', 'auth_failed', 1],
] as const)('the word of Dovecot 2.4 gives the reason: %s', (word, detail, reason, attempts) => {
  const aborted = `imap-login: Login aborted: Connection closed (${detail}) (${word}): ${ELEMENTS}`;
  const failed = { kind: 'login_failed', service: 'imap', user: 'amy', address: '192.0.2.1', session: 's' };
  expect(readDovecotLine(aborted)).toEqual({ ...failed, reason, attempts });
});

test.each([
  ['Disconnected (auth failed, 1 attempts in 2 secs)', 'auth_failed'],
  ['Aborted login (auth failed, 1 attempts in 2 secs)', 'auth_failed'],
  ['Aborted login (1 authentication attempts)', 'auth_failed'],
  [
    'Disconnected: Connection closed: read(size=1003) failed: Connection reset by peer (auth failed, 1 attempts in 0 secs)',
    'auth_failed',
  ],
  ['Login aborted: x (auth failed, 1 attempts in 0 secs, last failure: no (really)) (auth_failed)', 'auth_failed'],
  ['Disconnected: Inactivity (internal failure, 1 successful auths)', 'user_disabled'],
  [
    'Disconnected: Maximum number of connections from user+IP exceeded (mail_max_userip_connections=3)',
    'connection_limit',
  ],
  ['Login failed: Plaintext authentication disabled', 'cleartext_auth_disabled'],
  ['Login failed: SSL required for authentication', 'cleartext_auth_disabled'],
  ['Disconnected: Connection closed (proxy dest auth failed)', 'auth_failed'],
])('the text of older versions gives the reason: %s', (head, reason) => {
  expect(readDovecotLine(`imap-login: ${head}: ${ELEMENTS}`)).toMatchObject({
    kind: 'login_failed',
    reason,
    user: 'amy',
  });
});

test.each([
  [
    'imap-login: Login aborted: Connection closed (no auth attempts in 0 secs) (no_auth_attempts): user=<>, rip=192.0.2.1',
    'no_auth_attempts',
  ],
  [
    'imap-login: Disconnected (no auth attempts in 4 secs): user=<>, rip=192.0.2.1, TLS handshaking: SSL_accept() failed',
    'no_auth_attempts',
  ],
  [
    'imap-login: Login aborted: x (disconnected before auth was ready, waited 0 secs) (auth_process_not_ready): user=<>, rip=192.0.2.1',
    'auth_process_not_ready',
  ],
  [
    "imap-login: Disconnected (client didn't finish SASL auth, waited 2 secs): user=<>, method=PLAIN, rip=192.0.2.1",
    'auth_waiting_client',
  ],
  [
    'imap-login: Login aborted: x (disconnected during TLS handshake) (tls_handshake_not_finished): user=<>, rip=192.0.2.1',
    'tls_handshake',
  ],
  [
    'imap-login: Disconnected (auth failed, 1 attempts in 0 secs): user=<>, method=PLAIN, rip=192.0.2.1',
    'auth_failed_without_user',
  ],
  ['imap-login: Disconnected: rip=192.0.2.7, lip=192.0.2.1, TLS handshake', 'disconnect'],
])('a connection on which nobody tried a name is no failed sign-in: %s', (message, noise) => {
  expect(readDovecotLine(message)).toBe(noise);
});

test('a line that was cut within the name is nobody’s', () => {
  expect(readDovecotLine('imap-login: Login: user=<amy')).toBe('login_without_user');
  expect(readDovecotLine('imap-login: Disconnected (user disabled, 1 attempts): user=<amy')).toBe(
    'user_disabled_without_user',
  );
});

test('a second line that was joined to the first does not change it', () => {
  const joined = `imap-login: Login: ${ELEMENTS}Apr 14 12:45:08 mx dovecot: imap(ben): Logged out in=1 out=2`;
  expect(readDovecotLine(joined)).toMatchObject({ kind: 'login', user: 'amy', session: 's', address: '192.0.2.1' });
});

test('an installation may write the elements first', () => {
  const elements = 'user=<amy>, method=PLAIN, rip=192.0.2.1, lip=192.0.2.8';
  expect(readDovecotLine(`imap-login: ${elements} Aborted login (auth failed, 2 attempts)`)).toMatchObject({
    kind: 'login_failed',
    user: 'amy',
    address: '192.0.2.1',
    attempts: 2,
  });
  expect(readDovecotLine(`imap-login: ${elements} Login`)).toMatchObject({ kind: 'login', user: 'amy' });
  expect(readDovecotLine(`imap-login: ${elements}`)).toBe('disconnect');
});

test('a sign-in that a proxy passes on has the address of the client', () => {
  expect(readDovecotLine(`imap-login: proxy(amy): started proxying to 10.0.0.1:143: ${ELEMENTS}`)).toMatchObject({
    kind: 'login',
    isProxied: true,
    user: 'amy',
    address: '192.0.2.1',
  });
  expect(
    readDovecotLine(`imap-login: proxy(amy): disconnecting 192.0.2.1 (Disconnected by client): ${ELEMENTS}`),
  ).toMatchObject({ kind: 'logout', reason: 'Disconnected by client', user: 'amy' });
});

test.each([
  ['auth: sql(amy,192.0.2.1,<s>): Password mismatch', 'auth_failed'],
  ['auth: Info: sql(amy,192.0.2.1,<s>): unknown user', 'unknown_user'],
  [
    'auth-worker(304): pam(amy,192.0.2.1,<s>): pam_authenticate() failed: Authentication failure (password mismatch?)',
    'auth_failed',
  ],
  [
    'auth-worker(5787): conn unix:auth-worker (pid=27359,uid=97): auth-worker<55>: sql(amy,192.0.2.1,<s>): unknown user',
    'unknown_user',
  ],
  [
    'auth(default): pam(amy,192.0.2.1,<s>): pam_authenticate() failed: User not known to the underlying authentication module',
    'unknown_user',
  ],
  ['auth(amy,192.0.2.1,sasl:plain)<s>: sql: Password mismatch', 'auth_failed'],
  ['auth(amy,192.0.2.1,sasl:plain)<s>: passwd-file: unknown user', 'unknown_user'],
  ['auth-worker(amy,192.0.2.1,sasl:plain)<12><s>: request [1]: sql: Password mismatch', 'auth_failed'],
  ['auth: sql(amy,192.0.2.1,master,<s>): Password mismatch', 'auth_failed'],
  ['auth: ldap(amy,192.0.2.1,<s>): invalid credentials (server (a): b)', 'auth_failed'],
  [
    'auth: policy(amy,192.0.2.1,<s>): Authentication failure due to policy server refusal: Blocked',
    'authorization_failed',
  ],
  [
    'auth: sql(amy,192.0.2.1,<s>): allow_nets check failed: IP 192.0.2.1 not in allowed networks',
    'authorization_failed',
  ],
])('the authentication service refuses: %s', (message, reason) => {
  const refused = { kind: 'auth_refused', service: null, user: 'amy', address: '192.0.2.1', session: 's' };
  expect(readDovecotLine(message)).toEqual({ ...refused, reason, passwordDigest: null });
});

test('an error of the authentication service is no refusal', () => {
  expect(readDovecotLine('auth: Error: sql(amy,192.0.2.1,<s>): Unknown scheme SCRYPT')).toBe('error');
  expect(readDovecotLine('auth(amy,192.0.2.1,sasl:xoauth2): Debug: oauth2: Introspection succeeded')).toBe('debug');
});

test.each([
  [
    'Disconnected: Logged out in=9 out=476 deleted=1 expunged=2 trashed=3 hdr_count=4 hdr_bytes=5 body_count=6 body_bytes=7',
    'Logged out',
  ],
  ['Logged out in=9 out=476', 'Logged out'],
  ['Idle timeout in=9 out=476', 'Idle timeout'],
  ['Too long argument in=9 out=476', 'Too long argument'],
  [
    'Connection closed (IDLE running for 0.001 + waiting input for 28.9 secs, 2 B in + 10 B out, state=wait-input) in=9 out=476',
    'Connection closed',
  ],
  ['Connection closed: read(size=1) failed: Connection reset by peer in=9 out=476', 'Connection closed: read'],
  ['Connection closed (STATUS finished 1.521 secs ago) in=9, out=476, bytes=9/476', 'Connection closed'],
  ['Disconnected: Disconnected in IDLE in=9 out=476', 'Disconnected in IDLE'],
  ['Disconnected for inactivity in=9 out=476', 'Disconnected for inactivity'],
  ['Disconnected: Server shutting down. in=9 out=476', 'Server shutting down'],
  ['Disconnected: Logged out bytes=9/476', 'Logged out'],
])('a session ends in many words: %s', (text, reason) => {
  for (const prefix of [
    SESSION,
    'imap(amy@mx.example): ',
    'IMAP(amy@mx.example): ',
    'imap-hibernate(amy@mx.example)<1><s>: ',
  ]) {
    const found = readDovecotLine(prefix + text);
    expect(found).toMatchObject({
      kind: 'logout',
      service: 'imap',
      user: 'amy@mx.example',
      counts: { in: 9, out: 476 },
    });
    expect((found as { reason: string }).reason).toContain(reason.split(':')[0]);
  }
});

test('other installations: the prefix of Plesk, and the acts of an administrator', () => {
  const plesk = 'service=imap, user=amy@mx.example, ip=[192.0.2.1]. ';
  const about = { service: 'imap', user: 'amy@mx.example', address: '192.0.2.1' };
  expect(readDovecotLine(`${plesk}Logged out rcvd=12, sent=33`)).toMatchObject({
    ...about,
    kind: 'logout',
    counts: { in: 12, out: 33 },
  });
  expect(readDovecotLine(`${plesk}expunge: box=INBOX, uid=9, msgid=<a@b>, size=3`)).toMatchObject({ ...about, uid: 9 });
  expect(readDovecotLine('doveadm(amy)<1><>: expunge: box=Trash, uid=9, msgid=<a@b>, size=3')).toMatchObject({
    kind: 'message',
    act: 'expunged',
    service: null,
    user: 'amy',
  });
});

test('POP3 counts messages, not bytes, as deleted', () => {
  expect(
    readDovecotLine('pop3(amy)<1><s>: Disconnected: Logged out top=0/0, retr=1/39452, del=0/2968, size=87834658'),
  ).toEqual({
    kind: 'logout',
    service: 'pop3',
    user: 'amy',
    address: null,
    session: 's',
    reason: 'Logged out',
    counts: { top: 0, top_bytes: 0, retr: 1, retr_bytes: 39_452, del: 0, messages: 2_968, size: 87_834_658 },
  });
});

const message = (fields: object) => ({
  kind: 'message',
  service: 'imap',
  user: 'amy@mx.example',
  address: null,
  session: 's',
  folder: 'INBOX',
  fromFolder: null,
  uid: 9,
  messageId: 'a@b',
  size: 318,
  ...fields,
});

test.each([
  ['delete', { act: 'deleted' }],
  ['undelete', { act: 'undeleted' }],
  ['expunge', { act: 'expunged' }],
  ['autoexpunge', { act: 'expunged' }],
  ['save', { act: 'saved' }],
  ['flag_change', { act: 'flags_changed' }],
  ['copy from Old: Lists, 2', { act: 'copied', fromFolder: 'Old: Lists, 2' }],
])('the plugin mail_log: %s', (act, fields) => {
  const text = `${act}: box=INBOX, uid=9, msgid=<a@b>, size=318`;
  expect(readDovecotLine(SESSION + text)).toEqual(message(fields));
  expect(
    readDovecotLine(`${SESSION}Info: ${text}, vsize=320, from=x, size=1 <a@b>, subject=uid=7, flags=(\\Seen)`),
  ).toEqual(message(fields));
  // Dovecot 2.4.
  expect(readDovecotLine(`${SESSION}Mailbox INBOX: ${text}`)).toEqual(message(fields));
  expect(readDovecotLine(`${SESSION}Mailbox Work: a: ${text}`)).toEqual(message(fields));
});

test('the plugin mail_log: cut and missing fields, and odd folders', () => {
  const read = (fields: string) => readDovecotLine(`${SESSION}expunge: ${fields}`);
  expect(read('box=INBOX, uid=9, msgid=<a@b..., size=error')).toMatchObject({ messageId: 'a@b...', size: null });
  expect(read('uid=9, msgid=, size=318')).toMatchObject({ folder: null, uid: 9, messageId: null, size: 318 });
  expect(read("box='10,Server.01,job', uid=error, msgid=<a, b>, size=3")).toMatchObject({
    folder: "'10,Server.01,job'",
    uid: null,
    messageId: 'a, b',
    size: 3,
  });
  expect(readDovecotLine(`${SESSION}copy -> Trash: uid=9, msgid=<a@b>`)).toMatchObject({
    act: 'copied',
    folder: 'Trash',
  });
});

test.each([
  ['Mailbox created: Work', 'created', 'Work', null],
  ['Mailbox deleted: Old: 1', 'deleted', 'Old: 1', null],
  ['Mailbox renamed: A -> B', 'renamed', 'A', 'B'],
  ['Mailbox Work: Mailbox created', 'created', 'Work', null],
  ['Mailbox Old: 1: Mailbox deleted', 'deleted', 'Old: 1', null],
  ['Mailbox A: Mailbox renamed: A -> B', 'renamed', 'A', 'B'],
])('a folder: %s', (text, act, folder, newName) => {
  expect(readDovecotLine(SESSION + text)).toMatchObject({
    kind: 'folder',
    act,
    folder,
    newName,
    user: 'amy@mx.example',
  });
});

test.each([
  ["lmtp(amy)<1><s>: sieve: msgid=<a@b>: stored mail into mailbox 'INBOX'", 'stored', 'INBOX'],
  [
    "lda(amy)<1><s>: sieve: msgid=<a@b>: fileinto action: stored mail into mailbox '10,A.01,job'",
    'stored',
    '10,A.01,job',
  ],
  ['lmtp(amy): iUi8BBUI2FRbfgAAA15QOA: msgid=<a@b>: saved mail to INBOX', 'stored', 'INBOX'],
  ['lmtp(22587, amy): 5GjrDafYTFE7WAAABf1gKA: msgid=<a@b>: saved mail to INBOX', 'stored', 'INBOX'],
  ['lmtp(amy)<1><s>: msgid=<a@b>: from=<c@d>, subject=rejected, saved mail to INBOX', 'stored', 'INBOX'],
  ['lmtp(amy)<1><s>: sieve: msgid=<a@b>: redirect action: forwarded to <c@d>', 'forwarded', null],
  [
    'lmtp(amy)<1><s>: sieve: msgid=<a@b>: discard action: Marked message to be discarded if not explicitly delivered',
    'discarded',
    null,
  ],
  ['lmtp(amy)<1><s>: sieve: msgid=<a@b>: reject action: rejected message from <c@d> (reject)', 'rejected', null],
  ['lmtp(amy)<1><s>: msgid=<a@b>: save failed to INBOX: Quota exceeded (mailbox for user is full)', 'failed', null],
  [
    "lmtp(amy)<1><s>: Error: sieve: msgid=<a@b>: failed to store into mailbox 'Lists': Quota exceeded",
    'failed',
    'Lists',
  ],
  ["lmtp(amy)<1><s>: sieve: msgid=<a@b>: stored mail into mailbox 'rejected'", 'stored', 'rejected'],
])('a delivery: %s', (text, act, folder) => {
  expect(readDovecotLine(text)).toMatchObject({
    kind: 'delivered',
    service: 'lmtp',
    user: 'amy',
    act,
    messageId: 'a@b',
    folder,
  });
});

test('the program of a client, by IMAP ID', () => {
  const id = 'ID sent: name=Thunderbird, version=128.4.0, os=Linux';
  const event = { kind: 'client_id', service: 'imap', program: 'Thunderbird 128.4.0' };
  expect(readDovecotLine(`${SESSION}${id}`)).toMatchObject({ ...event, user: 'amy@mx.example', session: 's' });
  expect(readDovecotLine(`${SESSION}Debug: ${id}`)).toMatchObject(event);
  expect(readDovecotLine(`imap-login: ${id}: user=<amy>, rip=192.0.2.1`)).toMatchObject({ ...event, user: 'amy' });
  expect(readDovecotLine(`imap-login: ${id}: user=<>, rip=192.0.2.1`)).toBe('client_id_before_login');
});

test.each([
  ['master: Dovecot v2.4.3 (c1b22ef978) starting up for imap', 'startup'],
  ['master: Warning: SIGHUP received - reloading configuration', 'reload'],
  ['imap(26242): Warning: Killed with signal 15 (by pid=1 uid=0 code=kill)', 'warning'],
  ['master: Warning: Time just moved backwards by 3 seconds.', 'clock_moved'],
  ['lmtp(113): Connect from 172.22.1.6', 'connect'],
  ['lmtp(113): Disconnect from 172.22.1.6: Client has quit the connection (state=MAIL FROM)', 'disconnect'],
  ['imap-login: Error: proxy(amy): connect(10.0.0.1, 143) failed: user=<amy>, rip=192.0.2.1', 'error'],
  ['lmtp(amy)<1><s>: sieve: msgid=<a@b>: vacation action: sent vacation response to <c@d>', 'sieve'],
  ['submission(amy)<1><s>: Successfully relayed message: from=<amy>, size=1, id=x, nrcpt=1', 'relay'],
  ['indexer-worker(amy): Indexed 10 messages in INBOX', 'helper'],
  ['auth-worker(1234): mysql(127.0.0.1): Connected to database vmail', 'database'],
  ['auth(default): client in: AUTH#0111#011PLAIN#011service=pop3#011resp=AGFteQBzZWNyZXQ=', 'debug'],
  ['auth-worker(amy,192.0.2.1)<1><a>: conn unix:x: socket error: Failed to connect', 'error'],
  ['Time just moved backwards by 3 seconds. I sleep now until we are back in present.', 'clock_moved'],
  ['child 8612 (login) returned error 89 (Fatal failure)', 'error'],
  ['auth: passdb(boss,192.0.2.1,master,<s>): Master user logging in as amy', 'master_login'],
])('a line that says nothing about a mailbox is noise with a name: %s', (text, noise) => {
  expect(readDovecotLine(text)).toBe(noise);
});

test.each([
  'imap-login: Welcome back: user=<amy>, rip=192.0.2.1',
  'imap(amy)<1><s>: User logged in through a new gate',
  'auth: sql(amy,192.0.2.1): Something about your password',
  'auth: sql(amy,192.0.2.1): not today',
  'auth(amy,192.0.2.1,sasl:plain)<s>: sql: not today',
])('a form that nobody has seen is unknown, not noise: %s', (text) => {
  expect(readDovecotLine(text)).toBeUndefined();
});
