import { writeFileSync } from 'node:fs';
import { afterAll, expect, test } from 'vitest';
import { freePorts, LOOPBACK } from '@/lib/demo/embedded/free-port';
import { runsAsRoot } from '@/lib/demo/embedded/system-user';
import { ingestFiles } from '@/lib/mail-log/ingest-files';
import { openIngestion } from '@/lib/mail-log/open-ingestion';
import { findSentMessage } from '@/lib/mail-log/sending/find-sent-message';
import { listIncoming, readIncomingQuery } from '@/lib/mail-log/sending/list-incoming';
import { listSendingDays } from '@/lib/mail-log/sending/list-sending-days';
import { listSentMessages } from '@/lib/mail-log/sending/list-sent-messages';
import { readSentFilter } from '@/lib/mail-log/sending/read-sent-filter';
import { rowKeyText } from '@/lib/mail-log/sending/row-key';
import type { MailboxRequest } from '@/lib/runtime/runtime';
import { cast, needed } from '../../cast/cast';
import { openLines } from '../../support/line-connection';
import { logStory } from '../../support/mail-log';
import { type Postfix, startPostfix } from '../../support/postfix';
import { startSmtpSink } from '../../support/smtp-sink';
import { until } from '../../support/until';
import { closeEverything } from '../../support/world';

afterAll(closeEverything);

const DELIVERY = `
smtp unix - - n - - smtp
`;

/** Postfix with three servers to deliver to: one takes mail, one refuses recipients, one refuses for now. */
async function startMailServer(main: Readonly<Record<string, string>> = {}) {
  const [taking, refusing, later] = [await startSmtpSink(), await startSmtpSink(), await startSmtpSink()];
  refusing.mood = 'refuses_recipient';
  later.mood = 'refuses_for_now';
  const [port] = (await freePorts(1)) as [number];
  const relay = { host: LOOPBACK, port };
  const to = (sink: { port: number }) => `smtp:[${LOOPBACK}]:${sink.port}`;
  const postfix = await startPostfix('/nowhere', relay, {
    services: DELIVERY,
    main: {
      default_transport: to(taking),
      relay_transport: to(taking),
      transport_maps: `inline:{ refusing.example=${to(refusing)}, later.example=${to(later)} }`,
      smtpd_sasl_auth_enable: 'no',
      smtpd_relay_restrictions: 'permit_mynetworks, reject',
      smtpd_recipient_restrictions: 'check_sender_access inline:{ blocked.example=REJECT }, permit_mynetworks, reject',
      ...main,
    },
  });
  return { postfix, relay };
}

/** Submits a message. @param as the account that has signed in; null for a server that delivers */
async function submit(
  server: { host: string; port: number },
  message: { as: string | null; from: string; to: readonly string[] },
): Promise<string> {
  const lines = await openLines(server);
  const answer = async () => {
    for (;;) {
      const text = await lines.readLine();
      if (text[3] !== '-') return text;
    }
  };
  const say = (words: string) => {
    lines.send(`${words}\r\n`);
    return answer();
  };
  await answer();
  await say('EHLO tests.example');
  // Postfix takes the account from a trusted client as if it had signed in (XCLIENT).
  if (message.as) {
    await say(`XCLIENT LOGIN=${message.as}`);
    await say('EHLO tests.example');
  }
  await say(`MAIL FROM:<${message.from}>`);
  let last = '';
  for (const to of message.to) last = await say(`RCPT TO:<${to}>`);
  if (last.startsWith('2')) {
    await say('DATA');
    last = await say(`From: <${message.from}>\r\nSubject: a secret subject\r\n\r\nA test.\r\n.`);
  }
  lines.close();
  return last;
}

const limitsOf = (ctx: MailboxRequest) => ({ now: new Date(), timeZone: ctx.config.campus.timeZone, keptDays: 30 });

async function sentBy(ctx: MailboxRequest) {
  const { messages } = await listSentMessages(ctx, needed(readSentFilter({}, limitsOf(ctx))));
  return messages;
}

