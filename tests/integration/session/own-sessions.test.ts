import { randomUUID } from 'node:crypto';
import { expect, test } from 'vitest';
import { findSession } from '@/db/queries/sessions';
import { after, hours, minutes } from '@/lib/clock';
import { enterByCampusLink } from '@/lib/sign-in/campus-link/enter-by-campus-link';
import { endOwnSession } from '@/lib/sign-in/session/end-own-session';
import { endSessionsElsewhere } from '@/lib/sign-in/session/end-sessions-elsewhere';
import { findMember } from '@/lib/sign-in/session/find-member';
import { listOwnSessions } from '@/lib/sign-in/session/list-own-sessions';
import { cast, needed, newPassword } from '../../cast/cast';
import { anonymousContext, superuser, systemContext } from '../../support/world';

const FIREFOX = 'Mozilla/5.0 (X11; Linux x86_64; rv:145.0) Gecko/20100101 Firefox/145.0';

/** The audit actions of this person on sessions. */
async function auditedOf(personId: string): Promise<{ action: string; detail: object }[]> {
  return superuser()`
    select l.action, l.detail from audit_log l join audit_pseudonyms p on p.pseudonym = l.person_pseudonym
    where p.person_id = ${personId} and l.action like 'session.%' order by l.id`;
}

test('a person sees their own open sessions, the present one first, and no one else’s', async () => {
  const { linXia, chenXiaoAn } = await cast();
  await chenXiaoAn.signedIn();
  const phone = await linXia.signedIn({ address: '140.114.1.2', userAgent: FIREFOX });
  const desktop = await linXia.signedIn({ at: after(phone.now, 1), userAgent: 'curl/8' });
  const sessions = await listOwnSessions(phone);
  expect(sessions.map(({ id }) => id)).toEqual([phone.session.id, desktop.session.id]);
  expect(sessions[0]).toMatchObject({ userAgent: FIREFOX, sourceAddress: '140.114.1.2', way: 'campus' });
});

test('a session that has ended or expired is not listed', async () => {
  const { linXia } = await cast();
  const idle = await linXia.signedIn();
  const left = await linXia.signedIn();
  needed(await endOwnSession(idle, left.session.id));
  const later = await linXia.signedIn({ at: after(idle.now, minutes(20)) });
  expect((await listOwnSessions(later)).map(({ id }) => id)).toEqual([later.session.id]);

  const muchLater = { ...later, now: after(later.now, hours(8)) };
  expect(await listOwnSessions(muchLater)).toEqual([]);
});

test('a session opened by a campus link records its browser, also after a change renews it', async () => {
  const { linXia } = await cast();
  const { token } = await linXia.link();
  const client = await anonymousContext({ userAgent: `${FIREFOX}\u0007${'x'.repeat(500)}` });
  const { sessionId } = needed(await enterByCampusLink(client, { token, visit: 'visit', formerSessionId: undefined }));
  const userAgent = `${FIREFOX}${'x'.repeat(500)}`.slice(0, 256);
  expect((await findSession(client.db, sessionId))?.session.userAgent).toBe(userAgent);

  const changed = await linXia.sets(newPassword(), linXia.address, { sessionId });
  expect((await findSession(client.db, changed.sessionId))?.session.userAgent).toBe(userAgent);
});

test('A39 a session that its owner ends is invalid at once, and an audit row records it', async () => {
  const { linXia } = await cast();
  const [here, thief] = [await linXia.signedIn(), await linXia.signedIn()];
  expect(needed(await endOwnSession(here, thief.session.id))).toBe('sessions');
  expect(await findMember(thief, thief.session.id)).toEqual({ ok: false, code: 'session.expired' });
  expect((await findMember(here, here.session.id)).ok).toBe(true);
  expect((await findSession(here.db, thief.session.id))?.session).toMatchObject({
    endReason: 'ended_by_owner',
    endedAt: here.now,
  });
  expect(await auditedOf(linXia.person.id)).toEqual([{ action: 'session.ended', detail: {} }]);
  expect(await endOwnSession(here, thief.session.id), 'a second time').toEqual({
    ok: false,
    code: 'session.not_found',
  });
  expect(await auditedOf(linXia.person.id)).toHaveLength(1);
});

test('another person’s session is reported as not found, and goes on', async () => {
  const { linXia, chenXiaoAn } = await cast();
  const hers = await linXia.signedIn();
  const his = await chenXiaoAn.signedIn();
  expect(await endOwnSession(his, hers.session.id)).toEqual(await endOwnSession(his, randomUUID()));
  expect((await findMember(hers, hers.session.id)).ok).toBe(true);
  expect(await auditedOf(chenXiaoAn.person.id)).toEqual([]);
});

test('A42 a session opened by a shared password neither sees nor ends the custodian’s other sessions', async () => {
  const { chouTzuYuan } = await cast();
  const { id: limitedTo } = (await chouTzuYuan.at(chouTzuYuan.addresses[1])).mailbox;
  const custodian = await chouTzuYuan.signedIn();
  const [secretary, helper] = [await chouTzuYuan.signedIn(), await chouTzuYuan.signedIn()].map((ctx) => ({
    ...ctx,
    session: { ...ctx.session, limitedTo },
  })) as [typeof custodian, typeof custodian];
  const shared = [secretary.session.id, helper.session.id];
  await superuser()`update sessions set limited_to = ${limitedTo} where id in ${superuser()(shared)}`;

  expect((await listOwnSessions(secretary)).map(({ id }) => id)).toEqual(shared);
  expect(await endOwnSession(secretary, custodian.session.id)).toMatchObject({ code: 'session.not_found' });
  await endSessionsElsewhere(secretary);
  expect((await findMember(helper, helper.session.id)).ok).toBe(false);
  expect((await findMember(custodian, custodian.session.id)).ok).toBe(true);
  expect(needed(await endOwnSession(custodian, secretary.session.id))).toBe('sessions');
});

test('ending the present session signs out', async () => {
  const { linXia } = await cast();
  const ctx = await linXia.signedIn();
  expect(needed(await endOwnSession(ctx, ctx.session.id))).toBe('campus_system');
  expect(await findMember(ctx, ctx.session.id)).toEqual({ ok: false, code: 'session.none' });
  expect((await auditedOf(linXia.person.id)).map(({ action }) => action)).toEqual(['session.signed_out']);
});

test('A39 all other sessions of a person end at once, and this one stays', async () => {
  const { linXia, chenXiaoAn } = await cast();
  const here = await linXia.signedIn();
  const others = [await linXia.signedIn(), await linXia.signedIn()];
  const his = await chenXiaoAn.signedIn();
  await endSessionsElsewhere(here);
  await endSessionsElsewhere(here);
  for (const other of others) expect((await findMember(other, other.session.id)).ok).toBe(false);
  expect((await findMember(here, here.session.id)).ok).toBe(true);
  expect((await findMember(his, his.session.id)).ok).toBe(true);
  expect(await auditedOf(linXia.person.id)).toEqual([{ action: 'session.others_ended', detail: { count: 2 } }]);
});

test('A91 a session goes on when the audit row of its end cannot be written', async () => {
  const { linXia } = await cast();
  const [here, there] = [await linXia.signedIn(), await linXia.signedIn()];
  await expect(endOwnSession({ ...here, requestId: 'broken\u0000' }, there.session.id)).rejects.toThrow();
  await expect(endSessionsElsewhere({ ...here, requestId: 'broken\u0000' })).rejects.toThrow();
  expect((await findMember(there, there.session.id)).ok).toBe(true);
});

test('the command line has no browser', async () => {
  expect((await systemContext()).userAgent).toBeNull();
});
