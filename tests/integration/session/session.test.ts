import { expect, test } from 'vitest';
import { findSession } from '@/db/queries/sessions';
import { after, hours, minutes, seconds } from '@/lib/clock';
import { findOwnMailbox } from '@/lib/mailbox/find-own-mailbox';
import { listOwnMailboxes } from '@/lib/mailbox/list-own-mailboxes';
import { changePassword } from '@/lib/password/change-password';
import { findRepeatedChange } from '@/lib/password/find-repeated-change';
import { findReceipt } from '@/lib/password/receipt/find-receipt';
import { confirmSessionAddress } from '@/lib/sign-in/session/confirm-session-address';
import { findMember, sessionEnd } from '@/lib/sign-in/session/find-member';
import { renewSession } from '@/lib/sign-in/session/renew-session';
import { signOut } from '@/lib/sign-in/session/sign-out';
import { suspend } from '@/lib/suspension/suspend';
import { cast, needed, newPassword } from '../../cast/cast';
import { eventsIn, readableLog } from '../../support/readable-log';
import {
  anonymousContext,
  anotherRuntime,
  superuser,
  systemContext,
  testRuntime,
  worldConfig,
} from '../../support/world';

test('a request without a session, or with an unknown one, is not signed in', async () => {
  const ctx = await anonymousContext();
  for (const id of [undefined, '', '00000000-0000-4000-8000-000000000000']) {
    expect(await findMember(ctx, id)).toEqual({ ok: false, code: 'session.none' });
  }
});

test('A44 a session ends after twenty minutes without a request', async () => {
  const { linXia } = await cast();
  const ctx = await linXia.signedIn();
  const at = (ms: number) => findMember({ ...ctx, now: after(ctx.now, ms) }, ctx.session.id);

  expect((await at(minutes(20) - 1)).ok).toBe(true);
  // A request counts as activity.
  expect((await at(minutes(40) - 2)).ok).toBe(true);
  expect(await at(minutes(60) - 2)).toMatchObject({ ok: false, code: 'session.expired' });
});

test('A44 a session ends after eight hours, however active it is', async () => {
  const { linXia } = await cast();
  const ctx = await linXia.signedIn();
  const at = (ms: number) => findMember({ ...ctx, now: after(ctx.now, ms) }, ctx.session.id);

  for (let passed = 0; passed < hours(8); passed += minutes(15)) expect((await at(passed)).ok).toBe(true);
  expect((await at(hours(8) - 1)).ok).toBe(true);
  expect(await at(hours(8))).toMatchObject({ ok: false, code: 'session.expired' });
});

test('A44 the limits come from the configuration', async () => {
  const runtime = await anotherRuntime({ sessionIdleMs: minutes(2), sessionAbsoluteMs: hours(1) });
  const { linXia } = await cast(runtime);
  const ctx = await linXia.signedIn();
  expect(sessionEnd(ctx, ctx.session)).toEqual(after(ctx.now, minutes(2)));
  expect(await findMember({ ...ctx, now: after(ctx.now, minutes(2)) }, ctx.session.id)).toMatchObject({ ok: false });
});

test('A44 the end that is shown is the end that the server enforces', async () => {
  const { linXia } = await cast();
  const ctx = await linXia.signedIn();
  const member = needed(await findMember({ ...ctx, now: after(ctx.now, minutes(7)) }, ctx.session.id));
  const end = sessionEnd(member, member.session);
  expect(end).toEqual(after(ctx.now, minutes(27)));
  expect((await findMember({ ...ctx, now: after(end, -1) }, ctx.session.id)).ok).toBe(true);
});

test('A44 concurrent requests update the time of the last one rarely, and never backwards', async () => {
  const { linXia } = await cast();
  const ctx = await linXia.signedIn();
  const later = after(ctx.now, seconds(30));
  const moments = [30, 10, 20, 25, 6].map((s) => ({ ...ctx, now: after(ctx.now, seconds(s)) }));
  await Promise.all(moments.map((moment) => findMember(moment, ctx.session.id)));
  expect((await findSession(ctx.db, ctx.session.id))?.session.lastSeenAt).toEqual(later);
});

test('A44 an expired session is reported as expired, not as absent', async () => {
  const { linXia } = await cast();
  const ctx = await linXia.signedIn();
  const late = { ...ctx, now: after(ctx.now, hours(9)) };
  expect(await findMember(late, ctx.session.id)).toEqual({ ok: false, code: 'session.expired' });
});

