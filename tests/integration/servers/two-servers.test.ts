import { availableParallelism } from 'node:os';
import { beforeAll, expect, test } from 'vitest';
import { minutes, seconds } from '@/lib/clock';
import { findThrottle } from '@/lib/sign-in/throttle/find-throttle';
import { FREE_FAILURES } from '@/lib/sign-in/throttle/throttle-rules';
import { cast, newPassword } from '../../cast/cast';
import { ageChanges } from '../../support/age-changes';
import { openChangeForm, sendChangeForm } from '../../support/change-form';
import { HttpClient, postAsMember, readableText } from '../../support/http-client';
import { imapLogin } from '../../support/imap-client';
import { sendLoginForm } from '../../support/login-form';
import { type OwnCampus, ownCampus } from '../../support/own-campus';
import { serversOf, startWorkerProcess } from '../../support/production-process';
import { atServer, signInOverHttp } from '../../support/sign-in-over-http';
import { type SmtpSink, startSmtpSink } from '../../support/smtp-sink';
import { until } from '../../support/until';
import { anonymousContext } from '../../support/world';

/** Two servers and two workers, each a separate process, as a campus runs them. */
let campus: OwnCampus;
let here: string;
let there: string;
let sink: SmtpSink;

beforeAll(async () => {
  campus = await ownCampus();
  sink = await startSmtpSink();
  const settings = { ...campus.settings, SMTP_URL: `smtp://127.0.0.1:${sink.port}` };
  const portal = await serversOf(campus.own, { count: 2, settings });
  [here = '', there = ''] = portal.baseUrls;
  const workers = [1, 2].map(() => startWorkerProcess(campus.own, settings));
  await Promise.all([...portal.baseUrls.map(portal.start), ...workers].map((one) => one.isUp()));
}, minutes(3));

const people = () => cast(campus.own.runtime);

test('a link opens one session when both servers receive it at once', async () => {
  const { linXia } = await people();
  const { token } = await linXia.link({ origin: here });
  const answers = await Promise.all(
    Array.from({ length: 10 }, (_, n) => {
      const client = new HttpClient(n % 2 ? here : there, { headers: { 'Accept-Language': 'en' } });
      return client.enter(token);
    }),
  );
  const signedIn = answers.filter(({ headers }) =>
    headers['set-cookie']?.some((one) => one.startsWith('portal_session=')),
  );
  expect(signedIn).toHaveLength(1);
  const [{ n } = { n: 0 }] = await campus.own.sql<{ n: number }[]>`
    select count(*)::int as n from sessions where person_id = ${linXia.person.id}`;
  expect(n).toBe(1);
});

/** Concurrent changes at each server. */
const SLOTS = availableParallelism();

test('A94 changes that would wait too long are refused with 503 and Retry-After, while pages and sign-ins go on', async () => {
  const { linXia, chenXiaoAn } = await people();
  const [slow, other] = [await signInOverHttp(linXia, here), await signInOverHttp(chenXiaoAn, here)];
  const form = await openChangeForm(other, chenXiaoAn.address);
  const held = await campus.own.sql.reserve();
  await held`begin`;
  await held`select 1 from people where id in (${linXia.person.id}, ${chenXiaoAn.person.id}) for update`;
  const slowForm = await openChangeForm(slow, linXia.address);
  const first = sendChangeForm(slow, slowForm, { next: newPassword() });
  const metrics = async () => (await new HttpClient(here).get('/metrics')).body;
  await until('the first one runs', async () => /portal_admission_running\{queue="change"\} 1/.test(await metrics()));
  // Until the first has ended, each counts as a fifth of a second, and the longest wait is twenty seconds.
  const others = Array.from({ length: 110 * SLOTS }, () => sendChangeForm(other, form, { next: newPassword() }));
  const refused = await Promise.race(others);
  expect(refused.status).toBe(503);
  expect(Number(refused.headers['retry-after'])).toBeGreaterThanOrEqual(5);
  expect(readableText(refused.body)).toMatch(/\d+ people are ahead of you\. Try again in about \d+ seconds/);
  expect((await other.get('/mailboxes')).status).toBe(200);
  const figures = await metrics();
  expect(figures).toMatch(/portal_admission_refused_total\{queue="change"\} [1-9]/);
  expect(figures).toMatch(/portal_admission_waiting\{queue="change"\} [1-9]/);
  expect(figures).toMatch(/portal_admission_waiting\{queue="signInByDatabase"\} 0/);

  await held`rollback`;
  held.release();
  expect((await first).status, 'the first change, which waited for its row').toBe(303);
  await Promise.allSettled(others);
});

