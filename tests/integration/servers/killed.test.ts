import { randomInt } from 'node:crypto';
import { setTimeout as wait } from 'node:timers/promises';
import { afterEach, expect, inject, test } from 'vitest';
import { DELIVERIES_DUE } from '@/db/queries/delivery-signals';
import { findMailbox, findPasswordSecret } from '@/db/queries/mailboxes';
import { minutes, seconds } from '@/lib/clock';
import { readPassword } from '@/lib/strength/read-password';
import { cast, needed, newPassword, type Player } from '../../cast/cast';
import { ageChanges } from '../../support/age-changes';
import { contentOf, filesIn, holds, watchArguments } from '../../support/canary';
import { openChangeForm, sendChangeForm } from '../../support/change-form';
import { imapLogin } from '../../support/imap-client';
import { isNewestInForce } from '../../support/is-newest-in-force';
import { ownCampus } from '../../support/own-campus';
import { type ProductionProcess, serversOf, startWorkerProcess } from '../../support/production-process';
import { atServer, signInOverHttp } from '../../support/sign-in-over-http';
import { type SmtpSink, startSmtpSink } from '../../support/smtp-sink';
import { until } from '../../support/until';
import { closeEverything, type OwnDatabase, superuser } from '../../support/world';

afterEach(closeEverything);

/** Two servers of one portal, one of them about to be killed, and a user with the change form of that server open. */
async function aFormIsOpen() {
  const campus = await ownCampus();
  const portal = await serversOf(campus.own, { count: 2, settings: campus.settings });
  const [here = '', there = ''] = portal.baseUrls;
  const doomed = portal.start(here);
  await Promise.all([doomed.isUp(), portal.start(there).isUp()]);
  const { linXia } = await cast(campus.own.runtime);
  const client = await signInOverHttp(linXia, here);
  const form = await openChangeForm(client, linXia.address);
  const next = newPassword();
  const version = async () => (await findMailbox(campus.own.runtime.connection.db, linXia.address))?.version;
  return { ...campus, linXia, client, form, next, there, doomed, version };
}

test('A85 a server killed before it has stored a change has changed nothing; the form can be sent again to the other', async () => {
  const { own, linXia, client, form, next, there, doomed, version } = await aFormIsOpen();
  const before = await version();
  await own.sql.begin(async (sql) => {
    await sql`select 1 from mailboxes where address = ${linXia.address} for update`;
    const answer = sendChangeForm(client, form, { next }).catch(() => 'no answer');
    await until('the change waits for the row', async () => {
      const waiting = await own.sql`
        select 1 from pg_stat_activity where datname = ${own.name} and wait_event_type = 'Lock'`;
      return waiting.length > 0;
    });
    doomed.kill('SIGKILL');
    expect(await answer).toBe('no answer');
    await doomed.ended;
  });
  expect(await version()).toBe(before);

  const again = await sendChangeForm(atServer(client, there), form, { next });
  expect([again.status, again.headers.location]).toEqual([303, expect.stringContaining('/changes/')]);
  expect(await version()).toBe((before ?? 0) + 1);
});

test('A82 A85 a form sent again after its server stored the change and was killed leads to its receipt', async () => {
  const { own, dovecot, settings, linXia, client, form, next, there, doomed, version } = await aFormIsOpen();
  const before = await version();
  const stored = new Promise<void>((resolve) => {
    void own.sql.listen(DELIVERIES_DUE, () => {
      doomed.kill('SIGKILL');
      resolve();
    });
  });
  const answer = sendChangeForm(client, form, { next }).catch(() => undefined);
  await stored;
  await Promise.all([answer, doomed.ended]);
  expect(await version()).toBe((before ?? 0) + 1);

  const elsewhere = atServer(client, there);
  // The change has ended its session, and the new cookie may never have arrived: a fresh link opens another session.
  const again = await sendChangeForm(elsewhere, form, { next });
  expect([303, 403]).toContain(again.status);
  const back = again.status === 303 ? elsewhere : await signInOverHttp(linXia, there);
  const receipt = await back.get(again.headers.location ?? (await receiptOf(own, linXia)));
  expect(receipt.status).toBe(200);
  expect(await version()).toBe((before ?? 0) + 1);

  startWorkerProcess(own, settings);
  await until('it is in force', () => isNewestInForce(own, linXia.address));
  expect((await imapLogin(dovecot.imap, linXia.address, next)).ok).toBe(true);
});

