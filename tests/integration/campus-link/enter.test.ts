import { randomUUID } from 'node:crypto';
import { expect, test } from 'vitest';
import { findPersonByNumber } from '@/db/queries/people';
import { findSession } from '@/db/queries/sessions';
import { after, before, days, hours, minutes, seconds } from '@/lib/clock';
import { findOwnMailbox } from '@/lib/mailbox/find-own-mailbox';
import { changePassword } from '@/lib/password/change-password';
import type { Runtime } from '@/lib/runtime/runtime';
import { checkCampusLink } from '@/lib/sign-in/campus-link/check-campus-link';
import { type Arrival, enterByCampusLink } from '@/lib/sign-in/campus-link/enter-by-campus-link';
import { makePortalKey } from '@/lib/sign-in/campus-link/make-portal-key';
import { purgeSpentLinks } from '@/lib/sign-in/campus-link/purge-spent-links';
import { findMember } from '@/lib/sign-in/session/find-member';
import { signOut } from '@/lib/sign-in/session/sign-out';
import { suspend } from '@/lib/suspension/suspend';
import { cast, needed, newPassword } from '../../cast/cast';
import { readableLog } from '../../support/readable-log';
import { anonymousContext, anotherRuntime, ownDatabase, superuser, systemContext } from '../../support/world';

const arrivalWith = (token: string, more: Partial<Arrival> = {}): Arrival => ({
  token,
  // Each call stands for a browser of its own.
  visit: randomUUID(),
  formerSessionId: undefined,
  ...more,
});

const sessionsOf = (personId: string) => superuser()`select * from sessions where person_id = ${personId}`;

test('a link opens one session and records its person, way, address and start', async () => {
  const { linXia } = await cast();
  const ctx = await anonymousContext({ address: '140.114.1.2' });
  const { token } = await linXia.link({ address: '140.114.1.2' });
  const { sessionId } = needed(await enterByCampusLink(ctx, arrivalWith(token)));
  const found = await findSession(ctx.db, sessionId);
  expect(found?.person).toEqual(linXia.person);
  expect(found?.session).toMatchObject({
    way: 'campus',
    sourceAddress: '140.114.1.2',
    createdAt: ctx.now,
    provedAt: ctx.now,
    endedAt: null,
  });
});

test('A114 a browser that keeps no cookies spends no link, from any address, and gets the cookie error only for a valid link', async () => {
  const { linXia } = await cast();
  const { token } = await linXia.link();
  const ctx = await anonymousContext();
  const withoutCookies = arrivalWith(token, { visit: undefined });
  expect(await enterByCampusLink(ctx, withoutCookies)).toEqual({ ok: false, code: 'session.no_cookies' });
  expect(await sessionsOf(linXia.person.id)).toEqual([]);
  const tooLate = { ...ctx, now: after(ctx.now, minutes(5)) };
  expect(await enterByCampusLink(tooLate, withoutCookies)).toMatchObject({ code: 'campus_link.expired' });
  expect(await enterByCampusLink(ctx, arrivalWith(token))).toMatchObject({ ok: true });
});

test('A107 a link is not reported as used to the browser that holds the session it opened', async () => {
  const { linXia } = await cast();
  const { token } = await linXia.link();
  const ctx = await anonymousContext();
  const { sessionId } = needed(await enterByCampusLink(ctx, arrivalWith(token)));
  const later = { ...ctx, now: after(ctx.now, minutes(1)) };
  expect(await checkCampusLink(later, token, undefined, sessionId)).toMatchObject({
    value: { openedSessionId: sessionId },
  });
  for (const other of [undefined, (await linXia.signedIn()).session.id]) {
    expect(await checkCampusLink(later, token, undefined, other)).toMatchObject({ code: 'campus_link.used' });
  }
});

test('A1 a link opens no second session, at this server or at another', async () => {
  const { linXia } = await cast();
  const { token } = await linXia.link();
  needed(await enterByCampusLink(await anonymousContext(), arrivalWith(token)));
  const otherNode = await anotherRuntime();
  for (const runtime of [undefined, otherNode]) {
    const again = await enterByCampusLink(await anonymousContext({ runtime }), arrivalWith(token));
    expect(again).toMatchObject({ ok: false, code: 'campus_link.used' });
  }
  expect(await sessionsOf(linXia.person.id)).toHaveLength(1);
});

