import { randomUUID } from 'node:crypto';
import { expect, test } from 'vitest';
import { findMailbox } from '@/db/queries/mailboxes';
import { listContactAddresses } from '@/lib/account/contact-address/list-contact-addresses';
import { removeContactAddress } from '@/lib/account/contact-address/remove-contact-address';
import { lookAtNotMe } from '@/lib/account/not-me/look-at-not-me';
import { reportNotMe } from '@/lib/account/not-me/report-not-me';
import { after, days, hours } from '@/lib/clock';
import { DEMO_ANNOUNCEMENT } from '@/lib/demo/demo-announcement';
import { noticeToken } from '@/lib/notice/notice-token';
import { changePassword } from '@/lib/password/change-password';
import { enterByMailboxPassword } from '@/lib/sign-in/enter-by-mailbox-password';
import { findMember } from '@/lib/sign-in/session/find-member';
import { reinstate } from '@/lib/suspension/reinstate';
import { reinstateNext } from '@/lib/suspension/reinstate-next';
import { suspend } from '@/lib/suspension/suspend';
import { cast, needed, newPassword, type Player } from '../../cast/cast';
import { published } from '../../support/announcements';
import { hasContactAddress, noticesTo, notMeToken } from '../../support/contact-addresses';
import { readAndAcknowledge } from '../../support/read-announcement';
import { until } from '../../support/until';
import {
  acceptedLogins,
  anonymousContext,
  inForce,
  NO_LOGIN,
  ownDatabase,
  superuser,
  systemContext,
} from '../../support/world';

const stateOf = async (player: Player, address = player.address) =>
  (await findMailbox(player.runtime.connection.db, address))?.state;

/** A thief changes the password from a session of their own, and knows the new one. */
async function stolen(player: Player, address = player.address): Promise<{ password: string; sessionId: string }> {
  const password = newPassword();
  const { sessionId } = await player.sets(password, address, { address: '203.0.113.9' });
  return { password, sessionId };
}

async function suspensionsOf(player: Player) {
  return superuser()`
    select s.level, s.origin, s.lifted_at is null as open from suspensions s join mailboxes m on m.id = s.mailbox_id
    where m.address = ${player.address} order by s.id`;
}

test('A39 A97 a report from a contact address older than three days suspends the mailbox, ends all sessions, alerts operators and signs no one in', async () => {
  const { linXia } = await cast();
  const contact = await hasContactAddress(linXia);
  const owner = await linXia.signedIn();
  const thief = await stolen(linXia);
  const token = await notMeToken(linXia, contact, 'password_changed');
  const client = await anonymousContext();
  for (let looks = 0; looks < 2; looks += 1) expect((await lookAtNotMe(client, token)).ok).toBe(true);
  expect(await stateOf(linXia)).toBe('active');

  expect(needed(await reportNotMe(client, token))).toEqual({ stopped: [linXia.address] });
  expect(await stateOf(linXia)).toBe('suspended_warning');
  for (const id of [owner.session.id, thief.sessionId]) expect((await findMember(owner, id)).ok).toBe(false);
  const mailbox = await findMailbox(client.db, linXia.address);
  await inForce({ mailboxId: mailbox?.id ?? '', version: mailbox?.version ?? 0 });
  expect(await acceptedLogins(linXia.address, thief.password)).toEqual(NO_LOGIN);

  const operators = await superuser()`
    select recipient, data from notices where kind = 'not_me_reported' and data->>'number' = ${linXia.person.number}`;
  expect(operators).toEqual([
    {
      recipient: linXia.runtime.config.campus.contact.mail,
      data: { number: linXia.person.number, about: 'password_changed', done: 'stop_mailbox', mailbox: linXia.address },
    },
  ]);
  const audited = await superuser()`
    select l.detail from audit_log l join audit_pseudonyms p on p.pseudonym = l.person_pseudonym
    where p.person_id = ${linXia.person.id} and l.action = 'not_me.reported'`;
  expect(audited).toMatchObject([{ detail: { about: 'password_changed', from: 'contact_address', stopped: 1 } }]);
});