async function receiptOf({ sql }: OwnDatabase, { address }: Player): Promise<string> {
  const [row] = await sql<{ id: string }[]>`
    select c.id from password_changes c join mailboxes m on m.id = c.mailbox_id
    where m.address = ${address} order by c.version desc limit 1`;
  return `/mailboxes/${address}/password/changes/${row?.id}`;
}

/** Each kill includes the start of a process. `KILLS=200 npx vitest run --project servers killed` takes some ten minutes. */
const KILLS = Number(process.env.KILLS ?? 20);
const KILLS_OF_WORKERS = Math.ceil(KILLS * 0.6);
const KILLS_OF_SERVERS = Math.ceil(KILLS * 0.4);
/** The prefix of every password of this test: the test searches for it everywhere at the end. */
const WORDS = 'kormorane zählen laternen am stillen fluß';

/** The requested and the acknowledged changes of one mailbox. */
interface Attempts {
  asked: Set<number>;
  acknowledged: Map<number, string>;
}

/** Repeatedly starts a process, lets it run for a moment after it has worked, and kills it. */
async function killRepeatedly(
  times: number,
  { start, hasWorked }: { start: () => ProductionProcess; hasWorked: () => Promise<void> },
): Promise<void> {
  for (let time = 0; time < times; time += 1) {
    const running = start();
    await running.isUp();
    await hasWorked();
    await wait(randomInt(1_000));
    running.kill('SIGKILL');
    await running.ended;
  }
}

test('A75 A85 A91 servers and workers killed repeatedly under load lose no change and no mail, and leave no password', {
  timeout: minutes(20),
}, async () => {
  const { own, dovecot, mailServerFolder, settings: mail } = await ownCampus();
  const sink = await startSmtpSink();
  const settings = { ...mail, SMTP_URL: `smtp://127.0.0.1:${sink.port}`, LOG_LEVEL: 'debug' };
  const portal = await serversOf(own, { count: 2, settings });
  const casts = await Promise.all([1, 2, 3, 4].map(() => cast(own.runtime)));
  const attemptsOf = new Map<Player, Attempts>(
    casts
      .flatMap(({ linXia, chenXiaoAn }) => [linXia, chenXiaoAn])
      .map((player) => [player, { asked: new Set(), acknowledged: new Map() }]),
  );
  const players = [...attemptsOf.keys()];
  for (const [player, { asked, acknowledged }] of attemptsOf) {
    asked.add(0);
    acknowledged.set(0, (await player.sets(`${WORDS} 0`)).change.id);
  }
  const processes: ProductionProcess[] = [];
  const started = (one: ProductionProcess) => {
    processes.push(one);
    return one;
  };
  const argumentsSeen = watchArguments(200);

  let isOver = false;
  let numbers = 0;
  let acknowledged = 0;
  let lastAnswer = '';
  /** A user who changes passwords through either server that answers, until the test ends. */
  const changing = async () => {
    while (!isOver) {
      const player = players[randomInt(players.length)] as Player;
      const attempts = attemptsOf.get(player) as Attempts;
      const number = ++numbers;
      try {
        const client = await signInOverHttp(player, portal.baseUrls[randomInt(2)] ?? '');
        const form = await openChangeForm(client, player.address);
        attempts.asked.add(number);
        const { status, headers } = await sendChangeForm(client, form, { next: `${WORDS} ${number}` });
        const [, id] = /\/changes\/([0-9a-f-]{36})$/.exec(headers.location ?? '') ?? [];
        lastAnswer = `${status} ${headers.location ?? ''}`;
        if (status !== 303 || !id) continue;
        attempts.acknowledged.set(number, id);
        acknowledged += 1;
        await ageChanges(own.runtime.connection.db, player.address);
      } catch (error) {
        // The server was killed, or is not up yet.
        lastAnswer = String(error);
        await wait(50);
      }
    }
  };
  const clients = [1, 2, 3].map(changing);
  /** A server has done work when a change was acknowledged, by it or by the other; a worker has work at once. */
  const wasNoticeSent = async () => {
    const before = acknowledged;
    await until('a change is acknowledged', () => acknowledged > before, seconds(60)).catch((error) => {
      throw new Error(`${error.message}; the last answer was ${lastAnswer}`);
    });
  };
  const servers = portal.baseUrls.map((baseUrl) =>
    killRepeatedly(KILLS_OF_SERVERS / 2, {
      start: () => started(portal.start(baseUrl)),
      hasWorked: wasNoticeSent,
    }),
  );
  const workers = [1, 2].map(() =>
    killRepeatedly(KILLS_OF_WORKERS / 2, {
      start: () => started(startWorkerProcess(own, settings)),
      hasWorked: async () => {},
    }),
  );
  await Promise.all([...servers, ...workers]).finally(() => {
    isOver = true;
  });
  await Promise.all(clients);
  expect(acknowledged, 'changes were acknowledged between the kills').toBeGreaterThanOrEqual(KILLS_OF_SERVERS / 2);

  started(startWorkerProcess(own, settings));
  for (const [player, attempts] of attemptsOf) {
    const { address } = player;
    await until(`${address} is in force`, () => isNewestInForce(own, address), seconds(90));
    const held = await newestPassword(own, player, attempts);
    expect((await imapLogin(dovecot.imap, address, held)).ok, address).toBe(true);
  }
  const waiting = await own.sql`select 1 from deliveries where effective_at is null and superseded_at is null`;
  expect(waiting, 'nothing waits any more').toHaveLength(0);
  await expectEveryMail(own, sink);

  expect(holds(argumentsSeen(), WORDS), 'arguments of processes').toBe(false);
  for (const one of processes) expect(holds(one.output(), WORDS), 'what a process said').toBe(false);
  for (const { text, html } of sink.taken) expect(holds(text + html, WORDS), 'a mail').toBe(false);
  await superuser()`checkpoint`;
  const files = [...inject('world').serverFolders, mailServerFolder].flatMap(filesIn);
  expect(files.length).toBeGreaterThan(100);
  expect(files.filter((path) => holds(contentOf(path), WORDS))).toEqual([]);
});