test('A1 a replayed link is logged under its reference', async () => {
  const { log, lines } = readableLog();
  const runtime = await anotherRuntime({}, log);
  const { linXia } = await cast(runtime);
  const { token } = await linXia.link();
  const ctx = await anonymousContext({ runtime });
  needed(await enterByCampusLink(ctx, arrivalWith(token)));
  await enterByCampusLink(ctx, arrivalWith(token));
  expect(JSON.parse(lines.at(-1) ?? '')).toMatchObject({
    msg: 'campus link refused',
    code: 'campus_link.used',
    reference: ctx.requestId,
    cause: expect.stringContaining(linXia.person.number),
  });
  expect(lines.join('')).not.toContain(token);
});

test('A2 a link opens one session when many requests race', async () => {
  const { linXia } = await cast();
  const { token } = await linXia.link();
  const ctx = await anonymousContext();
  const outcomes = await Promise.all(Array.from({ length: 8 }, () => enterByCampusLink(ctx, arrivalWith(token))));
  expect(outcomes.filter((outcome) => outcome.ok)).toHaveLength(1);
  for (const outcome of outcomes) if (!outcome.ok) expect(outcome.code).toBe('campus_link.used');
  expect(await sessionsOf(linXia.person.id)).toHaveLength(1);
  const [{ n } = { n: 0 }] = await superuser()`
    select count(*)::int as n from audit_log join audit_pseudonyms on pseudonym = person_pseudonym
    where person_id = ${linXia.person.id} and action = 'session.opened'`;
  expect(n).toBe(1);
});

test('A2 a new person is stored once when two requests race', async () => {
  const { linXia } = await cast();
  const described = { number: `N${Date.now()}`, name: '新人' };
  const ctx = await anonymousContext();
  const links = await Promise.all([linXia.link({ described }), linXia.link({ described })]);
  const outcomes = await Promise.all(links.map(({ token }) => enterByCampusLink(ctx, arrivalWith(token))));
  expect(outcomes.map((outcome) => outcome.ok)).toEqual([true, true]);
  expect(await findPersonByNumber(ctx.db, described.number)).toMatchObject({ name: '新人' });
});

test('A82 a double click in one browser leads to one session, also when both clicks race', async () => {
  const { linXia } = await cast();
  const { token } = await linXia.link();
  const ctx = await anonymousContext();
  const arrival = arrivalWith(token, { visit: 'cookie-of-this-browser' });
  const [first, second] = await Promise.all([enterByCampusLink(ctx, arrival), enterByCampusLink(ctx, arrival)]);
  expect(needed(first)).toEqual(needed(second));
  expect(needed(await enterByCampusLink({ ...ctx, now: after(ctx.now, seconds(29)) }, arrival))).toEqual(needed(first));
  expect(await sessionsOf(linXia.person.id)).toHaveLength(1);
});

test('A1 a link is refused as used after thirty seconds, also in the browser that used it', async () => {
  const { linXia } = await cast();
  const { token } = await linXia.link();
  const ctx = await anonymousContext();
  const arrival = arrivalWith(token, { visit: 'cookie-of-this-browser' });
  needed(await enterByCampusLink(ctx, arrival));
  const later = await enterByCampusLink({ ...ctx, now: after(ctx.now, seconds(30)) }, arrival);
  expect(later).toMatchObject({ code: 'campus_link.used' });
});

test('A1 a used link is refused at once in another browser and without the cookie', async () => {
  const { linXia } = await cast();
  const { token } = await linXia.link();
  const ctx = await anonymousContext();
  needed(await enterByCampusLink(ctx, arrivalWith(token, { visit: 'cookie-of-this-browser' })));
  for (const visit of ['cookie-of-another', '', undefined]) {
    expect(await enterByCampusLink(ctx, arrivalWith(token, { visit }))).toMatchObject({ code: 'campus_link.used' });
  }
});