/** Every story of a real server's log, as the page's queries show it afterwards. */
test.skipIf(!runsAsRoot())('what a real Postfix did is what the pages show', async () => {
  const story = await logStory();
  const { linXia, chenXiaoAn } = await cast(story.runtime);
  const { postfix, relay } = await startMailServer();
  const [xia, an] = [linXia.address, chenXiaoAn.address];

  await submit(relay, {
    as: xia,
    from: xia,
    to: ['amy@elsewhere.example', 'ben@refusing.example', 'cat@later.example'],
  });
  await submit(relay, { as: xia, from: xia, to: [an] });
  // The owner of a message is the account that signed in, never its From.
  await submit(relay, { as: an, from: xia, to: ['amy@elsewhere.example'] });
  await submit(relay, { as: null, from: 'friend@elsewhere.example', to: [xia] });
  await submit(relay, { as: null, from: 'friend@blocked.example', to: [xia] });
  const log = () => postfix.readLog();
  await until('Postfix has delivered everything', () => (log().match(/: removed$/gm) ?? []).length >= 4);
  await ingest(story, postfix);

  const ctx = await linXia.at();
  const sent = await sentBy(ctx);
  expect(sent).toHaveLength(2);
  // Postfix's times are whole seconds.
  const toAn = sent.find(({ firstRecipient }) => firstRecipient === an);
  const toThree = sent.find((one) => one !== toAn);
  expect(toAn).toMatchObject({ firstRecipient: an, counts: { sent: 1, deferred: 0, bounced: 0, expired: 0 } });
  expect(toThree).toMatchObject({ sender: xia, counts: { sent: 1, deferred: 1, bounced: 1, expired: 0 } });
  const [today] = await listSendingDays(ctx);
  expect(today).toMatchObject({ total: 2, authenticated: 2, sent: 2, deferred: 1, bounced: 1, expired: 0 });

  const message = needed(await findSentMessage(ctx, rowKeyText(toThree as { at: Date; id: string })));
  const [ben, cat, amy] = message.recipientHistories;
  expect(ben).toMatchObject({ recipient: 'ben@refusing.example', state: 'bounced', next: null });
  expect(ben?.tries[0]?.response).toContain('no such <b>user</b>');
  expect(cat).toMatchObject({ recipient: 'cat@later.example', state: 'deferred' });
  expect(cat?.next?.at.getTime()).toBeGreaterThan(Date.now());
  expect(amy).toMatchObject({ recipient: 'amy@elsewhere.example', state: 'sent' });
  expect(amy?.tries[0]?.explained.explanation.key).toBe('accepted');

  const incoming = await listIncoming(ctx, needed(readIncomingQuery({}, limitsOf(ctx))));
  expect(incoming.entries.map(({ outcome, sender }) => `${outcome} ${sender}`).sort()).toEqual([
    // The bounce about ben.
    'arrived ',
    'arrived friend@elsewhere.example',
    'refused friend@blocked.example',
  ]);
  const other = await chenXiaoAn.at();
  expect(await sentBy(other)).toMatchObject([{ sender: xia, firstRecipient: 'amy@elsewhere.example' }]);
  const arrived = await listIncoming(other, needed(readIncomingQuery({}, limitsOf(other))));
  expect(arrived.entries).toMatchObject([{ outcome: 'arrived', sender: xia }]);
  const [stored] = await story.sql`select count(*)::int as n from mail_messages m where m::text ~ 'secret subject'`;
  expect(stored?.n).toBe(0);
});

test.skipIf(!runsAsRoot())('a message whose time in the queue is over is expired', async () => {
  const story = await logStory();
  const { linXia } = await cast(story.runtime);
  const { postfix, relay } = await startMailServer({ maximal_queue_lifetime: '0', bounce_queue_lifetime: '0' });
  await submit(relay, { as: linXia.address, from: linXia.address, to: ['cat@later.example'] });
  await until('the message has expired', () => /status=expired.*: removed/s.test(postfix.readLog()));
  await ingest(story, postfix);
  const ctx = await linXia.at();
  const [message] = await sentBy(ctx);
  expect(message).toMatchObject({ counts: { sent: 0, deferred: 0, bounced: 0, expired: 1 } });
  expect((await listSendingDays(ctx))[0]).toMatchObject({ total: 1, deferred: 0, expired: 1 });
});

async function ingest(story: Awaited<ReturnType<typeof logStory>>, postfix: Postfix): Promise<void> {
  writeFileSync(story.postfix, postfix.readLog());
  const { runtime } = story;
  // Postfix writes the machine's time without its offset.
  const { timeZone } = Intl.DateTimeFormat().resolvedOptions();
  const config = { ...runtime.config, mailLogs: { ...runtime.config.mailLogs, timeZone } };
  const counts = await ingestFiles(
    await openIngestion({ ...runtime, config }),
    [{ path: story.postfix, source: 'postfix' }],
    {
      unreadable: (path, error) => {
        throw new Error(`${path} cannot be read`, { cause: error });
      },
    },
  );
  expect(counts).toMatchObject({ unknown: 0, refused: 0 });
}
