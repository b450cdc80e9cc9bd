import { hash } from '@node-rs/bcrypt';
import { expect, test } from 'vitest';
import { findSession } from '@/db/queries/sessions';
import { listWeakHashes } from '@/db/queries/weak-hashes';
import { after, before, days, hours, minutes } from '@/lib/clock';
import { createHasher } from '@/lib/hashing/hashing';
import { changePassword } from '@/lib/password/change-password';
import { ok, type Result, refuse } from '@/lib/result';
import type { RequestContext } from '@/lib/runtime/runtime';
import { enterByMailboxPassword } from '@/lib/sign-in/enter-by-mailbox-password';
import { padResponseTime, RESPONSE_STEP_MS } from '@/lib/sign-in/pad-response-time';
import { reinstate } from '@/lib/suspension/reinstate';
import { suspend } from '@/lib/suspension/suspend';
import { cast, needed, newPassword, type Player } from '../../cast/cast';
import { markAsImported } from '../../support/mark-as-imported';
import { solvedCaptcha } from '../../support/solved-captcha';
import { OTHERS_HASHES, OTHERS_PASSWORD } from '../../support/stored-hashes';
import {
  ALL_LOGINS,
  acceptedLogins,
  anonymousContext,
  NO_LOGIN,
  ownDatabase,
  superuser,
  systemContext,
} from '../../support/world';

const OWN_HASH = /^\{ARGON2ID\}\$argon2id\$v=19\$m=19456,t=2,p=1\$/;
const [ssha = ''] = OTHERS_HASHES.map(({ stored }) => stored);
const bcrypt = OTHERS_HASHES.find(({ stored }) => stored.includes('$2b$'))?.stored ?? '';

async function signsIn(player: Player, password: string, besides: Partial<RequestContext> = {}) {
  const ctx = { ...(await anonymousContext({ runtime: player.runtime })), ...besides };
  const captcha = await solvedCaptcha(ctx);
  const attempt = { typed: player.address, domain: '', password, captcha, formerSessionId: undefined };
  return enterByMailboxPassword(ctx, attempt);
}

async function storedFor({ address }: Player, sql = superuser()) {
  const [row] = await sql`select password_secret as secret, version, password_changed_at as "changedAt"
    from mailboxes where address = ${address}`;
  return row as { secret: string; version: number; changedAt: Date };
}

test.each(OTHERS_HASHES)(
  'a hash made by $madeBy opens way 2 and Dovecot; then argon2id replaces it, and opens both',
  async ({ stored }) => {
    const { linXia } = await cast();
    await markAsImported(superuser(), linXia.address, stored);
    const before = await storedFor(linXia);
    expect(await acceptedLogins(linXia.address, OTHERS_PASSWORD)).toEqual(ALL_LOGINS);

    expect((await signsIn(linXia, OTHERS_PASSWORD)).ok).toBe(true);
    const renewed = await storedFor(linXia);
    expect(renewed.secret).toMatch(OWN_HASH);
    // The password is the same: there is nothing to deliver to a mail system.
    expect({ ...renewed, secret: '' }).toEqual({ ...before, secret: '' });
    expect(await acceptedLogins(linXia.address, OTHERS_PASSWORD)).toEqual(ALL_LOGINS);
    expect(await acceptedLogins(linXia.address, `${OTHERS_PASSWORD}x`)).toEqual(NO_LOGIN);
    expect((await signsIn(linXia, OTHERS_PASSWORD)).ok).toBe(true);
    expect((await storedFor(linXia)).secret).toBe(renewed.secret);
  },
);

test('the audit log records that a hash was renewed, without the hash', async () => {
  const { linXia } = await cast();
  await markAsImported(superuser(), linXia.address, ssha);
  await signsIn(linXia, OTHERS_PASSWORD);
  const audited = await superuser()`select l.detail from audit_log l
    join audit_pseudonyms p on p.pseudonym = l.person_pseudonym where p.person_id = ${linXia.person.id}`;
  expect(audited).toEqual([{ detail: { way: 'mailbox', hashRenewed: true } }]);
});