test('A1 a link used without a cookie is refused to another browser without one', async () => {
  const { linXia } = await cast();
  const { token } = await linXia.link();
  const ctx = await anonymousContext();
  needed(await enterByCampusLink(ctx, arrivalWith(token)));
  expect(await enterByCampusLink(ctx, arrivalWith(token))).toMatchObject({ code: 'campus_link.used' });
});

test('A39 a double click after signing out does not sign in again', async () => {
  const { linXia } = await cast();
  const { token } = await linXia.link();
  const ctx = await anonymousContext();
  const arrival = arrivalWith(token, { visit: 'cookie-of-this-browser' });
  const { sessionId } = needed(await enterByCampusLink(ctx, arrival));
  await signOut(ctx, sessionId);
  const again = await enterByCampusLink({ ...ctx, now: after(ctx.now, seconds(5)) }, arrival);
  const member = await findMember(ctx, again.ok ? again.value.sessionId : undefined);
  expect(member.ok).toBe(false);
});

test('a GET of a link does not spend it', async () => {
  const { linXia } = await cast();
  const { token } = await linXia.link();
  const ctx = await anonymousContext();
  for (const _ of ['once', 'twice']) needed(await checkCampusLink(ctx, token, undefined));
  needed(await enterByCampusLink(ctx, arrivalWith(token)));
});

test('a link sent from a wrong address is not spent: the right browser can still sign in', async () => {
  const { linXia } = await cast();
  const { token } = await linXia.link({ address: ['140.114.1.2', '2001:288:e001::7'] });
  const stranger = await enterByCampusLink(await anonymousContext({ address: '203.0.113.9' }), arrivalWith(token));
  expect(stranger).toEqual({
    ok: false,
    code: 'campus_link.address_differs',
    detail: { linkAddress: '140.114.1.2, 2001:288:e001::7', browserAddress: '203.0.113.9' },
  });
  needed(await enterByCampusLink(await anonymousContext({ address: '2001:288:e001::7' }), arrivalWith(token)));
});

test('A25 a link is valid for every address of its IPv6 /64, unless addresses are compared exactly; the next /64 is refused', async () => {
  const { linXia } = await cast();
  const link = async () => (await linXia.link({ address: '2001:db8:1:2::a' })).token;
  const signsIn = async (address: string, runtime?: Runtime) =>
    enterByCampusLink(await anonymousContext({ address, runtime }), arrivalWith(await link()));
  expect(await signsIn('2001:db8:1:2:b:c:d:e')).toMatchObject({ ok: true });
  expect(await signsIn('2001:db8:1:3::a')).toMatchObject({ code: 'campus_link.address_differs' });
  const [exact, off] = await Promise.all(
    (['exact', 'off'] as const).map((sessionAddress) => anotherRuntime({ sessionAddress })),
  );
  expect(await signsIn('2001:db8:1:2::b', exact)).toMatchObject({ code: 'campus_link.address_differs' });
  expect(await signsIn('203.0.113.9', off)).toMatchObject({ code: 'campus_link.address_family_differs' });

  // The second request of a double click may come from the next address.
  const twice = arrivalWith(await link());
  const first = await enterByCampusLink(await anonymousContext({ address: '2001:db8:1:2::b' }), twice);
  const second = await enterByCampusLink(await anonymousContext({ address: '2001:db8:1:2::c' }), twice);
  expect(needed(second)).toEqual(needed(first));
});

test('A10 an expired link and one from the future are refused; a clock difference of thirty seconds is tolerated', async () => {
  const { linXia } = await cast();
  const issued = new Date(Math.floor(Date.now() / 1_000) * 1_000);
  const at = async (ms: number) => {
    const { token } = await linXia.link({ at: issued });
    return enterByCampusLink(await anonymousContext({ at: after(issued, ms) }), arrivalWith(token));
  };
  expect(await at(-seconds(31))).toMatchObject({ code: 'campus_link.clocks_differ', detail: { aheadSeconds: 31 } });
  expect(await at(-seconds(30))).toMatchObject({ ok: true });
  expect(await at(minutes(2) + seconds(30))).toMatchObject({ ok: true });
  expect(await at(minutes(2) + seconds(31))).toMatchObject({
    code: 'campus_link.expired',
    detail: { ageSeconds: 151 },
  });
});

