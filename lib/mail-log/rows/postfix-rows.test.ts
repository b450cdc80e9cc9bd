import { expect, test } from 'vitest';
import type { OpenQueueId } from '@/db/queries/mail-log-positions';
import { createLogClock } from '../parse/log-clock';
import { readLine } from '../parse/read-line';
import type { CollectedRows } from './collected-rows';
import { createLineRows } from './line-rows';
import { createSmtpAttempts } from './smtp-attempts';

const AMY = 'amy@mx.nthu.edu.tw';
const BOB = 'bob@mx.nthu.edu.tw';
const MAILBOXES = new Map(
  [AMY, BOB].map((address) => [address, { id: `id of ${address}`, address, logsDetail: true }]),
);

const tools = {
  mailboxes: { load: async () => undefined, of: (name: string) => MAILBOXES.get(name) },
  smtpAttempts: createSmtpAttempts(),
  countryOf: () => null,
  dayOf: (at: Date) => at.toISOString().slice(0, 10),
};

const clock = createLogClock({ reference: new Date('2026-11-30T12:00:00Z'), timeZone: 'Asia/Taipei' });
const parse = (line: string) => readLine(line, { clock, source: 'postfix' });

/** A log at 10:00, in which each line is a second after the one before; `+60` lets a minute pass. */
function log(lines: string): string[] {
  let at = Date.parse('2026-11-30T02:00:00Z');
  return lines
    .trim()
    .split('\n')
    .flatMap((line) => {
      const text = line.trim();
      at += text.startsWith('+') ? Number(text) * 1_000 : 1_000;
      const [program, ...message] = text.split(' ');
      return text.startsWith('+')
        ? []
        : [`${new Date(at).toISOString().replace('Z', '+00:00')} mx1 postfix/${program}[1]: ${message.join(' ')}`];
    });
}

/** Ingests lines, with a restart wherever a line is `restart`. */
function ingest(text: string): CollectedRows[] {
  let progress = { generation: 0, state: {}, queueIds: [] as OpenQueueId[] };
  const taken: CollectedRows[] = [];
  for (const part of text.split('restart')) {
    const rows = createLineRows(progress, tools);
    const lines = log(part).map(parse);
    expect(lines.filter(({ is }) => is === 'unknown')).toEqual([]);
    rows.add(lines);
    rows.settle(3_600_000);
    const { rows: made, state, queue } = rows.take();
    taken.push(made);
    const saved = new Map(progress.queueIds.map((one) => [`${one.host} ${one.queueId}`, one]));
    for (const one of queue.save) saved.set(`${one.host} ${one.queueId}`, JSON.parse(JSON.stringify(one)));
    for (const one of queue.remove) saved.delete(`${one.host} ${one.queueId}`);
    progress = { generation: 1, state: JSON.parse(JSON.stringify(state)), queueIds: [...saved.values()] };
  }
  return taken;
}

const deliveriesOf = (taken: readonly CollectedRows[]) => taken.flatMap(({ deliveries }) => deliveries);
const messagesOf = (taken: readonly CollectedRows[]) => taken.flatMap(({ messages }) => [...messages.values()]);

const accepted = (id: string, user = AMY) =>
  `submission/smtpd ${id}: client=home.example[203.0.113.5], sasl_method=PLAIN, sasl_username=${user}`;
const queued = (id: string, from = AMY, recipients = 1) => `cleanup ${id}: message-id=<${id}@mx>
  qmgr ${id}: from=<${from}>, size=1200, nrcpt=${recipients} (queue active)`;
const sent = (id: string, to: string, { relay = 'mail.example[198.51.100.9]:25', said = '250 2.0.0 OK' } = {}) =>
  `smtp ${id}: to=<${to}>, relay=${relay}, delay=1.2, delays=0.1/0/0.5/0.6, dsn=2.0.0, status=sent (${said})`;
const removed = (id: string) => `qmgr ${id}: removed`;

test('the owner of a message is the account that signed in, never its From, and each recipient has a row', () => {
  const taken = ingest(`
    ${accepted('4AAAC0DE')}
    ${queued('4AAAC0DE', 'someone-else@mx.nthu.edu.tw', 2)}
    ${sent('4AAAC0DE', 'one@example.org')}
    ${sent('4AAAC0DE', 'two@example.org')}
    ${removed('4AAAC0DE')}`);
  expect(messagesOf(taken)).toMatchObject([
    {
      mailboxId: `id of ${AMY}`,
      sender: 'someone-else@mx.nthu.edu.tw',
      queueId: '4AAAC0DE',
      size: 1200,
      recipients: 2,
      endedAt: expect.any(Date),
    },
  ]);
  expect(deliveriesOf(taken)).toMatchObject([
    { recipient: 'one@example.org', mailboxId: `id of ${AMY}`, status: 'sent', isHandOver: false },
    { recipient: 'two@example.org', mailboxId: `id of ${AMY}`, delayMs: 1200 },
  ]);
  expect(taken[0]?.events).toMatchObject([{ kind: 'login', service: 'smtp', address: '203.0.113.5' }]);
});