test('a wrong password is refused and renews nothing', async () => {
  const { linXia } = await cast();
  await markAsImported(superuser(), linXia.address, ssha);
  expect(await signsIn(linXia, newPassword())).toEqual({ ok: false, code: 'sign_in.failed' });
  expect((await storedFor(linXia)).secret).toBe(ssha);
});

test('A97 every refused sign-in costs one computation and takes the padded response time, as long as imported hashes remain', async () => {
  const own = await ownDatabase();
  const { linXia, chenXiaoAn } = await cast(own.runtime);
  const ctx = await anonymousContext({ runtime: own.runtime });
  const took = async (typed: string) => {
    const captcha = await solvedCaptcha(ctx);
    const attempt = { typed, domain: '', password: newPassword(), captcha, formerSessionId: undefined };
    const [beganAt, completed] = [performance.now(), own.runtime.hasher.completed];
    expect(await enterByMailboxPassword(ctx, attempt)).toEqual({ ok: false, code: 'sign_in.failed' });
    expect(own.runtime.hasher.completed - completed, typed).toBe(1);
    return performance.now() - beganAt;
  };
  const nobody = 'nobody-at-all@mx.nthu.edu.tw';
  await markAsImported(own.sql, linXia.address, bcrypt);
  for (const typed of [linXia.address, chenXiaoAn.address, nobody, 'linxia@evil.example']) {
    expect(await took(typed), typed).toBeGreaterThanOrEqual(RESPONSE_STEP_MS - 1);
  }
});

test('a successful sign-in has no padded response time; without imported hashes no sign-in has', async () => {
  const own = await ownDatabase();
  const { linXia } = await cast(own.runtime);
  const ctx = await systemContext(own.runtime);
  const heldBackMs = async (outcome: Result<undefined, 'sign_in.failed' | 'service.busy'>) => {
    const beganAt = performance.now();
    expect(await padResponseTime(ctx, async () => outcome)).toEqual(outcome);
    return performance.now() - beganAt;
  };
  await markAsImported(own.sql, linXia.address, bcrypt);
  expect(await heldBackMs(refuse('sign_in.failed'))).toBeGreaterThanOrEqual(RESPONSE_STEP_MS - 1);
  expect(await heldBackMs(ok())).toBeLessThan(RESPONSE_STEP_MS);
  expect(await heldBackMs(refuse('service.busy'))).toBeLessThan(RESPONSE_STEP_MS);
  expect((await signsIn(linXia, OTHERS_PASSWORD)).ok).toBe(true);
  expect(await heldBackMs(refuse('sign_in.failed'))).toBeLessThan(RESPONSE_STEP_MS);
});

test('a change made while the imported hash is verified wins', async () => {
  const { linXia } = await cast();
  await markAsImported(superuser(), linXia.address, ssha);
  const next = newPassword();
  const hasher = createHasher();
  const slow: RequestContext['hasher'] = {
    ...hasher,
    completed: 0,
    verify: async (stored, secret) => {
      const verified = await hasher.verify(stored, secret);
      await linXia.sets(next);
      return verified;
    },
  };
  expect(await signsIn(linXia, OTHERS_PASSWORD, { hasher: slow })).toEqual({ ok: false, code: 'sign_in.failed' });
  expect((await signsIn(linXia, next)).ok).toBe(true);
});

test('two sign-ins at once renew one hash', async () => {
  const { linXia } = await cast();
  await markAsImported(superuser(), linXia.address, ssha);
  const outcomes = await Promise.all([signsIn(linXia, OTHERS_PASSWORD), signsIn(linXia, OTHERS_PASSWORD)]);
  expect(outcomes.some(({ ok }) => ok)).toBe(true);
  expect((await storedFor(linXia)).secret).toMatch(OWN_HASH);
  expect(await acceptedLogins(linXia.address, OTHERS_PASSWORD)).toEqual(ALL_LOGINS);
});

