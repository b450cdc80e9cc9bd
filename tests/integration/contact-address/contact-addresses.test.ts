import { randomUUID } from 'node:crypto';
import { expect, inject, test } from 'vitest';
import { findLanguage } from '@/db/queries/people';
import { addContactAddress } from '@/lib/account/contact-address/add-contact-address';
import { confirmContactAddress } from '@/lib/account/contact-address/confirm-contact-address';
import { listContactAddresses } from '@/lib/account/contact-address/list-contact-addresses';
import { lookAtConfirmation } from '@/lib/account/contact-address/look-at-confirmation';
import { removeContactAddress } from '@/lib/account/contact-address/remove-contact-address';
import { resendConfirmation } from '@/lib/account/contact-address/resend-confirmation';
import { after, days, hours, minutes } from '@/lib/clock';
import { noticeToken } from '@/lib/notice/notice-token';
import type { MemberRequest } from '@/lib/runtime/runtime';
import { Secret } from '@/lib/secret';
import { cast, needed, type Player } from '../../cast/cast';
import { hasContactAddress, noticesTo, notMeToken, someAddress, tokenOfLink } from '../../support/contact-addresses';
import { mailTo, tokenIn } from '../../support/mails';
import { eventsIn, readableLog } from '../../support/readable-log';
import { anonymousContext, ownDatabase, sqlAs, superuser } from '../../support/world';

const adds = (ctx: MemberRequest, address: string, current?: Secret) =>
  addContactAddress(ctx, { address, current, language: 'en' });

/** A session opened by the password of the user's own mailbox, the given time ago. */
async function byPassword(player: Player, agoMs: number): Promise<MemberRequest> {
  const ctx = await player.signedIn();
  await superuser()`update sessions set way = 'mailbox' where id = ${ctx.session.id}`;
  return { ...ctx, now: after(ctx.now, agoMs), session: { ...ctx.session, way: 'mailbox' } };
}

test('an address is confirmed once by the link sent to it, and not by opening the page', async () => {
  const { linXia } = await cast();
  const ctx = await linXia.signedIn();
  const address = someAddress();
  needed(await adds(ctx, address));
  expect(await listContactAddresses(ctx)).toMatchObject([{ address, confirmedAt: null }]);

  const mail = await mailTo(inject('world').mailFolder, address, 'Confirm this contact address');
  expect(mail.text).toContain('Lin Xia');
  const token = tokenIn(mail);
  const client = await anonymousContext();
  for (let looks = 0; looks < 3; looks += 1)
    expect(needed(await lookAtConfirmation(client, token))).toMatchObject({ address, name: '林夏' });
  expect(await listContactAddresses(ctx)).toMatchObject([{ confirmedAt: null }]);

  const twice = await Promise.all([confirmContactAddress(client, token), confirmContactAddress(client, token)]);
  expect(twice.map(({ ok }) => ok).sort()).toEqual([false, true]);
  expect(await listContactAddresses(ctx)).toMatchObject([{ address, confirmedAt: client.now }]);
  expect(await lookAtConfirmation(client, token)).toEqual({ ok: false, code: 'contact_address.link_unknown' });
});

test('a link is valid for a day; a new link replaces it, and the former is refused', async () => {
  const { linXia } = await cast();
  const ctx = await linXia.signedIn();
  const address = someAddress();
  needed(await adds(ctx, address));
  const former = await tokenOfLink(linXia, address);
  const late = await anonymousContext({ at: after(ctx.now, days(1)) });
  const expired = { ok: false, code: 'contact_address.link_expired' };
  expect(await confirmContactAddress(late, former)).toEqual(expired);

  const [one] = await listContactAddresses(ctx);
  const again = { ...ctx, now: after(ctx.now, hours(2)) };
  needed(await resendConfirmation(again, one?.id ?? ''));
  const unknown = { ok: false, code: 'contact_address.link_unknown' };
  expect(await confirmContactAddress(await anonymousContext(), former)).toEqual(unknown);
  needed(await confirmContactAddress(late, await tokenOfLink(linXia, address)));
  expect(await resendConfirmation(again, one?.id ?? '')).toMatchObject({ code: 'contact_address.not_found' });
});

test('only a token of the portal confirms an address, and only the token of such a link', async () => {
  const { linXia } = await cast();
  await hasContactAddress(linXia, { address: someAddress() });
  await linXia.sets('nine gulls above the quiet harbour');
  const client = await anonymousContext();
  const notMe = await notMeToken(linXia, linXia.address);
  const forged = noticeToken('another secret '.repeat(4), 'confirm-contact-address', randomUUID());
  for (const token of [
    notMe,
    forged,
    noticeToken(linXia.runtime.config.secret, 'confirm-contact-address', randomUUID()),
    '',
  ])
    expect(await confirmContactAddress(client, token)).toEqual({ ok: false, code: 'contact_address.link_unknown' });
});

