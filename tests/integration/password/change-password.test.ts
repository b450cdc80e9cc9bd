import { expect, test } from 'vitest';
import { findPasswordSecret } from '@/db/queries/mailboxes';
import { after, minutes } from '@/lib/clock';
import { createHasher } from '@/lib/hashing/hashing';
import { changePassword } from '@/lib/password/change-password';
import { reinstate } from '@/lib/suspension/reinstate';
import { suspend } from '@/lib/suspension/suspend';
import { cast, needed, newPassword, type Player } from '../../cast/cast';
import { imapLogin } from '../../support/imap-client';
import { readableLog } from '../../support/readable-log';
import { anotherRuntime, imapServer, inForce, superuser, systemContext } from '../../support/world';

/** Everything that a change writes, for a comparison with the state before. */
async function tracesOf(player: Player) {
  const sql = superuser();
  const addresses = [...player.addresses];
  return {
    mailboxes: await sql`select * from mailboxes where address = any(${addresses}) order by address`,
    changes: await sql`select c.* from password_changes c join mailboxes m on m.id = c.mailbox_id
      where address = any(${addresses}) order by c.id`,
    deliveries: await sql`select d.id from deliveries d join mailboxes m on m.id = d.mailbox_id
      where address = any(${addresses}) order by d.id`,
    sessions: await sql`select id, ended_at from sessions where person_id = ${player.person.id} order by id`,
    audited: await sql`select l.* from audit_log l join audit_pseudonyms p on p.pseudonym = l.mailbox_pseudonym
      join mailboxes m on m.id = p.mailbox_id where address = any(${addresses}) order by l.id`,
  };
}

test('the mail server accepts the new password after a change, and refuses the old one', async () => {
  const { linXia } = await cast();
  expect((await imapLogin(imapServer(), linXia.address, linXia.password)).ok).toBe(true);

  const next = newPassword();
  const { change } = needed(await changePassword(await linXia.at(), linXia.wants(next)));
  await inForce(change);

  expect((await imapLogin(imapServer(), linXia.address, next)).ok).toBe(true);
  expect((await imapLogin(imapServer(), linXia.address, linXia.password)).ok).toBe(false);
});

test('a refused change leaves the old password in force', async () => {
  const { linXia } = await cast();
  const outcome = await changePassword(await linXia.at(), linXia.wants('passwordpassword'));
  expect(outcome).toMatchObject({ ok: false, code: 'password.common' });
  expect((await imapLogin(imapServer(), linXia.address, linXia.password)).ok).toBe(true);
});

test('a refused change leaves nothing behind, whatever its reason', async () => {
  const { linXia, chouTzuYuan } = await cast();
  const ctx = await linXia.at();
  const before = await tracesOf(linXia);
  const reasons: [typed: string, code: string][] = [
    ['short', 'password.too_short'],
    ['x'.repeat(129), 'password.too_long'],
    ['passwordpassword', 'password.common'],
    [`${linXia.person.number}linxia`, 'password.own_data'],
    ['qinghuadaxue1234', 'password.campus_word'],
    ['aaaaaaaaaaaaaaaaaaaaaa', 'password.too_weak'],
    [linXia.password, 'password.same_as_current'],
  ];
  for (const [typed, code] of reasons) {
    expect([typed, (await changePassword(ctx, linXia.wants(typed))) as object]).toMatchObject([typed, { code }]);
  }
  const next = linXia.wants(newPassword());
  expect(await changePassword({ ...ctx, person: chouTzuYuan.person }, next)).toMatchObject({
    code: 'mailbox.not_found',
  });
  expect(await tracesOf(linXia)).toEqual(before);
});

test('a proof older than fifteen minutes is refused for a change', async () => {
  const { linXia } = await cast();
  const ctx = await linXia.at();
  const before = await tracesOf(linXia);
  const late = { ...ctx, now: after(ctx.now, minutes(15) + 1) };
  expect(await changePassword(late, linXia.wants(newPassword()))).toEqual({ ok: false, code: 'proof.stale' });
  expect(await tracesOf(linXia)).toEqual(before);
  const inTime = { ...ctx, now: after(ctx.now, minutes(15)) };
  expect(await changePassword(inTime, linXia.wants(newPassword()))).toMatchObject({ ok: true });
});

test('A45 a mailbox suspended between the page and its form accepts no new password', async () => {
  const { linXia } = await cast();
  const ctx = await linXia.at();
  const operator = await systemContext();
  needed(await suspend(operator, { address: linXia.address, level: 'warning', announcementId: null }));
  const before = await tracesOf(linXia);
  expect(ctx.mailbox.state).toBe('active');
  expect(await changePassword(ctx, linXia.wants(newPassword()))).toEqual({
    ok: false,
    code: 'mailbox.suspended_warning',
    detail: { address: linXia.address },
  });
  expect(await tracesOf(linXia)).toEqual(before);

  needed(await reinstate(operator, linXia.address));
  expect(await changePassword(ctx, linXia.wants(newPassword()))).toMatchObject({ ok: true });
});

test('A45 a mailbox closed between the page and its form accepts no new password', async () => {
  const { linXia } = await cast();
  const ctx = await linXia.at();
  await superuser()`update mailboxes set state = 'closed' where address = ${linXia.address}`;
  expect(await changePassword(ctx, linXia.wants(newPassword()))).toMatchObject({ code: 'mailbox.not_found' });
});