test('a successful sign-in under full load keeps the imported hash until the next time', async () => {
  const { linXia } = await cast();
  await markAsImported(superuser(), linXia.address, ssha);
  const { hasher } = linXia.runtime;
  const busy: RequestContext['hasher'] = {
    ...hasher,
    completed: 0,
    hashForMail: async () => ({ ok: false, code: 'service.busy' }),
  };
  expect((await signsIn(linXia, OTHERS_PASSWORD, { hasher: busy })).ok).toBe(true);
  expect((await storedFor(linXia)).secret).toBe(ssha);
});

test('a bcrypt hash accepts no other ending after its 72 bytes, and is not renewed from 72', async () => {
  const { linXia } = await cast();
  const long = 'a'.repeat(80);
  // crypt(3) of eighty letters a, of which it reads 72.
  const stored = '{BLF-CRYPT}$2b$04$abcdefghijklmnopqrstuuBzzIgyKkz7xMWYSzkIjUSnxEQFQ0WNe';
  await markAsImported(superuser(), linXia.address, stored);
  expect(await signsIn(linXia, `${long.slice(0, 75)}bbbbb`)).toEqual({ ok: false, code: 'sign_in.failed' });
  // It may be the whole password, or the prefix of a longer one.
  expect((await signsIn(linXia, long.slice(0, 72))).ok).toBe(true);
  expect((await storedFor(linXia)).secret).toBe(stored);
  expect((await acceptedLogins(linXia.address, long)).imapLogin).toBe(true);
  // The password in force cannot be set again, with any ending.
  await superuser()`update mailboxes set password_secret = ${`{BLF-CRYPT}${await hash(STRONG.slice(0, 72), { cost: 4 })}`}
    where address = ${linXia.address}`;
  expect(await codeOf(linXia, STRONG)).toBe('password.same_as_current');
});

const STRONG = 'otters carry seventy-nine copper lanterns along the winding river until morning comes, then rest';

async function codeOf(player: Player, typed: string, address = player.address): Promise<string> {
  const outcome = await changePassword(await player.at(address), player.wants(typed));
  return outcome.ok ? 'changed' : outcome.code;
}

test('an imported password is refused as the new one, before its first use here and after', async () => {
  const { linXia } = await cast();
  await markAsImported(superuser(), linXia.address, ssha);
  expect(await codeOf(linXia, OTHERS_PASSWORD)).toBe('password.same_as_current');
  await signsIn(linXia, OTHERS_PASSWORD);
  expect(await codeOf(linXia, OTHERS_PASSWORD)).toBe('password.same_as_current');
  expect(await codeOf(linXia, newPassword())).toBe('changed');
});

const heldFor = async ({ address }: Player) => {
  const rows = await superuser()`select h.secret from held_hashes h join mailboxes m on m.id = h.mailbox_id
    where m.address = ${address}`;
  return rows.map(({ secret }) => secret as string);
};

test.each(OTHERS_HASHES)(
  'A119 a replaced imported password of $madeBy is refused like any other',
  async ({ stored }) => {
    const { linXia } = await cast();
    await markAsImported(superuser(), linXia.address, stored);
    await linXia.sets(newPassword());
    expect(await codeOf(linXia, OTHERS_PASSWORD)).toBe('password.used_recently');
    expect(await codeOf(linXia, newPassword())).toBe('changed');
  },
);