test('a person has at most three addresses, also when five are added at once; the database enforces it too', async () => {
  const { linXia } = await cast();
  const ctx = await linXia.signedIn();
  const outcomes = await Promise.all(Array.from({ length: 5 }, () => adds(ctx, someAddress())));
  expect(outcomes.filter(({ ok }) => ok)).toHaveLength(3);
  expect(outcomes.filter((outcome) => !outcome.ok && outcome.code === 'contact_address.too_many')).toHaveLength(2);
  const app = sqlAs(inject('world').platform.databaseUrl);
  for (const place of [0, 1, 4]) {
    await expect(
      app`insert into contact_addresses (person_id, place, address, added_at, confirmed_at)
        values (${linXia.person.id}, ${place}, ${someAddress()}, now(), now())`,
      `place ${place}`,
    ).rejects.toThrow(/contact_addresses_(at_most_three|place)/);
  }
  const [first] = await listContactAddresses(ctx);
  needed(await removeContactAddress(ctx, { id: first?.id ?? '' }));
  needed(await adds(ctx, someAddress()));
  expect(await listContactAddresses(ctx)).toHaveLength(3);
});

test('A51 the person’s own mailbox is refused as a contact address, in any spelling; so is a duplicate', async () => {
  const { chouTzuYuan, linXia } = await cast();
  const ctx = await chouTzuYuan.signedIn();
  const [name, domain] = chouTzuYuan.address.split('@');
  for (const own of [...chouTzuYuan.addresses, `${name?.toUpperCase()}@${domain}`, `${name}+portal@${domain}`])
    expect(await adds(ctx, own), own).toEqual({ ok: false, code: 'contact_address.own_mailbox' });
  needed(await adds(ctx, linXia.address));
  const again = linXia.address.replace(/^./, (letter) => letter.toUpperCase());
  expect(await adds(ctx, again)).toMatchObject({ code: 'contact_address.already_there' });
});

test('a change of addresses requires as fresh a proof as a change of password', async () => {
  const { linXia } = await cast();
  const campus = await linXia.signedIn();
  const [id] = [randomUUID()];
  const stale = { ...campus, now: after(campus.now, minutes(16)) };
  expect(await adds(stale, someAddress())).toEqual({ ok: false, code: 'proof.stale' });
  expect(await removeContactAddress(stale, { id })).toEqual({ ok: false, code: 'proof.stale' });

  const password = await byPassword(linXia, minutes(6));
  expect(await adds(password, someAddress())).toEqual({ ok: false, code: 'proof.current_missing' });
  expect(await adds(password, someAddress(), new Secret('wrong'))).toEqual({ ok: false, code: 'proof.current_wrong' });
  needed(await adds({ ...password, now: after(password.now, minutes(1)) }, someAddress(), new Secret(linXia.password)));
});

test('the password of a suspended mailbox is no proof', async () => {
  const { linXia } = await cast();
  const ctx = await byPassword(linXia, minutes(6));
  await superuser()`update mailboxes set state = 'suspended_warning' where address = ${linXia.address}`;
  expect(await adds(ctx, someAddress(), new Secret(linXia.password))).toEqual({ ok: false, code: 'proof.stale' });
});

test('A39 A42 a session that was ended, or opened by a shared password, neither changes nor shows addresses', async () => {
  const { chouTzuYuan } = await cast();
  const contact = await hasContactAddress(chouTzuYuan);
  const unit = (await chouTzuYuan.at(chouTzuYuan.addresses[1])).mailbox;
  const ctx = await chouTzuYuan.signedIn();
  const [{ id = '' } = {}] = await listContactAddresses(ctx);
  const shared = { ...ctx, session: { ...ctx.session, limitedTo: unit.id } };
  expect(await listContactAddresses(shared)).toEqual([]);
  expect(await adds(shared, someAddress())).toEqual({ ok: false, code: 'contact_address.shared_password' });
  expect(await removeContactAddress(shared, { id })).toEqual({ ok: false, code: 'contact_address.not_found' });
  expect(await resendConfirmation(shared, id)).toEqual({ ok: false, code: 'contact_address.not_found' });

  await superuser()`update sessions set ended_at = now(), end_reason = 'ended_by_owner' where id = ${ctx.session.id}`;
  expect(await adds(ctx, someAddress())).toEqual({ ok: false, code: 'session.expired' });
  expect(await removeContactAddress(ctx, { id })).toEqual({ ok: false, code: 'session.expired' });
  expect(await listContactAddresses(ctx)).toMatchObject([{ address: contact }]);
});

