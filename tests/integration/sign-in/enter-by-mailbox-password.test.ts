import { expect, test } from 'vitest';
import { lockPerson } from '@/db/queries/people';
import { findSession } from '@/db/queries/sessions';
import { after, minutes } from '@/lib/clock';
import { createHasher } from '@/lib/hashing/hashing';
import { findOwnMailbox } from '@/lib/mailbox/find-own-mailbox';
import { listOwnMailboxes } from '@/lib/mailbox/list-own-mailboxes';
import { changePassword } from '@/lib/password/change-password';
import type { RequestContext } from '@/lib/runtime/runtime';
import { enterByMailboxPassword } from '@/lib/sign-in/enter-by-mailbox-password';
import { findMember } from '@/lib/sign-in/session/find-member';
import { findThrottle } from '@/lib/sign-in/throttle/find-throttle';
import { suspend } from '@/lib/suspension/suspend';
import { cast, needed, newPassword, type Player } from '../../cast/cast';
import { readableLog } from '../../support/readable-log';
import { solvedCaptcha } from '../../support/solved-captcha';
import {
  anonymousContext,
  anotherRuntime,
  runtimeWithoutDatabase,
  superuser,
  systemContext,
  testRuntime,
} from '../../support/world';

/** The completed form, with a solved captcha. */
async function filledIn(
  ctx: RequestContext,
  typed: string,
  password: string,
  besides: { formerSessionId?: string } = {},
) {
  const captcha = await solvedCaptcha(ctx);
  return { typed, domain: '', password, captcha, formerSessionId: besides.formerSessionId };
}

async function signsIn(player: Pick<Player, 'address' | 'password' | 'runtime'>, at?: Date) {
  const ctx = await anonymousContext({ runtime: player.runtime, at });
  return enterByMailboxPassword(ctx, await filledIn(ctx, player.address, player.password));
}

test('the password of a mailbox opens a session of its holder', async () => {
  const { linXia } = await cast();
  const ctx = await anonymousContext({ address: '203.0.113.9' });
  const { sessionId } = needed(
    await enterByMailboxPassword(ctx, await filledIn(ctx, linXia.address.toUpperCase(), linXia.password)),
  );

  const member = needed(await findMember(ctx, sessionId));
  expect(member.person.id).toBe(linXia.person.id);
  expect(member.session).toMatchObject({ way: 'mailbox', limitedTo: null, sourceAddress: '203.0.113.9' });
  const audited = await superuser()`select l.action, l.detail from audit_log l
    join audit_pseudonyms p on p.pseudonym = l.person_pseudonym where p.person_id = ${linXia.person.id}`;
  expect(audited).toContainEqual({ action: 'session.opened', detail: { way: 'mailbox' } });
});

test('a password matches in every Unicode composition', async () => {
  const { linXia } = await cast();
  const next = `${newPassword()} é`;
  await linXia.sets(next.normalize('NFC'));
  const outcome = await signsIn({ ...linXia, address: linXia.address, password: next.normalize('NFD') });
  expect(outcome.ok).toBe(true);
});

test('A97 unknown, wrong, suspended, closed, without holder, without password: one answer, for one computation each', async () => {
  const runtime = await anotherRuntime();
  const { linXia, chenXiaoAn, chouTzuYuan } = await cast(runtime);
  const other = await cast(runtime);
  const system = await systemContext(runtime);
  needed(await suspend(system, { address: chenXiaoAn.address, level: 'warning', announcementId: null }));
  needed(await suspend(system, { address: other.chenXiaoAn.address, level: 'emergency', announcementId: null }));
  const sql = superuser();
  await sql`update mailboxes set state = 'closed' where address = ${chouTzuYuan.address}`;
  await sql`update mailboxes set holder_id = null where address = ${other.linXia.address}`;
  await sql`update mailboxes set password_secret = null where address = ${other.chouTzuYuan.address}`;

  const tries: [typed: string, password: string][] = [
    ['nobody-at-all@mx.nthu.edu.tw', newPassword()],
    [linXia.address, newPassword()],
    [chenXiaoAn.address, chenXiaoAn.password],
    [other.chenXiaoAn.address, other.chenXiaoAn.password],
    [chouTzuYuan.address, chouTzuYuan.password],
    [other.linXia.address, other.linXia.password],
    [other.chouTzuYuan.address, other.chouTzuYuan.password],
    ['linxia*master@mx.nthu.edu.tw', newPassword()],
    ['linxia@evil.example', newPassword()],
  ];
  for (const [typed, password] of tries) {
    const ctx = await anonymousContext({ runtime });
    const attempt = await filledIn(ctx, typed, password);
    const before = runtime.hasher.completed;
    expect(await enterByMailboxPassword(ctx, attempt), typed).toEqual({ ok: false, code: 'sign_in.failed' });
    expect(runtime.hasher.completed - before, typed).toBe(1);
  }
});