test('a report from the mailbox itself, or from a younger contact address, ends the sessions and suspends nothing', async () => {
  const { linXia } = await cast();
  const young = await hasContactAddress(linXia, { forMs: hours(71) });
  for (const recipient of [linXia.address, young]) {
    const thief = await stolen(linXia);
    const token = await notMeToken(linXia, recipient, 'password_changed');
    const client = await anonymousContext();
    expect(needed(await reportNotMe(client, token))).toEqual({ stopped: [] });
    expect(await stateOf(linXia)).toBe('active');
    expect((await findMember(client, thief.sessionId)).ok).toBe(false);
  }
  const operators = await superuser()`
    select 1 from notices where kind = 'not_me_reported' and data->>'number' = ${linXia.person.number}`;
  expect(operators).toHaveLength(2);
});

test('a contact address removed by the thief can still suspend the mailbox', async () => {
  const { linXia } = await cast();
  const contact = await hasContactAddress(linXia);
  const thief = await linXia.signedIn({ address: '203.0.113.9' });
  const [{ id = '' } = {}] = await listContactAddresses(thief);
  needed(await removeContactAddress(thief, { id }));
  await linXia.sets(newPassword(), linXia.address, { address: '203.0.113.9', sessionId: thief.session.id });
  const token = await notMeToken(linXia, contact, 'contact_address_removed');
  expect(needed(await reportNotMe(await anonymousContext(), token))).toEqual({ stopped: [linXia.address] });
  expect((await findMember(thief, thief.session.id)).ok).toBe(false);
});

test('a link works once, also when two requests race', async () => {
  const { linXia } = await cast();
  const contact = await hasContactAddress(linXia);
  await stolen(linXia);
  const token = await notMeToken(linXia, contact, 'password_changed');
  const client = await anonymousContext();
  const outcomes = await Promise.all([1, 2, 3].map(() => reportNotMe(client, token)));
  expect(outcomes.filter(({ ok }) => ok)).toHaveLength(1);
  expect(outcomes.filter((outcome) => !outcome.ok && outcome.code === 'not_me.used')).toHaveLength(2);
  expect(await suspensionsOf(linXia)).toHaveLength(1);
  expect(await lookAtNotMe(client, token)).toEqual({ ok: false, code: 'not_me.used' });
});

test('a link is valid for 72 hours after its mail was sent', async () => {
  const { linXia } = await cast();
  const contact = await hasContactAddress(linXia);
  await stolen(linXia);
  const token = await notMeToken(linXia, contact, 'password_changed');
  await until('the notice is sent', async () =>
    (await noticesTo(linXia, 'password_changed')).every((row) => row.sent_at),
  );
  const sentAt = new Date(
    (await noticesTo(linXia, 'password_changed')).find((row) => row.recipient === contact)?.sent_at ?? 0,
  );
  const late = await anonymousContext({ at: after(sentAt, hours(72)) });
  expect(await reportNotMe(late, token)).toEqual({ ok: false, code: 'not_me.expired' });
  expect(await stateOf(linXia)).toBe('active');
  const inTime = await anonymousContext({ at: after(sentAt, hours(72) - 1) });
  expect((await lookAtNotMe(inTime, token)).ok).toBe(true);
});

test('A119 one link for several changes works once, and suspends what any of them set; the next change sends a new notice', async () => {
  const { linXia } = await cast();
  const contact = await hasContactAddress(linXia);
  await linXia.sets(newPassword());
  const token = await notMeToken(linXia, contact, 'password_changed');
  const thief = await stolen(linXia);
  expect(await notMeToken(linXia, contact, 'password_changed')).toBe(token);
  const client = await anonymousContext();
  expect(needed(await lookAtNotMe(client, token)).laterChanges).toMatchObject([{ from: '203.0.113.9' }]);
  expect(needed(await reportNotMe(client, token))).toEqual({ stopped: [linXia.address] });
  expect((await findMember(client, thief.sessionId)).ok).toBe(false);
  expect(await lookAtNotMe(client, token)).toEqual({ ok: false, code: 'not_me.used' });

  needed(await reinstate(await systemContext(), linXia.address));
  await stolen(linXia);
  expect(await notMeToken(linXia, contact, 'password_changed')).not.toBe(token);
});