test('a message of strangers to a mailbox here has rows for that mailbox alone', () => {
  const taken = ingest(`
    smtpd 4BBBC0DE: client=mx.example[198.51.100.7]
    ${queued('4BBBC0DE', 'friend@example.org', 2)}
    lmtp 4BBBC0DE: to=<${BOB}>, relay=mx1[private/dovecot-lmtp], delay=1, delays=0/0/0/1, dsn=2.0.0, status=sent (250 2.0.0 <${BOB}> X1 Saved)
    ${sent('4BBBC0DE', 'stranger@example.net')}
    ${removed('4BBBC0DE')}
    smtpd 4CCCC0DE: client=mx.example[198.51.100.7]
    ${queued('4CCCC0DE', 'friend@example.org')}
    ${sent('4CCCC0DE', 'stranger@example.net')}
    ${removed('4CCCC0DE')}`);
  expect(messagesOf(taken)).toMatchObject([{ mailboxId: null, sender: 'friend@example.org', address: '198.51.100.7' }]);
  expect(deliveriesOf(taken)).toMatchObject([{ recipient: BOB, recipientMailboxId: `id of ${BOB}`, mailboxId: null }]);
});

const CHAIN = `
    ${accepted('4AAAC0DE')}
    ${queued('4AAAC0DE')}
    10025/smtpd 4FFFC0DE: client=localhost[127.0.0.1]
    cleanup 4FFFC0DE: message-id=<4AAAC0DE@mx>
    qmgr 4FFFC0DE: from=<${AMY}>, size=1500, nrcpt=1 (queue active)`;

test('a message that crosses a content filter is one message, and the step to the filter is no delivery', () => {
  const taken = ingest(`${CHAIN}
    ${sent('4AAAC0DE', 'one@example.org', { relay: '127.0.0.1[127.0.0.1]:10024', said: '250 2.0.0 from MTA(smtp:[127.0.0.1]:10025): 250 2.0.0 Ok: queued as 4FFFC0DE' })}
    ${removed('4AAAC0DE')}
    ${sent('4FFFC0DE', 'one@example.org')}
    ${removed('4FFFC0DE')}`);
  const [message] = messagesOf(taken);
  expect(messagesOf(taken)).toMatchObject([
    { queueId: '4AAAC0DE', mailboxId: `id of ${AMY}`, endedAt: new Date('2026-11-30T02:00:10Z') },
  ]);
  expect(deliveriesOf(taken)).toMatchObject([
    { isHandOver: true, message: message?.id },
    { isHandOver: false, message: message?.id, mailboxId: `id of ${AMY}` },
  ]);
});

test('a restart between any two lines of a filtered message changes nothing', () => {
  const lines = `${CHAIN}
    ${sent('4AAAC0DE', 'one@example.org', { relay: '127.0.0.1[127.0.0.1]:10024', said: '250 2.0.0 Ok: queued as 4FFFC0DE' })}
    ${removed('4AAAC0DE')}
    ${sent('4FFFC0DE', 'one@example.org')}
    ${removed('4FFFC0DE')}`
    .trim()
    .split('\n');
  for (let at = 1; at < lines.length; at += 1) {
    const taken = ingest(`${lines.slice(0, at).join('\n')}\nrestart\n${lines.slice(at).join('\n')}`);
    expect(
      messagesOf(taken).map(({ queueId }) => queueId),
      `restart after line ${at}`,
    ).toEqual(['4AAAC0DE']);
    const made = deliveriesOf(taken);
    expect(made.map(({ isHandOver }) => isHandOver)).toEqual([true, false]);
    expect(new Set(made.map(({ message }) => message)).size).toBe(1);
  }
});

test('a queue id that is used again is another message', () => {
  const taken = ingest(`
    ${accepted('4AAAC0DE')}
    ${queued('4AAAC0DE')}
    ${sent('4AAAC0DE', 'one@example.org')}
    ${removed('4AAAC0DE')}
    +5
    ${accepted('4AAAC0DE', BOB)}
    ${queued('4AAAC0DE', BOB)}
    ${sent('4AAAC0DE', 'two@example.org')}
    ${removed('4AAAC0DE')}`);
  expect(messagesOf(taken).map(({ mailboxId }) => mailboxId)).toEqual([`id of ${AMY}`, `id of ${BOB}`]);
  const [one, two] = deliveriesOf(taken);
  expect(one?.message).not.toBe(two?.message);
  expect(two).toMatchObject({ recipient: 'two@example.org', mailboxId: `id of ${BOB}` });
});