test('a request from another address is refused with both addresses, and the session stays open for the old one', async () => {
  const { linXia } = await cast();
  const ctx = await linXia.signedIn({ address: '140.114.1.2' });
  const elsewhere = { ...ctx, address: '203.0.113.9', now: after(ctx.now, minutes(5)) };
  expect(await findMember(elsewhere, ctx.session.id)).toEqual({
    ok: false,
    code: 'session.address_changed',
    detail: { before: '140.114.1.2', now: '203.0.113.9' },
  });
  expect((await findMember({ ...ctx, now: after(ctx.now, minutes(10)) }, ctx.session.id)).ok).toBe(true);
});

test('A44 requests from another address do not keep a session alive', async () => {
  const { linXia } = await cast();
  const ctx = await linXia.signedIn({ address: '140.114.1.2' });
  await findMember({ ...ctx, address: '203.0.113.9', now: after(ctx.now, minutes(15)) }, ctx.session.id);
  expect(await findMember({ ...ctx, now: after(ctx.now, minutes(21)) }, ctx.session.id)).toMatchObject({ ok: false });
});

test('A25 a session compared by exact address does not follow an IPv6 privacy address', async () => {
  const { linXia } = await cast(await anotherRuntime({ sessionAddress: 'exact' }));
  const ctx = await linXia.signedIn({ address: '2001:288:e001:7::1' });
  expect(await findMember({ ...ctx, address: '2001:288:e001:7::2' }, ctx.session.id)).toMatchObject({
    code: 'session.address_changed',
  });
});

test('A25 a session is by default compared by /64 for IPv6, and by exact address for IPv4', async () => {
  const { linXia, chenXiaoAn } = await cast();
  const six = await linXia.signedIn({ address: '2001:288:e001:7::1' });
  expect((await findMember({ ...six, address: '2001:288:e001:7:aaaa::2' }, six.session.id)).ok).toBe(true);
  expect(await findMember({ ...six, address: '2001:288:e001:8::1' }, six.session.id)).toMatchObject({
    code: 'session.address_changed',
  });
  const four = await chenXiaoAn.signedIn({ address: '140.114.1.2' });
  expect(await findMember({ ...four, address: '140.114.1.3' }, four.session.id)).toMatchObject({
    code: 'session.address_changed',
  });
});

test('A25 a change to the other address family within campus networks is confirmed once, and stays with the session', async () => {
  const { campus } = worldConfig();
  const runtime = await anotherRuntime({ campus: { ...campus, networks: ['140.114.0.0/16', '2001:288:e001::/48'] } });
  const { linXia } = await cast(runtime);
  const ctx = await linXia.signedIn({ address: '140.114.1.2' });
  const by = (address: string) => ({ ...ctx, address });
  const codeAt = async (address: string, id = ctx.session.id) => {
    const found = await findMember(by(address), id);
    return found.ok ? 'ok' : found.code;
  };

  expect(await codeAt('2001:db8::1')).toBe('session.address_family_changed');
  await confirmSessionAddress(by('2001:db8::1'), ctx.session.id);
  expect(await codeAt('2001:db8::1')).toBe('session.address_family_changed');

  expect(await codeAt('2001:288:e001:7::1')).toBe('session.address_unconfirmed');
  await confirmSessionAddress(by('2001:288:e001:7::1'), ctx.session.id);
  expect([await codeAt('2001:288:e001:7::1'), await codeAt('140.114.1.2')]).toEqual(['ok', 'ok']);
  await confirmSessionAddress(by('2001:288:e001:8::1'), ctx.session.id);
  expect(await codeAt('2001:288:e001:8::1')).toBe('session.address_family_changed');

  const [{ n } = { n: 0 }] = await superuser()<{ n: number }[]>`
    select count(*)::int as n from audit_log a join audit_pseudonyms p on p.pseudonym = a.person_pseudonym
    where p.person_id = ${linXia.person.id} and a.action = 'session.address_confirmed'`;
  expect(n).toBe(1);
  const member = needed(await findMember(by('2001:288:e001:7::1'), ctx.session.id));
  const { mailbox } = await linXia.at();
  expect(await codeAt('2001:288:e001:7::1', await renewSession(ctx.db, { ...member, mailbox }))).toBe('ok');
});

test('A21 a session recognises its address in every spelling', async () => {
  const { linXia } = await cast();
  const ctx = await linXia.signedIn({ address: '140.114.1.2' });
  expect((await findMember({ ...ctx, address: '::ffff:140.114.1.2' }, ctx.session.id)).ok).toBe(true);
});