test('an invalid token, or one for a notice of another kind, is refused', async () => {
  const { linXia } = await cast();
  const contact = await hasContactAddress(linXia);
  const { secret } = linXia.runtime.config;
  const [confirm] = await noticesTo(linXia, 'confirm_contact_address');
  const client = await anonymousContext();
  for (const token of [
    '',
    'x'.repeat(64),
    noticeToken(secret, 'not-me', randomUUID()),
    noticeToken(secret, 'not-me', confirm?.id ?? ''),
    noticeToken(secret, 'confirm-contact-address', confirm?.id ?? ''),
  ])
    expect(await reportNotMe(client, token)).toEqual({ ok: false, code: 'not_me.link_unknown' });
  expect(contact).toContain('@');
});

test('a report counts as no incident: the next suspension is the first incident, and replaces it', async () => {
  const { linXia } = await cast();
  const contact = await hasContactAddress(linXia);
  const operator = await systemContext();
  await published(operator, DEMO_ANNOUNCEMENT);
  await stolen(linXia);
  needed(await reportNotMe(await anonymousContext(), await notMeToken(linXia, contact, 'password_changed')));
  // While it is open the operators may suspend the mailbox for a reason of their own.
  const incident = { address: linXia.address, level: 'warning', announcementId: DEMO_ANNOUNCEMENT.id } as const;
  expect(needed(await suspend(operator, incident))).toMatchObject({ level: 'warning' });
  expect(await stateOf(linXia)).toBe('suspended_warning');
  expect(await suspensionsOf(linXia)).toEqual([
    { level: 'warning', origin: 'not_me', open: false },
    { level: 'warning', origin: 'operators', open: true },
  ]);
  needed(await reinstate(operator, linXia.address));
  expect(needed(await suspend(operator, incident)), 'the second incident').toMatchObject({ level: 'emergency' });
});

test('an emergency replaces the suspension by the owner', async () => {
  const { linXia } = await cast();
  const contact = await hasContactAddress(linXia);
  const operator = await systemContext();
  await published(operator, DEMO_ANNOUNCEMENT);
  await stolen(linXia);
  needed(await reportNotMe(await anonymousContext(), await notMeToken(linXia, contact, 'password_changed')));
  const emergency = { address: linXia.address, level: 'emergency', announcementId: null } as const;
  expect(needed(await suspend(operator, emergency))).toMatchObject({ level: 'emergency' });
  expect(await stateOf(linXia)).toBe('suspended_emergency');
});

test('a suspended mailbox is not suspended again, and a report does not lift an emergency', async () => {
  const { linXia } = await cast();
  const contact = await hasContactAddress(linXia);
  const operator = await systemContext();
  await published(operator, DEMO_ANNOUNCEMENT);
  await stolen(linXia);
  const token = await notMeToken(linXia, contact, 'password_changed');
  needed(
    await suspend(operator, { address: linXia.address, level: 'emergency', announcementId: DEMO_ANNOUNCEMENT.id }),
  );
  expect(needed(await reportNotMe(await anonymousContext(), token))).toEqual({ stopped: [] });
  expect(await stateOf(linXia)).toBe('suspended_emergency');
});

test('A99 the owner is reinstated by reading and a new password; the thief’s password never comes back', async () => {
  const { linXia } = await cast();
  const contact = await hasContactAddress(linXia);
  const thief = await stolen(linXia);
  needed(await reportNotMe(await anonymousContext(), await notMeToken(linXia, contact, 'password_changed')));
  const ctx = await linXia.at();
  expect(await changePassword(ctx, linXia.wants(newPassword()))).toMatchObject({ code: 'mailbox.suspended_warning' });
  await readAndAcknowledge(ctx);
  expect(await changePassword(ctx, linXia.wants(thief.password))).toMatchObject({ ok: false });
  needed(await changePassword(ctx, linXia.wants(newPassword())));
  await until('the mailbox is reinstated', async () => (await stateOf(linXia)) === 'active');
  expect((await noticesTo(linXia, 'reinstated')).map(({ recipient }) => recipient).sort()).toEqual(
    [contact, linXia.address].sort(),
  );
});

