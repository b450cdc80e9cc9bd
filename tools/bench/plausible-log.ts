import { closeSync, openSync, writeSync } from 'node:fs';

/** The share of each scene in a log, in the order of the scenes. */
type Scene = (n: number) => readonly string[];

const LINES_A_WRITE = 20_000;
const PERIOD_MS = 86_400_000;

/**
 * Writes a log of plausible lines with classic syslog headers, as those of a day. It is the same for the same size.
 *
 * @returns the number of its lines
 */
export function writePlausibleLog(path: string, kind: 'dovecot' | 'postfix', wanted: number, endsAt: Date): number {
  const scenes = kind === 'postfix' ? POSTFIX : DOVECOT;
  const file = openSync(path, 'w');
  try {
    let lines = 0;
    let text: string[] = [];
    for (let n = 0; lines < wanted; n += 1) {
      const scene = scenes[hash(n) % scenes.length] as Scene;
      const at = new Date(endsAt.getTime() - PERIOD_MS + Math.floor((lines / wanted) * PERIOD_MS));
      const stamp = `${MONTHS[at.getMonth()]} ${String(at.getDate()).padStart(2)} ${at.toTimeString().slice(0, 8)}`;
      for (const line of scene(n)) text.push(`${stamp} mx1 ${line}\n`);
      lines += scene(n).length;
      if (text.length < LINES_A_WRITE && lines < wanted) continue;
      writeSync(file, text.join(''));
      text = [];
    }
    return lines;
  } finally {
    closeSync(file);
  }
}

const MONTHS = ['Jan', 'Feb', 'Mar', 'Apr', 'May', 'Jun', 'Jul', 'Aug', 'Sep', 'Oct', 'Nov', 'Dec'];

/** Spreads consecutive numbers. @see Knuth, The Art of Computer Programming, vol. 3, §6.4 */
const hash = (n: number): number => Math.imul(n + 1, 2_654_435_761) >>> 0;

const hex = (n: number, digits: number): string =>
  hash(n).toString(16).toUpperCase().padStart(digits, 'A').slice(-digits);
const person = (n: number): string => `person${hash(n) % 20_000}@mx.nthu.edu.tw`;
const outside = (n: number): string => `friend${hash(n) % 90_000}@mail${hash(n) % 300}.example`;
const client = (n: number): string => `203.${hash(n) % 113}.${hash(n + 1) % 256}.${hash(n + 2) % 256}`;
const pid = (n: number): number => 1_000 + (hash(n) % 30_000);
const session = (n: number): string => `${hex(n, 8)}+${hex(n + 7, 7)}`;
const id = (n: number): string => hex(n, 6) + hex(n + 1, 5);
const messageId = (n: number): string => `${hex(n, 8)}.${hash(n)}@mail${hash(n) % 300}.example`;

/** A message that a person sends to others. */
function sent(n: number): string[] {
  const queue = id(n);
  const [smtpd, smtp] = [pid(n), pid(n + 1)];
  const from = `unknown[${client(n)}]`;
  const to = (k: number, outcome: string) =>
    `postfix/smtp[${smtp}]: ${queue}: to=<${outside(n + k)}>, relay=mx.mail${hash(n + k) % 300}.example[198.51.100.${hash(n) % 256}]:25, delay=1.4, delays=0.05/0.01/0.5/0.84, ${outcome}`;
  return [
    `postfix/submission/smtpd[${smtpd}]: connect from ${from}`,
    `postfix/submission/smtpd[${smtpd}]: Anonymous TLS connection established from ${from}: TLSv1.3 with cipher TLS_AES_256_GCM_SHA384 (256/256 bits)`,
    `postfix/submission/smtpd[${smtpd}]: ${queue}: client=${from}, sasl_method=PLAIN, sasl_username=${person(n)}`,
    `postfix/cleanup[${smtp}]: ${queue}: message-id=<${messageId(n)}>`,
    `postfix/qmgr[941]: ${queue}: from=<${person(n)}>, size=${1_000 + (hash(n) % 90_000)}, nrcpt=2 (queue active)`,
    `postfix/submission/smtpd[${smtpd}]: disconnect from ${from} ehlo=2 starttls=1 auth=1 mail=1 rcpt=2 data=1 quit=1 commands=9`,
    to(1, `dsn=2.0.0, status=sent (250 2.0.0 Ok: queued as ${id(n + 5)})`),
    to(
      2,
      n % 9 === 0
        ? 'dsn=4.2.2, status=deferred (host mx.example said: 452 4.2.2 The email account is over quota (in reply to RCPT TO command))'
        : 'dsn=2.0.0, status=sent (250 2.0.0 OK 1700000000 gsmtp)',
    ),
    `postfix/qmgr[941]: ${queue}: removed`,
  ];
}