test('A52 a wrong captcha refuses also the right password, and counts as no failure of the account', async () => {
  const { linXia } = await cast();
  const ctx = await anonymousContext();
  const attempt = await filledIn(ctx, linXia.address, linXia.password);
  const digits = attempt.captcha.digits === '000000' ? '000001' : '000000';
  const wrong = { ...attempt, captcha: { ...attempt.captcha, digits } };

  expect(await enterByMailboxPassword(ctx, wrong)).toMatchObject({ ok: false, code: 'captcha.wrong' });
  // The right answer comes too late: the wrong one has spent the captcha.
  expect(await enterByMailboxPassword(ctx, attempt)).toMatchObject({ ok: false, code: 'captcha.expired' });
  expect(await findThrottle(ctx, linXia.address)).toMatchObject({ failures: 0 });
});

test('A52 one captcha serves one sign-in', async () => {
  const { linXia } = await cast();
  const ctx = await anonymousContext();
  const attempt = await filledIn(ctx, linXia.address, linXia.password);
  expect((await enterByMailboxPassword(ctx, attempt)).ok).toBe(true);
  expect(await enterByMailboxPassword(ctx, attempt)).toMatchObject({ ok: false, code: 'captcha.expired' });
});

test('A55 A56 an empty or invalid password is refused before any work', async () => {
  const { linXia } = await cast();
  const ctx = await anonymousContext();
  const { hasher } = await testRuntime();
  const before = hasher.completed;
  const codes = [];
  for (const password of ['', 'x'.repeat(100_000), 'abc\u0000def', '\ud800']) {
    const outcome = await enterByMailboxPassword(ctx, await filledIn(ctx, linXia.address, password));
    codes.push(!outcome.ok && outcome.code);
  }
  expect(codes).toEqual(['sign_in.password_missing', 'sign_in.failed', 'sign_in.failed', 'sign_in.failed']);
  expect(hasher.completed).toBe(before);
});

test('a missing field is reported before the captcha is spent', async () => {
  const { linXia } = await cast();
  const ctx = await anonymousContext();
  const attempt = await filledIn(ctx, linXia.address, linXia.password);
  expect(await enterByMailboxPassword(ctx, { ...attempt, typed: ' ' })).toMatchObject({
    code: 'sign_in.account_missing',
  });
  expect(await enterByMailboxPassword(ctx, { ...attempt, password: '' })).toMatchObject({
    code: 'sign_in.password_missing',
  });
  expect((await enterByMailboxPassword(ctx, attempt)).ok).toBe(true);
});

test('A38 the former session of the browser is ended, never merged', async () => {
  const { linXia, chenXiaoAn } = await cast();
  const theirs = await chenXiaoAn.signedIn();
  const ctx = await anonymousContext();
  const attempt = await filledIn(ctx, linXia.address, linXia.password, { formerSessionId: theirs.session.id });
  const { sessionId } = needed(await enterByMailboxPassword(ctx, attempt));
  expect(sessionId).not.toBe(theirs.session.id);
  expect((await findMember(ctx, theirs.session.id)).ok).toBe(false);
});

test('the password that a unit shares reaches its mailbox, and no other of the custodian', async () => {
  const { chouTzuYuan } = await cast();
  const [own, unit] = chouTzuYuan.addresses;
  const ctx = await anonymousContext();
  const attempt = await filledIn(ctx, unit ?? '', chouTzuYuan.passwords[1] ?? '');
  const { sessionId } = needed(await enterByMailboxPassword(ctx, attempt));
  const member = needed(await findMember(ctx, sessionId));

  expect((await listOwnMailboxes(member)).map(({ address }) => address)).toEqual([unit]);
  expect(await findOwnMailbox(member, own)).toMatchObject({ ok: false, code: 'mailbox.not_found' });
  // Nor after a change, which renews the session.
  const mailbox = needed(await findOwnMailbox(member, unit ?? ''));
  const changed = needed(await changePassword(mailbox, chouTzuYuan.wants(newPassword())));
  const renewed = needed(await findMember(ctx, changed.sessionId));
  expect(await findOwnMailbox(renewed, own)).toMatchObject({ ok: false, code: 'mailbox.not_found' });
});