test('A39 a session opened by one server is valid at the other, and ends at both', async () => {
  const { linXia } = await people();
  const atHere = await signInOverHttp(linXia, here);
  const atThere = atServer(atHere, there);
  expect(readableText((await atThere.get('/mailboxes')).body)).toContain(linXia.address);
  expect((await postAsMember(atThere, '/sign-out')).status).toBe(303);
  for (const one of [atHere, atServer(atHere, there)]) expect((await one.get('/mailboxes')).status).toBe(403);
});

test('A48 wrong passwords sent to both servers at once share one counter', async () => {
  const { linXia } = await people();
  const ctx = await anonymousContext({ runtime: campus.own.runtime });
  const beganAt = performance.now();
  const answers = await Promise.all(
    Array.from({ length: 4 * FREE_FAILURES }, (_, n) =>
      sendLoginForm(ctx, new HttpClient(n % 2 ? here : there), { address: linXia.address, password: newPassword() }),
    ),
  );
  const tookMs = performance.now() - beganAt;
  const checked = answers.filter(({ status }) => status === 403).length;
  expect(answers.filter(({ status }) => status === 429)).toHaveLength(answers.length - checked);
  expect(checked).toBeGreaterThanOrEqual(FREE_FAILURES);
  expect((await findThrottle(ctx, linXia.address)).failures).toBe(checked);
  // After the free tries come delays of two, four and eight seconds: one more try after each that has passed.
  const delaysPassed = Math.min(Math.floor(Math.log2(tookMs / seconds(2) + 1)), 3);
  expect(checked).toBeLessThanOrEqual(FREE_FAILURES + delaysPassed);
});

test('A84 changes at both servers are each delivered and reported once, and a mailbox holds the last one', async () => {
  const casts = await Promise.all([people(), people(), people()]);
  const players = casts.flatMap(({ linXia, chenXiaoAn, chouTzuYuan }) => [linXia, chenXiaoAn, chouTzuYuan]);
  const changed = await Promise.all(
    players.map(async (player, n) => {
      let newest = '';
      for (const server of n % 2 ? [here, there, here] : [there, here, there]) {
        const client = await signInOverHttp(player, server);
        const form = await openChangeForm(client, player.address);
        newest = newPassword();
        // The other server shows the receipt.
        const answer = await sendChangeForm(client, form, { next: newest });
        expect(answer.status).toBe(303);
        const receipt = await atServer(client, server === here ? there : here).get(answer.headers.location ?? '');
        expect(receipt.status).toBe(200);
        // Otherwise the three would be reported in one notice.
        await ageChanges(campus.own.runtime.connection.db, player.address);
      }
      return { player, newest };
    }),
  );
  const unsent = async () => {
    const [row] = await campus.own.sql<{ n: number }[]>`
      select (select count(*) from deliveries where effective_at is null and superseded_at is null)
           + (select count(*) from notices where sent_at is null) as n`;
    return Number(row?.n);
  };
  await until('no delivery waits', async () => (await unsent()) === 0, seconds(30));

  for (const { player, newest } of changed) {
    const { address, password } = player;
    expect((await imapLogin(campus.dovecot.imap, address, newest)).ok, address).toBe(true);
    expect((await imapLogin(campus.dovecot.imap, address, password)).ok, address).toBe(false);
    const mails = sink.taken.filter((mail) => mail.to === address && mail.subject.includes(address));
    expect(new Set(mails.map(({ messageId }) => messageId)).size, 'one mail a change').toBe(3);
    expect(mails, 'and none twice').toHaveLength(3);
  }
});
