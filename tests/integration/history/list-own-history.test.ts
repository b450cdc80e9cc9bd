import { expect, test } from 'vitest';
import { listOwnHistory } from '@/lib/account/history/list-own-history';
import { audit } from '@/lib/audit/audit';
import { after, minutes } from '@/lib/clock';
import type { MemberRequest } from '@/lib/runtime/runtime';
import { reinstate } from '@/lib/suspension/reinstate';
import { suspend } from '@/lib/suspension/suspend';
import { cast, needed, newPassword, type Player } from '../../cast/cast';
import { superuser, systemContext } from '../../support/world';

const eventsOf = async (ctx: MemberRequest) =>
  (await listOwnHistory(ctx, null)).entries.map(({ event, mailbox, from }) => [event, mailbox, from]);

/** As the two ways of signing in record it. */
async function signsIn(player: Player, way: 'campus' | 'mailbox', from: string, address?: string): Promise<void> {
  const ctx = await player.at(address, { address: from });
  const mailboxId = way === 'mailbox' ? ctx.mailbox.id : undefined;
  await audit(ctx.db, ctx, 'session.opened', { personId: player.person.id, mailboxId }, { way });
}

/** A session opened by the password of this mailbox, and by nothing more. */
async function byPasswordOf(player: Player, address: string): Promise<MemberRequest> {
  const ctx = await player.at(address);
  return { ...ctx, session: { ...ctx.session, way: 'mailbox', limitedTo: ctx.mailbox.id } };
}

test('a person sees their sign-ins and the events of their mailboxes, the newest first, and no one else’s', async () => {
  const { linXia, chenXiaoAn } = await cast();
  await signsIn(linXia, 'campus', '192.0.2.7');
  await signsIn(chenXiaoAn, 'campus', '192.0.2.8');
  const { change } = await linXia.sets(newPassword(), linXia.address, { address: '192.0.2.7' });
  await chenXiaoAn.sets(newPassword());
  const operator = await systemContext();
  needed(await suspend(operator, { address: linXia.address, level: 'warning', announcementId: null }));
  needed(await reinstate(await systemContext(), linXia.address));
  needed(await suspend(await systemContext(), { address: linXia.address, level: 'warning', announcementId: null }));
  await signsIn(linXia, 'mailbox', '2001:db8::7');

  const ctx = await linXia.signedIn();
  expect(await eventsOf(ctx)).toEqual([
    ['signed_in_mailbox', linXia.address, '2001:db8::7'],
    // A second suspension within a month is an emergency.
    ['suspended_emergency', linXia.address, null],
    ['reinstated', linXia.address, null],
    ['suspended_warning', linXia.address, null],
    ['password_changed', linXia.address, '192.0.2.7'],
    ['signed_in_campus', null, '192.0.2.7'],
  ]);
  const changes = (await listOwnHistory(ctx, null)).entries.flatMap(({ changeId }) => changeId ?? []);
  expect(changes).toEqual([change.id]);
});

test('A42 a shared password shows the history of its own mailbox, without the custodian’s addresses', async () => {
  const { chouTzuYuan } = await cast();
  const [own, office, club] = chouTzuYuan.addresses as [string, string, string];
  await signsIn(chouTzuYuan, 'campus', '192.0.2.7');
  for (const address of [own, office, club]) await chouTzuYuan.sets(newPassword(), address, { address: '192.0.2.7' });
  await signsIn(chouTzuYuan, 'mailbox', '192.0.2.9', office);
  await signsIn(chouTzuYuan, 'mailbox', '192.0.2.9', club);

  expect(await eventsOf(await byPasswordOf(chouTzuYuan, office))).toEqual([
    ['signed_in_mailbox', office, '192.0.2.9'],
    ['password_changed', office, null],
  ]);
  expect(await eventsOf(await chouTzuYuan.signedIn())).toHaveLength(6);
});

test('A42 a reassigned mailbox shows its history to the new holder, without the former holder’s addresses', async () => {
  const { linXia, chouTzuYuan } = await cast();
  const [, office] = chouTzuYuan.addresses as [string, string, string];
  await chouTzuYuan.sets(newPassword(), office, { address: '192.0.2.7' });
  await superuser()`update mailboxes set holder_id = ${linXia.person.id} where address = ${office}`;
  expect(await eventsOf(await linXia.signedIn())).toEqual([['password_changed', office, null]]);
  expect(await eventsOf(await chouTzuYuan.signedIn())).toEqual([]);
});

test('a page shows fifty events; the next page continues where it ends, without a gap or a repetition', async () => {
  const { linXia } = await cast();
  const ctx = await linXia.signedIn();
  // Three share each moment, so that one moment spans the end of the page.
  for (let i = 0; i < 120; i += 1) {
    const at = { ...ctx, now: after(ctx.now, minutes(Math.floor(i / 3))), address: `192.0.2.${i}` };
    await audit(ctx.db, at, 'session.opened', {}, { way: 'campus' });
  }
  // The time of a row is the database's own; this test sets it by the owner's role.
  await superuser()`
    update audit_log set at = request_at from audit_pseudonyms
    where pseudonym = person_pseudonym and person_id = ${linXia.person.id}`;
  const seen: (string | null)[] = [];
  let before: Date | null = null;
  const sizes: number[] = [];
  do {
    const page = await listOwnHistory(ctx, before);
    seen.push(...page.entries.map(({ from }) => from));
    sizes.push(page.entries.length);
    before = page.olderThan;
  } while (before);
  expect(sizes).toEqual([48, 48, 24]);
  expect(new Set(seen).size).toBe(120);
  expect(await listOwnHistory(ctx, new Date(0))).toEqual({ entries: [], olderThan: null });
});