test('A39 a signed-out session is refused, at this server and at another', async () => {
  const { linXia } = await cast();
  const ctx = await linXia.signedIn();
  expect(await signOut(ctx, ctx.session.id)).toBe('campus_system');
  for (const runtime of [await testRuntime(), await anotherRuntime()]) {
    expect(await findMember(await anonymousContext({ runtime }), ctx.session.id)).toEqual({
      ok: false,
      code: 'session.none',
    });
  }
});

test('a repeated sign-out, or one without a session, is no error', async () => {
  const { linXia } = await cast();
  const ctx = await linXia.signedIn();
  await signOut(ctx, ctx.session.id);
  expect(await signOut(ctx, ctx.session.id)).toBe('home');
  expect(await signOut(ctx, undefined)).toBe('home');
});

test('A38 A39 a change renews the session id, and the old id is refused', async () => {
  const { linXia } = await cast();
  const ctx = await linXia.at();
  const { sessionId } = needed(await changePassword(ctx, linXia.wants(newPassword())));
  expect(sessionId).not.toBe(ctx.session.id);
  expect((await findMember(ctx, sessionId)).ok).toBe(true);
  expect(await findMember(ctx, ctx.session.id)).toMatchObject({ ok: false });
});

test('A39 a change ends every other session of the person, and no one else’s', async () => {
  const { linXia, chenXiaoAn } = await cast();
  const elsewhere = [await linXia.signedIn({ address: '203.0.113.9' }), await linXia.signedIn()];
  const his = await chenXiaoAn.signedIn();
  await linXia.sets(newPassword());
  for (const ctx of elsewhere) {
    expect(await findMember(ctx, ctx.session.id)).toMatchObject({ ok: false, code: 'session.expired' });
  }
  expect((await findMember(his, his.session.id)).ok).toBe(true);
});

test('A39 the new session renews no proof, and expires when the old one would have', async () => {
  const { linXia } = await cast();
  const ctx = await linXia.at();
  const later = { ...ctx, now: after(ctx.now, minutes(10)) };
  const { sessionId } = needed(await changePassword(later, linXia.wants(newPassword())));
  const renewed = (await findSession(ctx.db, sessionId))?.session;
  expect(renewed).toMatchObject({
    createdAt: ctx.now,
    provedAt: ctx.now,
    lastSeenAt: later.now,
    sourceAddress: '127.0.0.1',
  });

  const stale = await linXia.at(linXia.address, { sessionId, at: after(ctx.now, minutes(16)) });
  expect(await changePassword(stale, linXia.wants(newPassword()))).toMatchObject({ code: 'proof.stale' });
});

test('A39 a change whose session is ended during the request changes nothing', async () => {
  const { linXia } = await cast();
  // The guard admitted the thief a moment before the owner's own change ended the stolen session.
  const thief = await linXia.at();
  const owners = newPassword();
  const { change } = await linXia.sets(owners);
  const outcome = await changePassword(thief, linXia.wants(newPassword()));
  expect(outcome).toMatchObject({ ok: false, code: 'session.expired' });
  const [{ version } = { version: 0 }] =
    await superuser()`select version from mailboxes where id = ${change.mailboxId}`;
  expect(version).toBe(change.version);
});

test('A39 a change whose session is signed out during the request changes nothing', async () => {
  const { linXia } = await cast();
  const ctx = await linXia.at();
  await signOut(ctx, ctx.session.id);
  expect(await changePassword(ctx, linXia.wants(newPassword()))).toMatchObject({ ok: false });
});

test('A82 the same form, sent again with the session that it replaced, leads to its receipt', async () => {
  const { linXia } = await cast();
  const ctx = await linXia.at();
  const form = linXia.wants(newPassword());
  const made = needed(await changePassword(ctx, form));
  const again = { ...form, sessionId: ctx.session.id, address: linXia.address };
  expect(await findRepeatedChange({ ...ctx, now: after(ctx.now, seconds(59)) }, again)).toMatchObject({
    change: { id: made.change.id },
    sessionId: made.sessionId,
  });
});