/** The password that the mailbox must hold: of the newest acknowledged change, or of a later unacknowledged one. */
async function newestPassword({ runtime, sql }: OwnDatabase, player: Player, attempts: Attempts): Promise<string> {
  const changes = await sql<{ id: string; version: number }[]>`
    select c.id, c.version from password_changes c join mailboxes m on m.id = c.mailbox_id
    where m.address = ${player.address} order by c.version desc`;
  const kept = new Set(changes.map(({ id }) => id));
  const lost = [...attempts.acknowledged.values()].filter((id) => !kept.has(id));
  expect(lost, `${player.address} has every change that was acknowledged`).toEqual([]);

  const [newest] = changes;
  const [given] = [...attempts.acknowledged].find(([, id]) => id === newest?.id) ?? [];
  const unacknowledged = [...attempts.asked].filter((asked) => !attempts.acknowledged.has(asked));
  const candidates = given === undefined ? unacknowledged : [given];
  const mailbox = await findMailbox(runtime.connection.db, player.address);
  const stored = await findPasswordSecret(runtime.connection.db, mailbox?.id ?? '');
  const held: string[] = [];
  for (const one of candidates.map((number) => `${WORDS} ${number}`)) {
    if (needed(await runtime.hasher.verify(stored, needed(readPassword(one))))) held.push(one);
  }
  expect(held, `${player.address} holds the newest password that it was given`).toHaveLength(1);
  return held[0] ?? '';
}

/** Every change was reported to its mailbox; twice at most where a worker died in between, and then under one Message-ID. */
async function expectEveryMail({ sql }: OwnDatabase, { taken }: SmtpSink): Promise<void> {
  const unsent = async () => (await sql`select 1 from notices where sent_at is null`).length;
  await until('every mail is sent', async () => (await unsent()) === 0, seconds(90));
  const mails = await sql<{ recipient: string; n: number }[]>`
    select recipient, count(*)::int as n from notices group by recipient`;
  expect(mails.length).toBeGreaterThan(0);
  for (const { recipient, n } of mails) {
    const ids = new Set(taken.filter((mail) => mail.to === recipient).map(({ messageId }) => messageId));
    expect(ids.size, `${recipient} has one mail for each event`).toBe(n);
  }
}
