import { setTimeout as wait } from 'node:timers/promises';
import { expect, test } from 'vitest';
import { AMY, act, append, login, logStory, newSession, nextTime, postfixLine } from '../../support/mail-log';
import { startWorkerProcess } from '../../support/production-process';
import { until } from '../../support/until';

/** `KILLS=50 npx vitest run --project integration mail-log/killed` takes some minutes. */
const KILLS = Math.ceil(Number(process.env.KILLS ?? 20) / 4);

test(`a worker that is killed ${KILLS} times while it reads loses no line and counts none twice`, async () => {
  const story = await logStory();
  const { own, sql, dovecot, postfix } = story;
  const written = { sessions: 0, expunged: 0, messages: 0, tries: 0 };
  let isWriting = true;

  function write(): void {
    const session = newSession();
    append(
      dovecot,
      login(AMY, { session }),
      act(AMY, session, 'expunge: box=INBOX, uid=1, msgid=<a@x>, size=100'),
      act(AMY, session, 'expunge: box=INBOX, uid=2, msgid=<b@x>, size=100'),
    );
    written.sessions += 1;
    written.expunged += 2;
    written.messages += 1;
    const id = (0x10000000 + written.messages).toString(16).toUpperCase();
    append(
      postfix,
      postfixLine('submission/smtpd', `${id}: client=home[203.0.113.5], sasl_method=PLAIN, sasl_username=${AMY}`),
      postfixLine('cleanup', `${id}: message-id=<${id}@mx>`),
      postfixLine('qmgr', `${id}: from=<${AMY}>, size=100, nrcpt=1 (queue active)`),
    );
    written.tries += 1;
    append(
      postfix,
      postfixLine(
        'smtp',
        `${id}: to=<x@example.org>, relay=mail.example[198.51.100.9]:25, delay=1, delays=0/0/0/1, dsn=2.0.0, status=sent (250 OK)`,
      ),
      postfixLine('qmgr', `${id}: removed`, nextTime(500)),
    );
  }

  const writing = (async () => {
    while (isWriting) {
      write();
      await wait(2);
    }
  })();

  const settings = { MAIL_LOG_DOVECOT: dovecot, MAIL_LOG_POSTFIX: postfix };
  const rowsOf = async () => {
    const [row] = await sql`select
      (select count(*)::int from access_events where kind = 'login' and service = 'imap') as sessions,
      (select count(distinct session)::int from access_events where kind = 'login' and service = 'imap') as different,
      (select coalesce(sum(messages), 0)::int from access_events where kind = 'messages_expunged') as expunged,
      (select count(*)::int from mail_messages) as messages,
      (select count(*)::int from mail_messages where ended_at is not null and size = 100) as ended,
      (select count(*)::int from mail_deliveries) as tries`;
    return row;
  };

  for (let n = 0; n < KILLS; n += 1) {
    const before = (await rowsOf())?.sessions;
    const worker = startWorkerProcess(own, settings);
    await worker.isUp();
    // Not before it reads: otherwise only starts are killed.
    await until('the worker reads', async () => (await rowsOf())?.sessions > before);
    await wait(Math.random() * 300);
    worker.kill('SIGKILL');
    await worker.ended;
  }
  isWriting = false;
  await writing;
  const last = startWorkerProcess(own, settings);
  await until('all is read', async () => {
    const rows = await rowsOf();
    return rows?.ended === written.messages && rows.expunged === written.expunged;
  });
  await wait(1_000);
  const { sessions, ...rest } = written;
  expect(await rowsOf()).toEqual({ ...rest, sessions, different: sessions, ended: written.messages });
  last.kill('SIGTERM');
  expect(await last.ended).toBe(0);
}, 300_000);
