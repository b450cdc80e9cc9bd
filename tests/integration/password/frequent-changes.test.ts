import { expect, test } from 'vitest';
import { before, hours, minutes } from '@/lib/clock';
import { changePassword } from '@/lib/password/change-password';
import { refuseChangeForm } from '@/lib/password/refuse-change-form';
import { refuse } from '@/lib/result';
import { cast, needed, newPassword, type Player } from '../../cast/cast';
import { eventsIn, readableLog } from '../../support/readable-log';
import { until } from '../../support/until';
import { ownDatabase, superuser } from '../../support/world';

const MINUTE = minutes(1);
const atMinute = (moment: Date) => Math.ceil(moment.getTime() / MINUTE) * MINUTE;

/** Inserts changes, each made the given time ago. */
async function changedAgo(player: Player, now: Date, ...agoMs: number[]): Promise<void> {
  for (const ms of agoMs) await player.sets(newPassword(), player.address, { at: before(now, ms) });
}

test('A119 a mailbox is changed at most five times an hour; then the refusal names the time of the next change', async () => {
  const { linXia, chenXiaoAn } = await cast();
  const now = new Date();
  await changedAgo(linXia, now, minutes(59), minutes(50), minutes(40), minutes(2));
  const ctx = await linXia.at(linXia.address, { at: now });
  const form = linXia.wants(newPassword());
  const fifth = needed(await changePassword(ctx, form));

  const again = await linXia.at(linXia.address, { at: now });
  const at = atMinute(new Date(now.getTime() + MINUTE));
  const tooMany = refuse('throttle.changes', { at, seconds: Math.ceil((at - now.getTime()) / 1_000) });
  const { log, lines } = readableLog();
  expect(await refuseChangeForm({ ...again, log })).toEqual(tooMany);
  expect(eventsIn(lines), 'a look is no try').toEqual([]);
  expect(await changePassword({ ...again, log }, linXia.wants(newPassword()))).toEqual(tooMany);
  expect(eventsIn(lines)).toEqual(['throttle.refused changes']);
  // The fifth form is answered by its receipt, however often it is sent again.
  expect(needed(await changePassword(ctx, form)).change.id).toBe(fifth.change.id);

  needed(await changePassword(await chenXiaoAn.at(), chenXiaoAn.wants(newPassword())));
  const later = await linXia.at(linXia.address, { at: new Date(at) });
  expect(await refuseChangeForm(later)).toBeUndefined();
  needed(await changePassword(later, linXia.wants(newPassword())));
});

test('A119 a mailbox is changed at most twelve times a day, by all persons together', async () => {
  const { chouTzuYuan, linXia } = await cast();
  const [, office = ''] = chouTzuYuan.addresses;
  const now = new Date();
  for (let n = 0; n < 12; n += 1)
    await chouTzuYuan.sets(newPassword(), office, { at: before(now, hours(23) - n * minutes(90)) });
  await superuser()`update mailboxes set holder_id = ${linXia.person.id} where address = ${office}`;
  const outcome = await changePassword(await linXia.at(office, { at: now }), linXia.wants(newPassword()));
  expect(outcome).toMatchObject({
    code: 'throttle.changes',
    detail: { at: atMinute(new Date(now.getTime() + hours(1))) },
  });
});

test('A119 the limit is checked again under the lock: a change made meanwhile is the fifth', async () => {
  const own = await ownDatabase();
  const { linXia } = await cast(own.runtime);
  const now = new Date();
  await changedAgo(linXia, now, minutes(50), minutes(40), minutes(30), minutes(20));
  const ctx = await linXia.at(linXia.address, { at: now });

  const { changing } = await own.sql.begin(async (holder) => {
    await holder`select 1 from mailboxes where address = ${linXia.address} for update`;
    const started = changePassword(ctx, linXia.wants(newPassword()));
    await until('the change waits for the mailbox', async () => {
      const waiting = await own.sql`
        select 1 from pg_stat_activity where datname = ${own.name} and wait_event_type = 'Lock'`;
      return waiting.length === 1;
    });
    await holder`
      insert into password_changes (mailbox_id, person_id, version, number, intent, changed_at, fingerprint, reuse_salt)
      select mailbox_id, person_id, 900, '2222-2222', gen_random_uuid(), ${now}, fingerprint, reuse_salt
      from password_changes where mailbox_id = ${ctx.mailbox.id} limit 1`;
    return { changing: started };
  });
  expect(await changing).toMatchObject({ ok: false, code: 'throttle.changes' });
});