test('A97 A99 a pending change that the thief made after the announcement reinstates nothing after the report', async () => {
  const own = await ownDatabase();
  const { linXia } = await cast(own.runtime);
  const contact = await hasContactAddress(linXia);
  const operator = await systemContext(own.runtime);
  await published(operator, DEMO_ANNOUNCEMENT);
  const { address } = linXia;
  needed(await suspend(operator, { address, level: 'warning', announcementId: DEMO_ANNOUNCEMENT.id }));
  const thief = await linXia.at();
  await readAndAcknowledge(thief);
  const { change } = needed(await changePassword(thief, linXia.wants(newPassword())));

  const token = await notMeToken(linXia, contact, 'password_changed');
  const client = await anonymousContext({ runtime: own.runtime });
  expect(needed(await reportNotMe(client, token))).toEqual({ stopped: [address] });
  await own.sql`update deliveries set flushed_first_at = now(), flushed_at = now(), written_at = now(),
    connections_ended_at = now(), connections_ended = 0, effective_at = now() where version = ${change.version}`;
  expect(await reinstateNext(own.runtime)).toBe(false);
  expect(await stateOf(linXia)).toBe('suspended_warning');
});

test('A97 the mailbox password opens nothing by way 2 after the report', async () => {
  const { linXia } = await cast();
  const contact = await hasContactAddress(linXia);
  const thief = await stolen(linXia);
  needed(await reportNotMe(await anonymousContext(), await notMeToken(linXia, contact, 'password_changed')));
  const attempt = { typed: linXia.address, domain: '', password: thief.password, formerSessionId: undefined };
  const captcha = { id: '', form: 'login', visit: '', digits: '', proof: '' } as const;
  expect((await enterByMailboxPassword(await anonymousContext(), { ...attempt, captcha })).ok).toBe(false);
});

test('A17 a mailbox reassigned since then is left unchanged', async () => {
  const { chouTzuYuan, linXia } = await cast();
  const contact = await hasContactAddress(chouTzuYuan);
  const [, office = ''] = chouTzuYuan.addresses;
  await stolen(chouTzuYuan, office);
  const token = await notMeToken(chouTzuYuan, contact, 'password_changed');
  await superuser()`update mailboxes set holder_id = ${linXia.person.id} where address = ${office}`;
  expect(needed(await reportNotMe(await anonymousContext(), token))).toEqual({ stopped: [] });
  expect(await stateOf(linXia, office)).toBe('active');
});

test('A42 a report from a unit’s mailbox ends the sessions its password opened, and no other of the custodian’s', async () => {
  const { chouTzuYuan } = await cast();
  const [, office = ''] = chouTzuYuan.addresses;
  await stolen(chouTzuYuan, office);
  const [custodian, secretary] = [await chouTzuYuan.signedIn(), await chouTzuYuan.signedIn()];
  await superuser()`
    update sessions set limited_to = (select id from mailboxes where address = ${office}) where id = ${secretary.session.id}`;
  needed(await reportNotMe(await anonymousContext(), await notMeToken(chouTzuYuan, office, 'password_changed')));
  expect((await findMember(secretary, secretary.session.id)).ok).toBe(false);
  expect((await findMember(custodian, custodian.session.id)).ok).toBe(true);
});

test('a report of a foreign sign-in suspends the person’s own mailboxes, and leaves the units’ to the operators', async () => {
  const { chouTzuYuan } = await cast();
  const contact = await hasContactAddress(chouTzuYuan);
  const token = await notMeToken(chouTzuYuan, contact).catch(() => undefined);
  expect(token).toBeUndefined();
  const [own = '', office = ''] = chouTzuYuan.addresses;
  const second = await hasContactAddress(chouTzuYuan, { forMs: days(0) });
  const added = await notMeToken(chouTzuYuan, contact, 'contact_address_added');
  expect(needed(await reportNotMe(await anonymousContext(), added))).toEqual({ stopped: [own] });
  expect(await stateOf(chouTzuYuan, office)).toBe('active');
  expect(second).toContain('@');
});

test('A91 nothing is done when its audit row cannot be written, and the link is not spent', async () => {
  const { linXia } = await cast();
  const contact = await hasContactAddress(linXia);
  await stolen(linXia);
  const token = await notMeToken(linXia, contact, 'password_changed');
  const client = await anonymousContext();
  await expect(reportNotMe({ ...client, requestId: 'broken\u0000' }, token)).rejects.toThrow();
  expect(await stateOf(linXia)).toBe('active');
  expect((await reportNotMe(client, token)).ok).toBe(true);
});
