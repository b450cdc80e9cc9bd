import { afterEach, expect, test } from 'vitest';
import { addDays, dayOf } from '@/lib/campus/day-of';
import { startOfDay } from '@/lib/campus/start-of-day';
import { after, before, days, hours, minutes } from '@/lib/clock';
import { mailSendingLog } from '@/lib/mail-log/sending/mail-sending-log';
import { notifyBusySenders } from '@/lib/mail-log/sending/notify-busy-senders';
import { reviewSending } from '@/lib/mail-log/sending/review-sending';
import { suspend } from '@/lib/suspension/suspend';
import { cast, needed, type Player } from '../../cast/cast';
import { openMailLog, writeMessage } from '../../support/sending-log';
import { closeEverything, ownDatabase, systemContext } from '../../support/world';

afterEach(closeEverything);

/** Noon on campus: yesterday is over, and today is not. */
const TODAY = dayOf(new Date(), 'Asia/Taipei');
const NOON = after(startOfDay(TODAY, 'Asia/Taipei'), hours(12));
const YESTERDAY = before(NOON, hours(20));
const BOUNCED = { status: 'bounced', dsn: '5.1.1', response: '550 5.1.1 no such user' } as const;

async function world() {
  const own = await ownDatabase();
  const { db } = own.runtime.connection;
  const people = await cast(own.runtime);
  await openMailLog(db, NOON);
  const noticed = () => own.sql<{ kind: string; recipient: string; data: Record<string, string> }[]>`
    select kind, recipient, data from notices order by recipient`;
  const sendsTo = async (player: Player, count: number, { at = YESTERDAY, bounced = 0 } = {}) => {
    const { mailbox } = await player.at();
    const tries = Array.from({ length: count }, (_, n) => ({
      to: `r${n}@example.org`,
      ...(n < bounced ? BOUNCED : {}),
    }));
    await writeMessage(db, { at, mailboxId: mailbox.id, tries, endedAt: at });
  };
  const confirmed = (player: Player, address: string) => own.sql`
    insert into contact_addresses (id, person_id, place, address, added_at, confirmed_at)
    values (gen_random_uuid(), ${player.person.id}, 1, ${address}, now(), now())`;
  const notify = (exempt: string[] = [], now = NOON) => notifyBusySenders(db, { now, timeZone: 'Asia/Taipei', exempt });
  return { own, db, ...people, noticed, sendsTo, confirmed, notify };
}

test('250 recipients or 10 bounces on one day are told once to mailbox and contact addresses, fewer are not', async () => {
  const { linXia, chenXiaoAn, chouTzuYuan, noticed, sendsTo, confirmed, notify } = await world();
  await confirmed(linXia, 'xia@home.example');
  await sendsTo(linXia, 250);
  await sendsTo(chenXiaoAn, 20, { bounced: 10 });
  await sendsTo(chouTzuYuan, 249, { bounced: 9 });
  await sendsTo(chouTzuYuan, 249, { at: before(NOON, minutes(30)) });
  expect(await notify()).toBe(2);
  expect(await notify()).toBe(2);
  const all = await noticed();
  expect(all.map(({ recipient }) => recipient).sort()).toEqual(
    [linXia.address, 'xia@home.example', chenXiaoAn.address].sort(),
  );
  expect(all.every(({ kind }) => kind === 'busy_sending_day')).toBe(true);
  const ofChen = all.find(({ recipient }) => recipient === chenXiaoAn.address);
  expect(JSON.parse(ofChen?.data.days ?? '')).toEqual([
    { day: addDays(TODAY, -1), total: 1, sent: 10, deferred: 0, bounced: 10, expired: 0 },
  ]);
  expect(await notify([], after(NOON, days(1)))).toBe(0);
});

test('a registered sender is left alone, and nothing is sent into a suspended mailbox', async () => {
  const { own, linXia, chenXiaoAn, noticed, sendsTo, confirmed, notify } = await world();
  await confirmed(chenXiaoAn, 'an@home.example');
  await sendsTo(linXia, 300);
  await sendsTo(chenXiaoAn, 300);
  const operator = await systemContext(own.runtime);
  needed(await suspend(operator, { address: chenXiaoAn.address, level: 'warning', announcementId: null }));
  await own.sql`delete from notices`;
  expect(await notify([linXia.address])).toBe(1);
  expect((await noticed()).map(({ recipient }) => recipient)).toEqual(['an@home.example']);
});

test('the log is mailed to oneself once in ten minutes; while suspended to a contact address, or refused', async () => {
  const { own, linXia, noticed, sendsTo, confirmed } = await world();
  await sendsTo(linXia, 3);
  const ctx = await linXia.at(undefined, { at: NOON });
  expect(await reviewSending(ctx)).toMatchObject({ recipients: 3 });
  expect(await mailSendingLog(ctx)).toEqual({ ok: true, value: 1 });
  expect(await mailSendingLog(ctx)).toEqual({ ok: true, value: 1 });
  expect(await noticed()).toMatchObject([{ kind: 'sending_log', recipient: linXia.address }]);

  const operator = await systemContext(own.runtime);
  needed(await suspend(operator, { address: linXia.address, level: 'warning', announcementId: null }));
  await own.sql`delete from notices`;
  expect(await mailSendingLog(await linXia.at(undefined, { at: NOON }))).toMatchObject({ code: 'sending_log.nowhere' });
  await confirmed(linXia, 'xia@home.example');
  expect(await mailSendingLog(await linXia.at(undefined, { at: NOON }))).toEqual({ ok: true, value: 1 });
  expect((await noticed()).map(({ recipient }) => recipient)).toEqual(['xia@home.example']);
});