test('a remote server that happens to name a queue id of this host is no filter', () => {
  const taken = ingest(`
    ${accepted('4BBBC0DE', BOB)}
    ${queued('4BBBC0DE', BOB)}
    ${accepted('4AAAC0DE')}
    ${queued('4AAAC0DE')}
    ${sent('4AAAC0DE', 'one@example.org', { said: '250 2.0.0 Ok: queued as 4BBBC0DE' })}
    ${removed('4AAAC0DE')}
    ${sent('4BBBC0DE', 'two@example.org')}
    ${removed('4BBBC0DE')}`);
  expect(deliveriesOf(taken)).toMatchObject([
    { mailboxId: `id of ${AMY}`, isHandOver: false },
    { mailboxId: `id of ${BOB}`, isHandOver: false },
  ]);
});

test('lines of one queue id may come out of order, and late', () => {
  const [client, ...rest] = log(`
    ${accepted('4AAAC0DE')}
    ${sent('4AAAC0DE', 'one@example.org')}
    ${removed('4AAAC0DE')}`);
  const rows = createLineRows({ generation: 0, state: {}, queueIds: [] }, tools);
  const reordered = [rest[0], client, rest[1]].map((line) => (line ?? '').replace(/02:00:\d\d/, '02:00:01'));
  rows.add(reordered.map(parse));
  expect(rows.take().rows.deliveries).toMatchObject([{ mailboxId: `id of ${AMY}` }]);
});

test('deferred tries, and the expiry in the end, belong to the message', () => {
  const deferred = `smtp 4AAAC0DE: to=<one@example.org>, relay=none, delay=30, delays=0/0/30/0, dsn=4.4.1, status=deferred (connect to example.org[192.0.2.1]:25: Connection timed out)`;
  const taken = ingest(`
    ${accepted('4AAAC0DE')}
    ${queued('4AAAC0DE')}
    ${deferred}
    restart
    +432000
    qmgr 4AAAC0DE: from=<${AMY}>, size=1200, nrcpt=1 (queue active)
    ${deferred}
    qmgr 4AAAC0DE: from=<${AMY}>, status=expired, returned to sender
    ${removed('4AAAC0DE')}`);
  expect(messagesOf(taken)).toHaveLength(1);
  expect(deliveriesOf(taken).map(({ status }) => status)).toEqual(['deferred', 'deferred']);
  const [later] = [...(taken[1]?.changedMessages.values() ?? [])];
  expect(later).toMatchObject({ id: messagesOf(taken)[0]?.id, expiredAt: expect.any(Date), endedAt: expect.any(Date) });
});

test('a refusal belongs to the mailbox that it was meant for, and to the one that signed in', () => {
  const taken = ingest(`
    smtpd NOQUEUE: reject: RCPT from unknown[198.51.100.66]: 554 5.7.1 Service unavailable; Client host [198.51.100.66] blocked using zen; from=<a@b.example> to=<${BOB}> proto=ESMTP helo=<x>
    submission/smtpd NOQUEUE: reject: RCPT from home.example[203.0.113.5]: 550 5.1.1 <x@${BOB.split('@')[1]}>: Recipient address rejected: User unknown; from=<${AMY}> to=<x@mx.nthu.edu.tw> proto=ESMTP helo=<y> sasl_method=PLAIN sasl_username=${AMY}`);
  expect(taken[0]?.refusals).toMatchObject([
    {
      mailboxId: `id of ${BOB}`,
      direction: 'incoming',
      code: '554',
      dsn: '5.7.1',
      sender: 'a@b.example',
      address: '198.51.100.66',
    },
    { mailboxId: `id of ${AMY}`, direction: 'outgoing', recipient: 'x@mx.nthu.edu.tw' },
  ]);
});

test('a refused SMTP AUTH is a failure of the account, unless the server could not be asked', () => {
  const taken = ingest(`
    submission/smtpd warning: unknown[203.0.113.8]: SASL PLAIN authentication failed: (reason unavailable), sasl_username=${AMY}
    submission/smtpd warning: unknown[203.0.113.8]: SASL PLAIN authentication failed: Connection lost to authentication server, sasl_username=${AMY}`);
  expect([...(taken[0]?.failures.values() ?? [])]).toMatchObject([
    { service: 'smtp', network: '203.0.113.0/24', count: 1 },
  ]);
});