test('A119 a replaced imported password is refused for five changes, and for 90 days; then it is accepted', async () => {
  const { linXia } = await cast();
  await markAsImported(superuser(), linXia.address, ssha);
  const { now } = await anonymousContext();
  const sets = (daysAgo: number) => linXia.sets(newPassword(), linXia.address, { at: before(now, days(daysAgo)) });
  await sets(200);
  for (const daysAgo of [199, 198, 197, 196]) await sets(daysAgo);
  // It is the fifth before the one in force, and long out of use.
  expect(await codeOf(linXia, OTHERS_PASSWORD)).toBe('password.used_recently');
  await sets(195);
  expect(await codeOf(linXia, OTHERS_PASSWORD)).toBe('changed');

  // Seven changes later, but in use until 89 days ago.
  const { chenXiaoAn } = await cast();
  await markAsImported(superuser(), chenXiaoAn.address, ssha);
  for (let n = 0; n < 7; n += 1)
    await chenXiaoAn.sets(newPassword(), chenXiaoAn.address, { at: before(now, days(89 - n)) });
  expect(await codeOf(chenXiaoAn, OTHERS_PASSWORD)).toBe('password.used_recently');
});

test('an imported password renewed by a sign-in and replaced by a change is kept as argon2id, and refused', async () => {
  const { linXia } = await cast();
  await markAsImported(superuser(), linXia.address, ssha);
  await signsIn(linXia, OTHERS_PASSWORD);
  await linXia.sets(newPassword());
  expect(await heldFor(linXia)).toEqual([expect.stringMatching(OWN_HASH)]);
  expect(await codeOf(linXia, OTHERS_PASSWORD)).toBe('password.used_recently');
});

test('A119 an imported password that imports replaced six times within 90 days is refused', async () => {
  const { linXia } = await cast();
  const replaced = [...Array.from({ length: 6 }, (_, n) => otherSsha(n)), ssha];
  for (const [n, secret] of replaced.entries())
    await superuser()`insert into held_hashes (mailbox_id, secret, replaced_at)
      select id, ${secret}, now() - ${10 * (n + 1)} * interval '1 day' from mailboxes where address = ${linXia.address}`;
  expect(await codeOf(linXia, OTHERS_PASSWORD)).toBe('password.used_recently');
});

/** A hash in the form of {SSHA}, of a password that no test types. */
const otherSsha = (n: number) => ssha.slice(0, -4) + String(n).repeat(4);

test('a change costs one more computation for each replaced imported password that still counts', async () => {
  const own = await ownDatabase();
  const { linXia } = await cast(own.runtime);
  const costOf = async (password: string) => {
    const completed = own.runtime.hasher.completed;
    expect(await codeOf(linXia, password)).toBe('changed');
    return own.runtime.hasher.completed - completed;
  };
  const usual = await costOf(newPassword());
  for (let n = 1; n <= 8; n += 1)
    await own.sql`insert into held_hashes (mailbox_id, secret, replaced_at)
      select id, ${otherSsha(n)}, now() - ${n} * interval '1 day' from mailboxes where address = ${linXia.address}`;
  expect(await costOf(newPassword())).toBe(usual + 8);
  await own.sql`update held_hashes set replaced_at = replaced_at - interval '90 days'`;
  expect(await costOf(newPassword()), 'three were set here since: the newest three of them are among the six').toBe(
    usual + 3,
  );
});

test('the imported password of another mailbox of the person is refused; for a shared mailbox one message covers every cause', async () => {
  const { chouTzuYuan } = await cast();
  const [own, office, club] = chouTzuYuan.addresses as [string, string, string];
  await markAsImported(superuser(), office, ssha);
  expect(await codeOf(chouTzuYuan, OTHERS_PASSWORD, own)).toBe('password.other_mailbox');
  expect(await codeOf(chouTzuYuan, OTHERS_PASSWORD, office)).toBe('password.used_before');
  expect(await codeOf(chouTzuYuan, OTHERS_PASSWORD, club)).toBe('password.used_before');
});