/** A message that arrives. */
function received(n: number): string[] {
  const queue = id(n);
  const [smtpd, lmtp] = [pid(n), pid(n + 1)];
  const from = `mail${hash(n) % 300}.example[${client(n)}]`;
  return [
    `postfix/smtpd[${smtpd}]: connect from ${from}`,
    `postfix/smtpd[${smtpd}]: ${queue}: client=${from}`,
    `postfix/cleanup[${lmtp}]: ${queue}: message-id=<${messageId(n)}>`,
    `postfix/qmgr[941]: ${queue}: from=<${outside(n)}>, size=${1_000 + (hash(n) % 90_000)}, nrcpt=1 (queue active)`,
    `postfix/smtpd[${smtpd}]: disconnect from ${from} ehlo=2 starttls=1 mail=1 rcpt=1 data=1 quit=1 commands=7`,
    `postfix/lmtp[${lmtp}]: ${queue}: to=<${person(n)}>, relay=127.0.0.1[127.0.0.1]:24, delay=0.05, delays=0.02/0.01/0.01/0.01, dsn=2.0.0, status=sent (250 2.0.0 <${person(n)}> ${session(n)} Saved)`,
    `postfix/qmgr[941]: ${queue}: removed`,
  ];
}

/** A stranger who is refused, or guesses. */
function refused(n: number): string[] {
  const from = `unknown[${client(n)}]`;
  const smtpd = pid(n);
  return [
    `postfix/smtpd[${smtpd}]: connect from ${from}`,
    n % 2 === 0
      ? `postfix/smtpd[${smtpd}]: NOQUEUE: reject: RCPT from ${from}: 550 5.1.1 <${person(n)}>: Recipient address rejected: User unknown in virtual mailbox table; from=<${outside(n)}> to=<${person(n)}> proto=ESMTP helo=<mail.example>`
      : `postfix/smtpd[${smtpd}]: warning: ${from}: SASL LOGIN authentication failed: UGFzc3dvcmQ6, sasl_username=${person(n)}`,
    `postfix/smtpd[${smtpd}]: lost connection after RCPT from ${from}`,
    `postfix/smtpd[${smtpd}]: disconnect from ${from} ehlo=1 mail=1 rcpt=0/1 commands=2/3`,
  ];
}

const POSTFIX: readonly Scene[] = [sent, received, received, received, received, refused];

/** A session of IMAP in which messages are moved and deleted. */
function imapSession(n: number): string[] {
  const user = person(n);
  const prefix = `dovecot: imap(${user})<${pid(n)}><${session(n)}>: `;
  return [
    `dovecot: imap-login: Login: user=<${user}>, method=PLAIN, rip=${client(n)}, lip=192.0.2.10, mpid=${pid(n)}, TLS, session=<${session(n)}>`,
    ...(n % 4 === 0
      ? [
          `${prefix}copy from INBOX: box=Trash, uid=${hash(n) % 9_999}, msgid=<${messageId(n)}>, size=${hash(n) % 99_999}`,
          `${prefix}expunge: box=INBOX, uid=${hash(n) % 9_999}, msgid=<${messageId(n)}>, size=${hash(n) % 99_999}`,
        ]
      : []),
    `${prefix}Disconnected: Logged out in=${hash(n) % 9_999} out=${hash(n) % 99_999} deleted=0 expunged=1 trashed=0 hdr_count=3 hdr_bytes=1834 body_count=2 body_bytes=48213`,
  ];
}

function popSession(n: number): string[] {
  const user = person(n);
  return [
    `dovecot: pop3-login: Login: user=<${user}>, method=PLAIN, rip=${client(n)}, lip=192.0.2.10, mpid=${pid(n)}, TLS, session=<${session(n)}>`,
    `dovecot: pop3(${user})<${pid(n)}><${session(n)}>: Disconnected: Logged out top=0/0, retr=2/39452, del=2/271, size=87834658`,
  ];
}

function guess(n: number): string[] {
  const user = person(n);
  return [
    `dovecot: auth: sql(${user},${client(n)},<${session(n)}>): Password mismatch`,
    `dovecot: imap-login: Disconnected: Connection closed (auth failed, 1 attempts in 2 secs): user=<${user}>, method=PLAIN, rip=${client(n)}, lip=192.0.2.10, TLS, session=<${session(n)}>`,
  ];
}

function probe(n: number): string[] {
  return [
    `dovecot: imap-login: Disconnected: Connection closed (no auth attempts in 0 secs): user=<>, rip=${client(n)}, lip=192.0.2.10, TLS, session=<${session(n)}>`,
  ];
}

function delivery(n: number): string[] {
  const prefix = `dovecot: lmtp(${person(n)})<${pid(n)}><${session(n)}>: `;
  return [
    `dovecot: lmtp(${pid(n)}): Connect from 192.0.2.11`,
    `${prefix}save: box=INBOX, uid=${hash(n) % 9_999}, msgid=<${messageId(n)}>, size=${hash(n) % 99_999}`,
    `${prefix}sieve: msgid=<${messageId(n)}>: stored mail into mailbox 'INBOX'`,
    `dovecot: lmtp(${pid(n)}): Disconnect from 192.0.2.11: Logged out (state=READY)`,
  ];
}

const DOVECOT: readonly Scene[] = [
  imapSession,
  imapSession,
  imapSession,
  imapSession,
  popSession,
  guess,
  probe,
  delivery,
];