test('A10 a clock that is set back does not make a used link valid again', async () => {
  const { linXia } = await cast();
  const { token } = await linXia.link();
  const ctx = await anonymousContext();
  needed(await enterByCampusLink(ctx, arrivalWith(token)));
  const old = { ...ctx, now: before(ctx.now, seconds(20)) };
  expect(await enterByCampusLink(old, arrivalWith(token))).toMatchObject({ code: 'campus_link.used' });
});

test('A10 used links are purged a day after their expiry, so that no clock change makes them valid again', async () => {
  const { runtime, sql } = await ownDatabase();
  await makePortalKey(runtime.connection.db, await systemContext(runtime));
  const { linXia } = await cast(runtime);
  const { token } = await linXia.link();
  const ctx = await anonymousContext({ runtime });
  needed(await enterByCampusLink(ctx, arrivalWith(token)));
  const kept = async () => (await sql`select jti from spent_campus_links`).length;

  await purgeSpentLinks(ctx.db, after(ctx.now, days(1)));
  expect(await kept()).toBe(1);
  await purgeSpentLinks(ctx.db, after(ctx.now, days(1) + hours(1)));
  expect(await kept()).toBe(0);
});

test('a link is refused for the first of its faults, in the order: authenticity, clocks, age, address, use', async () => {
  const { linXia } = await cast();
  const ctx = await anonymousContext();
  const stranger = await anonymousContext({ address: '203.0.113.9' });
  const { token } = await linXia.link();
  needed(await enterByCampusLink(ctx, arrivalWith(token)));
  const codeOf = async (from: typeof ctx, text: string) => {
    const outcome = await enterByCampusLink(from, arrivalWith(text));
    return outcome.ok ? 'let in' : outcome.code;
  };

  expect(await codeOf(ctx, token)).toBe('campus_link.used');
  expect(await codeOf(stranger, token)).toBe('campus_link.address_differs');
  expect(await codeOf({ ...stranger, now: after(ctx.now, minutes(5)) }, token)).toBe('campus_link.expired');
  expect(await codeOf({ ...stranger, now: before(ctx.now, minutes(5)) }, token)).toBe('campus_link.clocks_differ');
  expect(await codeOf({ ...stranger, now: after(ctx.now, minutes(5)) }, token.slice(0, -1))).toBe(
    'campus_link.not_authentic',
  );
});

test('A13 every token that is not a valid link is refused with the same message', async () => {
  const { linXia } = await cast();
  const { token } = await linXia.link();
  const ctx = await anonymousContext();
  for (const text of ['', 'x', token.slice(0, 100), `${token}A`, token.replace(/^[^.]+/, 'e30'), 'a.b.c.d.e']) {
    const outcome = await enterByCampusLink(ctx, arrivalWith(text));
    expect(outcome).toMatchObject({ ok: false, code: 'campus_link.not_authentic' });
    expect(outcome).not.toHaveProperty('detail');
  }
});

test('A14 no token appears in the log, whatever the outcome of its link', async () => {
  const { log, lines } = readableLog();
  const runtime = await anotherRuntime({}, log);
  const { linXia } = await cast(runtime);
  const { token } = await linXia.link();
  const ctx = await anonymousContext({ runtime });
  await enterByCampusLink({ ...ctx, address: '203.0.113.9' }, arrivalWith(token));
  await enterByCampusLink(ctx, arrivalWith(`${token}x`));
  await enterByCampusLink({ ...ctx, now: after(ctx.now, minutes(9)) }, arrivalWith(token));
  await enterByCampusLink(ctx, arrivalWith(token));
  await enterByCampusLink(ctx, arrivalWith(token));
  expect(lines).toHaveLength(4);
  for (const part of token.split('.').filter((text) => text.length > 15)) expect(lines.join('')).not.toContain(part);
});