test('a sign-in refused as busy is counted at most once, and then succeeds', async () => {
  const { linXia } = await cast();
  const ctx = { ...(await anonymousContext()), hasher: createHasher({ concurrency: 1, maxWaiting: -1 }) };
  for (let tries = 0; tries < 3; tries += 1) {
    const attempt = await filledIn(ctx, linXia.address, linXia.password);
    expect(await enterByMailboxPassword(ctx, attempt)).toMatchObject({ ok: false, code: 'service.busy' });
  }
  expect(await findThrottle(ctx, linXia.address)).toMatchObject({ failures: 1 });
  expect((await signsIn(linXia)).ok).toBe(true);
  expect(await findThrottle(ctx, linXia.address)).toMatchObject({ failures: 0 });
});

test('A89 no sign-in succeeds while the database is away, and no check is skipped', async () => {
  const { linXia } = await cast();
  const ctx = await anonymousContext();
  const attempt = await filledIn(ctx, linXia.address, linXia.password);
  const away = await anonymousContext({ runtime: await runtimeWithoutDatabase() });
  await expect(enterByMailboxPassword(away, attempt)).rejects.toThrow();
});

test('A80 no password and no captcha of a sign-in reaches the log', async () => {
  const { log, lines } = readableLog();
  const runtime = await anotherRuntime({}, log);
  const { linXia } = await cast(runtime);
  const ctx = await anonymousContext({ runtime });
  for (const password of [linXia.password, 'a wrong password of nobody']) {
    const attempt = await filledIn(ctx, linXia.address, password);
    await enterByMailboxPassword(ctx, attempt);
    expect(lines.join('\n')).not.toContain(password);
    expect(lines.join('\n')).not.toContain(attempt.captcha.digits);
  }
});

test('a change more than five minutes after the sign-in asks for the password in force', async () => {
  const { linXia } = await cast();
  const ctx = await anonymousContext();
  const { sessionId } = needed(await signsIn(linXia));
  const at = async (ms: number) => {
    const found = await findSession(ctx.db, sessionId);
    if (!found) throw new Error('no session');
    return { ...(await linXia.at(linXia.address, { sessionId })), now: after(found.session.provedAt, ms) };
  };
  const next = newPassword();
  const request = linXia.wants(next);
  const current = linXia.wants(linXia.password).next;

  const late = await at(minutes(5) + 1);
  expect(await changePassword(late, request)).toMatchObject({ ok: false, code: 'proof.current_missing' });
  expect(await changePassword(late, { ...request, current: linXia.wants(newPassword()).next })).toMatchObject({
    ok: false,
    code: 'proof.current_wrong',
  });
  expect((await changePassword(late, { ...request, current })).ok).toBe(true);
});

test('a change just after the sign-in asks for nothing more, and a campus session never accepts a password as proof', async () => {
  const { linXia, chenXiaoAn } = await cast();
  const { sessionId } = needed(await signsIn(linXia));
  const soon = await linXia.at(linXia.address, { sessionId });
  expect((await changePassword(soon, linXia.wants(newPassword()))).ok).toBe(true);

  const campus = await chenXiaoAn.at();
  const late = { ...campus, now: after(campus.session.provedAt, minutes(15) + 1) };
  const current = chenXiaoAn.wants(chenXiaoAn.password).next;
  expect(await changePassword(late, { ...chenXiaoAn.wants(newPassword()), current })).toMatchObject({
    ok: false,
    code: 'proof.stale',
  });
});

test('A42 the password of a reassigned mailbox opens a session of its new holder', async () => {
  const { linXia, chenXiaoAn } = await cast();
  await superuser()`update mailboxes set holder_id = ${chenXiaoAn.person.id} where address = ${linXia.address}`;
  const ctx = await anonymousContext();
  const { sessionId } = needed(await signsIn(linXia));
  expect(needed(await findMember(ctx, sessionId)).person.id).toBe(chenXiaoAn.person.id);
});