test.each([
  ['as it was imported', false],
  ['and that a sign-in has renewed', true],
])('A99 an imported password in use when the mailbox was suspended never comes back, %s', async (_, renewed) => {
  const { linXia } = await cast();
  const operator = await systemContext();
  await markAsImported(superuser(), linXia.address, ssha);
  needed(await suspend(operator, { address: linXia.address, level: 'warning', announcementId: null }));
  needed(await reinstate(operator, linXia.address));
  if (renewed) {
    await signsIn(linXia, OTHERS_PASSWORD);
    const held = await superuser()`select h.secret from held_hashes h join mailboxes m on m.id = h.mailbox_id
      where m.address = ${linXia.address}`;
    expect(held).toEqual([{ secret: (await storedFor(linXia)).secret }]);
  }
  expect(await codeOf(linXia, OTHERS_PASSWORD)).toBe('password.used_while_suspended');
  const { now } = await anonymousContext();
  for (let hour = 1; hour <= 7; hour += 1)
    await linXia.sets(newPassword(), linXia.address, { at: before(now, hours(9 - hour)) });
  expect(await codeOf(linXia, OTHERS_PASSWORD)).toBe('password.used_while_suspended');
});

test('a change more than five minutes after the sign-in asks for the imported password, and accepts it as proof', async () => {
  const { linXia } = await cast();
  await markAsImported(superuser(), linXia.address, bcrypt);
  const { sessionId } = needed(await signsIn(linXia, OTHERS_PASSWORD));
  // As if the hash had not been renewed.
  await markAsImported(superuser(), linXia.address, bcrypt);
  const ctx = await anonymousContext();
  const found = await findSession(ctx.db, sessionId);
  if (!found) throw new Error('no session');
  const late = { ...(await linXia.at(linXia.address, { sessionId })), now: after(found.session.provedAt, minutes(6)) };
  const request = linXia.wants(newPassword());
  const current = linXia.wants(OTHERS_PASSWORD).next;
  expect(await changePassword(late, { ...request, current: linXia.wants(newPassword()).next })).toMatchObject({
    code: 'proof.current_wrong',
  });
  expect((await changePassword(late, { ...request, current })).ok).toBe(true);
});

test('weak hashes are listed with scheme, age and last sign-in, and counted for the operators', async () => {
  const own = await ownDatabase();
  const { linXia, chenXiaoAn, chouTzuYuan } = await cast(own.runtime);
  const stored = Object.fromEntries(OTHERS_HASHES.map((one) => [one.madeBy, one.stored]));
  const [own1, office, club] = chouTzuYuan.addresses as [string, string, string];
  await markAsImported(own.sql, linXia.address, ssha);
  await markAsImported(own.sql, chenXiaoAn.address, stored['openssl passwd -1, as {CRYPT}'] ?? '');
  await markAsImported(own.sql, own1, stored['doveadm pw -s BLF-CRYPT'] ?? '');
  await markAsImported(own.sql, office, stored['doveadm pw -s ARGON2ID'] ?? '');
  await markAsImported(own.sql, club, stored['doveadm pw -s SHA512-CRYPT'] ?? '');
  await own.sql`update mailboxes set state = 'closed' where address = ${club}`;
  const seenAt = new Date('2026-11-01T00:00:00Z');
  await own.sql`with p as (insert into audit_pseudonyms (person_id) values (${linXia.person.id}) returning pseudonym)
    insert into audit_log (at, action, actor, person_pseudonym, request_id, detail)
    select ${seenAt}, 'session.opened', 'person', pseudonym, 'x', '{}' from p`;

  const since = new Date('2019-05-01T00:00:00Z');
  const { db } = await systemContext(own.runtime);
  const weak = await listWeakHashes(db);
  expect(weak).toHaveLength(3);
  expect(weak).toEqual(
    expect.arrayContaining([
      { address: linXia.address, scheme: '{SSHA}', since, holderSeenAt: seenAt },
      { address: chenXiaoAn.address, scheme: '{CRYPT}$1$', since, holderSeenAt: null },
      { address: own1, scheme: '{BLF-CRYPT}$2y$05$', since, holderSeenAt: null },
    ]),
  );
  expect(await own.runtime.metrics.text()).toMatch(/^portal_weak_hashes 3$/m);
});