test('A16 a new sign-in ends the session that the browser had, and merges nothing', async () => {
  const { linXia, chenXiaoAn } = await cast();
  const before = await chenXiaoAn.signedIn();
  const { token } = await linXia.link();
  const ctx = await anonymousContext();
  const { sessionId } = needed(
    await enterByCampusLink(ctx, arrivalWith(token, { formerSessionId: before.session.id })),
  );
  expect(needed(await findMember(ctx, sessionId)).person.id).toBe(linXia.person.id);
  expect(await findMember(ctx, before.session.id)).toMatchObject({ ok: false, code: 'session.expired' });
});

test('A16 a refused link ends no session', async () => {
  const { linXia, chenXiaoAn } = await cast();
  const before = await chenXiaoAn.signedIn();
  const { token } = await linXia.link({ address: '140.114.1.2' });
  const ctx = await anonymousContext();
  await enterByCampusLink(ctx, arrivalWith(token, { formerSessionId: before.session.id }));
  expect((await findMember(ctx, before.session.id)).ok).toBe(true);
});

test('A38 each link opens a session with a new id, also for the same person in the same browser', async () => {
  const { linXia } = await cast();
  const ctx = await anonymousContext();
  const first = needed(await enterByCampusLink(ctx, arrivalWith((await linXia.link()).token)));
  const formerSessionId = first.sessionId;
  const second = needed(await enterByCampusLink(ctx, arrivalWith((await linXia.link()).token, { formerSessionId })));
  expect(second.sessionId).not.toBe(first.sessionId);
  expect((await findMember(ctx, first.sessionId)).ok).toBe(false);
});

test('A17 a mailbox suspended after the link was issued accepts no new password', async () => {
  const { linXia } = await cast();
  const { token } = await linXia.link();
  needed(await suspend(await systemContext(), { address: linXia.address, level: 'warning', announcementId: null }));
  const ctx = await anonymousContext();
  const { sessionId } = needed(await enterByCampusLink(ctx, arrivalWith(token)));
  const refused = await changePassword(await linXia.at(linXia.address, { sessionId }), linXia.wants(newPassword()));
  expect(refused).toMatchObject({ ok: false, code: 'mailbox.suspended_warning' });
});

test('A17 a mailbox reassigned after the link was issued is not shown', async () => {
  const { linXia, chouTzuYuan } = await cast();
  const [, office] = chouTzuYuan.addresses as [string, string, string];
  const { token } = await chouTzuYuan.link();
  await superuser()`update mailboxes set holder_id = ${linXia.person.id} where address = ${office}`;
  const ctx = await anonymousContext();
  const { sessionId } = needed(await enterByCampusLink(ctx, arrivalWith(token)));
  const member = needed(await findMember(ctx, sessionId));
  expect(await findOwnMailbox(member, office)).toMatchObject({ ok: false, code: 'mailbox.not_found' });
});

test('the newest description of a person is kept, in whichever order the links arrive', async () => {
  const { linXia } = await cast();
  const { number } = linXia.person;
  const ctx = await anonymousContext();
  const older = await linXia.link({ described: { condition: '一般', name: '林夏' }, ageMs: seconds(60) });
  const newer = await linXia.link({ described: { condition: '退休', name: '林夏（新）', role: 'staff' } });

  needed(await enterByCampusLink(ctx, arrivalWith(newer.token)));
  const { sessionId } = needed(await enterByCampusLink(ctx, arrivalWith(older.token)));
  expect(await findPersonByNumber(ctx.db, number)).toMatchObject({ condition: '退休', name: '林夏（新）' });
  expect(needed(await findMember(ctx, sessionId)).person.condition).toBe('退休');
});

test('a person’s number identifies one person in any letter case', async () => {
  const { linXia } = await cast();
  const ctx = await anonymousContext();
  const { token } = await linXia.link({ described: { number: linXia.person.number.toLowerCase() } });
  const { sessionId } = needed(await enterByCampusLink(ctx, arrivalWith(token)));
  expect(needed(await findMember(ctx, sessionId)).person.id).toBe(linXia.person.id);
});