test('another person’s address is reported as not found', async () => {
  const { linXia, chenXiaoAn } = await cast();
  await hasContactAddress(linXia);
  const [{ id = '' } = {}] = await listContactAddresses(await linXia.signedIn());
  const his = await chenXiaoAn.signedIn();
  expect(await removeContactAddress(his, { id })).toEqual(await removeContactAddress(his, { id: randomUUID() }));
  expect(await resendConfirmation(his, id)).toMatchObject({ code: 'contact_address.not_found' });
  expect(await listContactAddresses(await linXia.signedIn())).toHaveLength(1);
});

test('confirmation links are limited to ten a day', async () => {
  const { linXia } = await cast();
  const ctx = await linXia.signedIn();
  needed(await adds(ctx, someAddress()));
  const [{ id = '' } = {}] = await listContactAddresses(ctx);
  for (let links = 1; links < 10; links += 1) needed(await resendConfirmation(ctx, id));
  const { log, lines } = readableLog();
  expect(await resendConfirmation({ ...ctx, log }, id)).toEqual({ ok: false, code: 'contact_address.too_many_links' });
  expect(eventsIn(lines)).toEqual(['throttle.refused links']);
  expect(await adds(ctx, someAddress())).toEqual({ ok: false, code: 'contact_address.too_many_links' });
  needed(await resendConfirmation({ ...ctx, now: after(ctx.now, days(1)) }, id));
});

test('A106 an added or removed address is reported to the other addresses, to the mailbox and to the removed address', async () => {
  const { linXia } = await cast();
  const [old, other] = [await hasContactAddress(linXia), await hasContactAddress(linXia)];
  const thief = await linXia.signedIn({ address: '203.0.113.9' });
  const his = someAddress('thief');
  needed(await adds(thief, his));
  const added = (await noticesTo(linXia, 'contact_address_added')).filter(({ data }) => data.address === his);
  expect(added.map(({ recipient, answer }) => [recipient, answer]).sort()).toEqual(
    [
      [old, 'stop_mailbox'],
      [other, 'stop_mailbox'],
      [linXia.address, 'end_sessions'],
    ].sort(),
  );
  expect(added[0]?.data).toMatchObject({ from: '203.0.113.9' });

  const [{ id = '' } = {}] = (await listContactAddresses(thief)).filter(({ address }) => address === old);
  needed(await removeContactAddress(thief, { id }));
  const removed = await noticesTo(linXia, 'contact_address_removed');
  expect(removed.map(({ recipient, answer }) => [recipient, answer]).sort()).toEqual(
    [
      [old, 'stop_mailbox'],
      [other, 'stop_mailbox'],
      [linXia.address, 'end_sessions'],
    ].sort(),
  );
  const stripped = { ...removed[0]?.data };
  expect(stripped).toEqual({ address: old, from: '203.0.113.9' });
});

test('mails use the language in which the user reads the page', async () => {
  const { linXia } = await cast();
  const ctx = await linXia.signedIn();
  expect(await findLanguage(ctx.db, linXia.person.id)).toBeNull();
  needed(await adds(ctx, someAddress()));
  expect(await findLanguage(ctx.db, linXia.person.id)).toBe('en');
});

test('A88 no token of a link is in the database, in any form', async () => {
  const { runtime, sql } = await ownDatabase();
  const { linXia } = await cast(runtime);
  await hasContactAddress(linXia);
  const address = someAddress();
  needed(await adds(await linXia.signedIn(), address));
  await linXia.sets('nine gulls above the quiet harbour');
  const tokens = [await tokenOfLink(linXia, address), await notMeToken(linXia, linXia.address, 'password_changed')];
  const macs = tokens.map((token) => Buffer.from(token, 'base64url').subarray(16));
  const tables = await sql<{ name: string }[]>`select tablename as name from pg_tables where schemaname = 'public'`;
  expect(tables.length).toBeGreaterThan(20);
  for (const { name } of tables) {
    const rows = await sql<{ row: string }[]>`select t::text as row from ${sql(name)} t`;
    const all = rows.map(({ row }) => row).join('\n');
    for (const token of tokens) expect(all.includes(token), name).toBe(false);
    for (const mac of macs) expect(all.includes(mac.toString('hex')), name).toBe(false);
  }
});

test('A91 an address is not added when its audit row cannot be written, and no notice is sent', async () => {
  const { runtime, sql } = await ownDatabase();
  const { linXia } = await cast(runtime);
  const ctx = await linXia.signedIn();
  await sql`revoke insert on audit_log from portal_app`;
  await expect(adds(ctx, someAddress())).rejects.toThrow();
  await sql`grant insert on audit_log to portal_app`;
  expect(await listContactAddresses(ctx)).toEqual([]);
  expect(await noticesTo(linXia)).toEqual([]);
});