test('A45 a change and a suspension at the same moment are serialized', async () => {
  const { linXia } = await cast();
  const ctx = await linXia.at();
  const operator = await systemContext();
  const [change] = await Promise.all([
    changePassword(ctx, linXia.wants(newPassword())),
    suspend(operator, { address: linXia.address, level: 'warning', announcementId: null }),
  ]);
  const [box] = (await tracesOf(linXia)).mailboxes;
  expect(box).toMatchObject({ state: 'suspended_warning', version: change.ok ? 3 : 2 });
});

test('A82 the same form sent twice makes one change, also when both are sent at once', async () => {
  const { linXia } = await cast();
  const form = linXia.wants(newPassword());
  const ctx = await linXia.at();
  const outcomes = await Promise.all(Array.from({ length: 4 }, () => changePassword(ctx, form)));
  expect(new Set(outcomes.map((outcome) => needed(outcome).change.id)).size).toBe(1);
  expect(new Set(outcomes.map((outcome) => needed(outcome).sessionId)).size).toBe(1);
  const traces = await tracesOf(linXia);
  expect(traces.changes).toHaveLength(2);
  expect(traces.deliveries).toHaveLength(1);
  expect(traces.audited).toHaveLength(1);
});

test('A82 the same form with another password, by the back button, is another change', async () => {
  const { linXia } = await cast();
  const first = linXia.wants(newPassword());
  const made = needed(await changePassword(await linXia.at(), first));
  const next = { ...linXia.wants(newPassword()), intent: first.intent };
  const again = needed(await changePassword(await linXia.at(linXia.address, { sessionId: made.sessionId }), next));
  expect(again.change.id).not.toBe(made.change.id);
  expect(again.change.version).toBe(made.change.version + 1);
});

test('A82 the first form, sent once more after a later change, does not restore its password', async () => {
  const { linXia } = await cast();
  const first = linXia.wants(newPassword());
  const made = needed(await changePassword(await linXia.at(), first));
  const later = await linXia.sets(newPassword(), linXia.address, { sessionId: made.sessionId });
  const again = needed(await changePassword(await linXia.at(), first));
  expect(again.change.id).toBe(made.change.id);
  const [box] = (await tracesOf(linXia)).mailboxes;
  expect(box?.version).toBe(later.change.version);
});

test('two tabs with two passwords: the later one wins, and both are recorded', async () => {
  const { linXia } = await cast();
  const [one, two] = [newPassword(), newPassword()];
  // Both tabs hold one cookie, so the second form is sent with the session that the first has renewed.
  const { sessionId } = await linXia.sets(one);
  const { change: last } = await linXia.sets(two, linXia.address, { sessionId });
  await inForce(last);
  expect((await imapLogin(imapServer(), linXia.address, two)).ok).toBe(true);
  expect((await imapLogin(imapServer(), linXia.address, one)).ok).toBe(false);
  const traces = await tracesOf(linXia);
  expect(traces.changes).toHaveLength(3);
  const change = (version: number) => ({ version, way: 'campus', number: expect.stringMatching(/^\w{4}-\w{4}$/) });
  expect(traces.audited.map((row) => row.detail)).toEqual([change(2), change(3)]);
});

test('A94 a change is refused as busy when all hash slots are taken, and changes nothing', async () => {
  const { linXia } = await cast();
  const before = await tracesOf(linXia);
  const ctx = { ...(await linXia.at()), hasher: createHasher({ concurrency: 1, maxWaiting: 0 }) };
  const sessions = (await tracesOf(linXia)).sessions;
  expect(await changePassword(ctx, linXia.wants(newPassword()))).toEqual({ ok: false, code: 'service.busy' });
  expect(await tracesOf(linXia)).toEqual({ ...before, sessions });
});

test('a change is recorded with its mailbox, person, address, time and reference', async () => {
  const { linXia } = await cast();
  const ctx = await linXia.at(linXia.address, { address: '140.114.1.2' });
  const [earliest] = await superuser()`select clock_timestamp() as at`;
  needed(await changePassword(ctx, linXia.wants(newPassword())));
  const [latest] = await superuser()`select clock_timestamp() as at`;
  const { audited } = await tracesOf(linXia);
  expect(audited).toHaveLength(1);
  expect(audited[0]).toMatchObject({
    action: 'password.changed',
    actor: 'person',
    request_at: ctx.now,
    source_address: '140.114.1.2',
    request_id: ctx.requestId,
    detail: { version: 2 },
  });
  // The row's own time is the database's, whatever the server's clock shows.
  const at = audited[0]?.at.getTime();
  expect(at).toBeGreaterThanOrEqual(earliest?.at.getTime());
  expect(at).toBeLessThanOrEqual(latest?.at.getTime());
  const [who] =
    await superuser()`select person_id from audit_pseudonyms where pseudonym = ${audited[0]?.person_pseudonym}`;
  expect(who?.person_id).toBe(linXia.person.id);
});

test('A80 the answer and the log of a change contain nothing of the password', async () => {
  const { log, lines } = readableLog();
  const runtime = await anotherRuntime({}, log);
  const { linXia } = await cast(runtime);
  const ctx = await linXia.at();
  const form = linXia.wants(newPassword());
  const first = needed(await changePassword(ctx, form));
  const again = needed(await changePassword(ctx, form));
  await changePassword(ctx, linXia.wants('passwordpassword'));

  const stored = await findPasswordSecret(ctx.db, first.change.mailboxId);
  expect(lines.join('')).not.toContain(form.next.reveal());
  expect(lines.join('')).not.toContain(stored);
  // The second answer comes from the database, where the password's fingerprint is stored beside it.
  expect(again.change).toEqual(first.change);
});