test('A39 a replaced session gives no access without the form’s own key and the exact password', async () => {
  const { linXia, chenXiaoAn } = await cast();
  const ctx = await linXia.at();
  const form = linXia.wants(newPassword());
  needed(await changePassword(ctx, form));
  const again = { ...form, sessionId: ctx.session.id, address: linXia.address };
  const ask = (changed: Partial<typeof again>, from: Partial<typeof ctx> = {}) =>
    findRepeatedChange({ ...ctx, ...from }, { ...again, ...changed });

  expect(await ask({})).toBeDefined();
  expect(await ask({ next: linXia.wants(newPassword()).next })).toBeUndefined();
  expect(await ask({ intent: linXia.wants('x').intent })).toBeUndefined();
  expect(await ask({ address: chenXiaoAn.address })).toBeUndefined();
  expect(await ask({ sessionId: '00000000-0000-4000-8000-000000000000' })).toBeUndefined();
  expect(await ask({}, { address: '203.0.113.9' })).toBeUndefined();
  expect(await ask({}, { now: after(ctx.now, seconds(61)) })).toBeUndefined();
});

test('A39 a session that is still open, signed out, or ended by another does not count as replaced', async () => {
  const { linXia } = await cast();
  const [open, signedOut, other] = [await linXia.at(), await linXia.at(), await linXia.at()];
  await signOut(signedOut, signedOut.session.id);
  const form = linXia.wants(newPassword());
  needed(await changePassword(open, form));
  for (const { session } of [signedOut, other]) {
    const again = { ...form, sessionId: session.id, address: linXia.address };
    expect(await findRepeatedChange(open, again)).toBeUndefined();
  }
});

test('A42 a former custodian sees and changes nothing, although signed in', async () => {
  const { linXia, chouTzuYuan } = await cast();
  const [, office] = chouTzuYuan.addresses as [string, string, string];
  const ctx = await chouTzuYuan.at(office);
  const { change } = await chouTzuYuan.sets(newPassword(), office);
  const wants = chouTzuYuan.wants(newPassword());
  await superuser()`update mailboxes set holder_id = ${linXia.person.id} where address = ${office}`;

  expect((await listOwnMailboxes(ctx)).map((mailbox) => mailbox.address)).not.toContain(office);
  expect(await findOwnMailbox(ctx, office)).toMatchObject({ ok: false, code: 'mailbox.not_found' });
  // The page was opened, and the guard passed, before the reassignment.
  expect(await changePassword(ctx, wants)).toMatchObject({ ok: false, code: 'mailbox.not_found' });
  const hers = await linXia.at(office);
  expect((await findOwnMailbox(hers, office)).ok).toBe(true);
  expect((await findReceipt(hers, change.id)).ok).toBe(true);
});

test('A42 another person’s mailbox is reported as not found', async () => {
  const { linXia, chenXiaoAn } = await cast();
  const ctx = await linXia.signedIn();
  const hers = await findOwnMailbox(ctx, chenXiaoAn.address);
  expect(hers).toEqual(await findOwnMailbox(ctx, 'nobody@mx.nthu.edu.tw'));
  expect(hers).toEqual({ ok: false, code: 'mailbox.not_found' });
});

test('A42 a receipt is shown for its own mailbox alone', async () => {
  const { linXia, chenXiaoAn } = await cast();
  const { change } = await chenXiaoAn.sets(newPassword());
  const ctx = await linXia.at();
  for (const id of [change.id, 'x', '', `${change.id}' or true --`]) {
    const { log, lines } = readableLog();
    const asked = { ...ctx, log, recorded: new Set<string>() };
    expect(await findReceipt(asked, id)).toEqual({ ok: false, code: 'page.not_found' });
    expect(eventsIn(lines)).toEqual(['access.denied change']);
  }
});

test('a mailbox is found in any letter case, and under no other spelling', async () => {
  const { linXia } = await cast();
  const ctx = await linXia.signedIn();
  expect((await findOwnMailbox(ctx, linXia.address.toUpperCase())).ok).toBe(true);
  for (const address of [` ${linXia.address}`, `${linXia.address}.`, linXia.address.replace('@', '%40')]) {
    expect((await findOwnMailbox(ctx, address)).ok).toBe(false);
  }
});

test('a session shows the current Condition', async () => {
  const { linXia } = await cast();
  const ctx = await linXia.signedIn();
  await superuser()`update people set condition = '退休' where id = ${linXia.person.id}`;
  expect(needed(await findMember(ctx, ctx.session.id)).person.condition).toBe('退休');
});

test('A97 a suspension during a session blocks the next change', async () => {
  const { linXia } = await cast();
  const ctx = await linXia.at();
  needed(await suspend(await systemContext(), { address: linXia.address, level: 'emergency', announcementId: null }));
  expect(needed(await findOwnMailbox(ctx, linXia.address)).mailbox.state).toBe('suspended_emergency');
  expect(await changePassword(ctx, linXia.wants(newPassword()))).toMatchObject({ code: 'mailbox.suspended_emergency' });
});