test('A42 the password that a unit shares reveals nothing of the custodian’s own passwords, number or name', async () => {
  const { chouTzuYuan } = await cast();
  const [own, unit] = chouTzuYuan.addresses;
  const ctx = await anonymousContext();
  const attempt = await filledIn(ctx, unit ?? '', chouTzuYuan.passwords[1] ?? '');
  const { sessionId } = needed(await enterByMailboxPassword(ctx, attempt));
  const member = needed(await findMember(ctx, sessionId));
  const mailbox = needed(await findOwnMailbox(member, unit ?? ''));

  // The custodian's password is accepted like any other strong one: a client that tries it does not learn whose it is.
  const taken = needed(await changePassword(mailbox, chouTzuYuan.wants(chouTzuYuan.password)));

  const renewed = needed(await findMember(ctx, taken.sessionId));
  const { person } = chouTzuYuan;
  const guess = `${person.number}${person.nameEn}`.replace(/[^a-z0-9]/gi, '');
  const again = needed(await findOwnMailbox(renewed, unit ?? ''));
  const guessed = await changePassword(again, chouTzuYuan.wants(guess));
  expect(!guessed.ok && guessed.code).not.toBe('password.own_data');

  const custodian = await chouTzuYuan.at(own);
  const theirs = await changePassword(custodian, chouTzuYuan.wants(chouTzuYuan.password));
  expect(theirs).toMatchObject({ ok: false, code: 'password.same_as_current' });
});

test('the password that a unit shares ends no session of the custodian’s own', async () => {
  const { chouTzuYuan } = await cast();
  const custodian = await chouTzuYuan.signedIn();
  const [, unit] = chouTzuYuan.addresses;
  const ctx = await anonymousContext();
  const attempt = await filledIn(ctx, unit ?? '', chouTzuYuan.passwords[1] ?? '');
  const { sessionId } = needed(await enterByMailboxPassword(ctx, attempt));
  const mailbox = needed(await findOwnMailbox(needed(await findMember(ctx, sessionId)), unit ?? ''));
  needed(await changePassword(mailbox, chouTzuYuan.wants(newPassword())));
  expect((await findMember(ctx, custodian.session.id)).ok).toBe(true);
});

test('a sign-in does not wait for a change of the same person, which may be waiting for the sign-in', async () => {
  const { linXia } = await cast();
  const { connection } = await testRuntime();
  await connection.db.transaction(async (tx) => {
    await lockPerson(tx, linXia.person.id);
    expect((await signsIn(linXia)).ok).toBe(true);
  });
});

test('A39 a password changed while its hash is queued signs in no more', async () => {
  const { linXia } = await cast();
  const ctx = await anonymousContext();
  const attempt = await filledIn(ctx, linXia.address, linXia.password);
  const slow: RequestContext['hasher'] = {
    ...ctx.hasher,
    completed: 0,
    verify: async (stored, secret) => {
      const verified = await ctx.hasher.verify(stored, secret);
      await linXia.sets(newPassword());
      return verified;
    },
  };
  const outcome = await enterByMailboxPassword({ ...ctx, hasher: slow }, attempt);
  expect(outcome).toEqual({ ok: false, code: 'sign_in.failed' });
});

test('A39 a suspension ends the sessions opened by the mailbox password, and keeps those of the campus link', async () => {
  const { linXia } = await cast();
  const ctx = await anonymousContext();
  const campus = await linXia.signedIn();
  const { sessionId } = needed(await signsIn(linXia));
  needed(await suspend(await systemContext(), { address: linXia.address, level: 'warning', announcementId: null }));
  expect(await findMember(ctx, sessionId)).toMatchObject({ ok: false, code: 'session.expired' });
  expect((await findMember(ctx, campus.session.id)).ok).toBe(true);
});

test('failed sign-ins of another client do not keep a signed-in person from changing', async () => {
  const { linXia } = await cast();
  const ctx = await anonymousContext();
  const { sessionId } = needed(await signsIn(linXia));
  for (let tries = 0; tries < 6; tries += 1) {
    const strangers = await anonymousContext({ address: '198.51.100.7' });
    await enterByMailboxPassword(strangers, await filledIn(strangers, linXia.address, newPassword()));
  }
  const found = await findSession(ctx.db, sessionId);
  if (!found) throw new Error('no session');
  const late = { ...(await linXia.at(linXia.address, { sessionId })), now: after(found.session.provedAt, minutes(6)) };
  const current = linXia.wants(linXia.password).next;
  expect((await changePassword(late, { ...linXia.wants(newPassword()), current })).ok).toBe(true);
});
