import { randomBytes } from 'node:crypto';
import { beforeAll, expect, inject, test } from 'vitest';
import { migrate } from '@/db/migrate';
import { after, minutes } from '@/lib/clock';
import { retryDeliveries } from '@/lib/delivery/retry-deliveries';
import { DEMO_ANNOUNCEMENT } from '@/lib/demo/demo-announcement';
import { demoIncidents } from '@/lib/demo/demo-incidents';
import { removeMailTarget } from '@/lib/mail-systems/remove-mail-target';
import { setMailTarget } from '@/lib/mail-systems/set-mail-target';
import { actOnEach } from '@/lib/mailbox/act-on-each';
import { closeMailbox } from '@/lib/mailbox/close-mailbox';
import { changePassword } from '@/lib/password/change-password';
import { ok } from '@/lib/result';
import type { RequestContext } from '@/lib/runtime/runtime';
import { Secret } from '@/lib/secret';
import { makePortalKey } from '@/lib/sign-in/campus-link/make-portal-key';
import { revokePortalKey } from '@/lib/sign-in/campus-link/revoke-portal-key';
import { rotatePortalKeys } from '@/lib/sign-in/campus-link/rotate-portal-keys';
import { admitTry } from '@/lib/sign-in/throttle/admit-try';
import { clearThrottle } from '@/lib/sign-in/throttle/clear-throttle';
import { publish } from '@/lib/suspension/announcement/publish';
import { reinstate } from '@/lib/suspension/reinstate';
import { suspend } from '@/lib/suspension/suspend';
import { cast, needed, newPassword } from '../../cast/cast';
import { newAnnouncement, published } from '../../support/announcements';
import { onDatabase } from '../../support/on-database';
import { readAndAcknowledge } from '../../support/read-announcement';
import {
  anonymousContext,
  type OwnDatabase,
  ownDatabase,
  sqlAs,
  superuser,
  systemContext,
  worldConfig,
} from '../../support/world';

/** The tables an act may write to: an act has done nothing when none of these counts rises. */
async function traces({ sql }: OwnDatabase) {
  const [row] = await sql`select
    (select count(*)::int from audit_log) as audit, (select count(*)::int from deliveries) as deliveries,
    (select count(*)::int from notices) as notices, (select count(*)::int from suspension_incidents) as incidents,
    (select count(*)::int from announcement_versions) as texts, (select count(*)::int from portal_keys) as keys,
    (select sum(version)::int from mailboxes) as versions, (select count(*)::int from suspensions) as suspensions`;
  return row;
}

/** A portal without workers, for all tests of this file. */
let own: OwnDatabase;
let operator: RequestContext;
beforeAll(async () => {
  own = await ownDatabase();
  operator = await systemContext(own.runtime);
  await published(operator, DEMO_ANNOUNCEMENT);
});

async function doing<T>(act: (ctx: RequestContext) => Promise<T>): Promise<{ outcome: T; wrote: boolean }> {
  const before = await traces(own);
  const outcome = await act(operator);
  return { outcome, wrote: JSON.stringify(await traces(own)) !== JSON.stringify(before) };
}

test('A121 a repeated suspension stays a warning while the first is open, and writes nothing', async () => {
  const { linXia } = await cast(own.runtime);
  const incidents = demoIncidents(linXia.address, operator.now);
  const warning = { address: linXia.address, level: 'warning', announcementId: DEMO_ANNOUNCEMENT.id } as const;
  expect((await doing((ctx) => suspend(ctx, { ...warning, incidents }))).wrote).toBe(true);
  for (const again of [{ ...warning, incidents }, warning, { ...warning, announcementId: null }]) {
    expect(await doing((ctx) => suspend(ctx, again))).toEqual({
      outcome: { ok: true, value: { level: 'warning', isChanged: false } },
      wrote: false,
    });
  }
  // Months may pass until the owner signs in: it is still the same suspension.
  await own.sql`update suspensions s set suspended_at = suspended_at - interval '40 days'
    from mailboxes m where m.id = s.mailbox_id and m.address = ${linXia.address}`;
  expect((await doing((ctx) => suspend(ctx, warning))).wrote).toBe(false);

  const seen = [
    ...incidents,
    { ...incidents[0], account: linXia.address, happenedAt: operator.now },
  ] as typeof incidents;
  expect(needed(await suspend(operator, { ...warning, incidents: seen }))).toEqual({
    level: 'warning',
    isChanged: true,
  });
  const [counted] = await own.sql`select count(*)::int as n from suspension_incidents i
    join suspensions s on s.id = i.suspension_id join mailboxes m on m.id = s.mailbox_id and m.address = ${linXia.address}`;
  expect(counted?.n, 'only what is new is added').toBe(incidents.length + 1);
});

test('A121 an emergency is set once, and a later warning leaves it an emergency', async () => {
  const { linXia } = await cast(own.runtime);
  const { address } = linXia;
  const asks = (level: 'warning' | 'emergency') =>
    doing((ctx) => suspend(ctx, { address, level, announcementId: null }));
  expect((await asks('warning')).outcome).toMatchObject({ value: { level: 'warning', isChanged: true } });
  expect((await asks('emergency')).outcome).toMatchObject({ value: { level: 'emergency', isChanged: true } });
  for (const level of ['emergency', 'warning'] as const) {
    expect(await asks(level)).toEqual({
      outcome: { ok: true, value: { level: 'emergency', isChanged: false } },
      wrote: false,
    });
  }
});

test('A121 A99 a repeated suspension does not affect a pending change; new evidence keeps the change from lifting it', async () => {
  const { linXia } = await cast(own.runtime);
  const warning = { address: linXia.address, level: 'warning', announcementId: DEMO_ANNOUNCEMENT.id } as const;
  const incidents = demoIncidents(linXia.address, operator.now);
  needed(await suspend(operator, { ...warning, incidents: incidents.slice(1) }));
  needed(await changePassword(await readAndAcknowledge(await linXia.at()), linXia.wants(newPassword())));
  const findOpen = async () => {
    const [open] = await own.sql`select s.lift_with_version, s.level from suspensions s
      join mailboxes m on m.id = s.mailbox_id and m.address = ${linXia.address} where s.lifted_at is null`;
    return open;
  };
  for (const again of [warning, { ...warning, incidents: incidents.slice(1) }]) {
    expect(await doing((ctx) => suspend(ctx, again))).toEqual({
      outcome: { ok: true, value: { level: 'warning', isChanged: false } },
      wrote: false,
    });
  }
  expect(await findOpen()).toEqual({ lift_with_version: expect.any(Number), level: 'warning' });
  expect(needed(await suspend(operator, { ...warning, incidents }))).toEqual({ level: 'warning', isChanged: true });
  expect(await findOpen()).toEqual({ lift_with_version: null, level: 'warning' });
});

test('A121 a mailbox is reinstated once', async () => {
  const { linXia } = await cast(own.runtime);
  needed(await suspend(operator, { address: linXia.address, level: 'emergency', announcementId: null }));
  expect((await doing((ctx) => reinstate(ctx, linXia.address))).outcome).toMatchObject({ value: { isChanged: true } });
  expect(await doing((ctx) => reinstate(ctx, linXia.address))).toEqual({
    outcome: { ok: true, value: { isChanged: false } },
    wrote: false,
  });
});

test('A121 the same text is one version of an announcement, also when two publish it at once', async () => {
  const announcement = newAnnouncement();
  const [one, other] = await Promise.all([publish(operator, announcement), publish(operator, announcement)]);
  expect([needed(one), needed(other)].map(({ version }) => version)).toEqual([1, 1]);
  expect(await doing((ctx) => publish(ctx, announcement))).toEqual({
    outcome: { ok: true, value: { id: announcement.id, version: 1, isChanged: false } },
    wrote: false,
  });
  const edited = { ...announcement, bodyEn: 'Other words.' };
  expect(needed(await publish(operator, edited))).toMatchObject({ version: 2, isChanged: true });
  expect(needed(await publish(operator, announcement)), 'back to the former words').toMatchObject({ version: 3 });
});

test('A121 keys are rotated once per overlap, also when two rotate at once, and revoked once', async () => {
  await makePortalKey(own.runtime.connection.db, operator);
  const [one, other] = await Promise.all([rotatePortalKeys(operator), rotatePortalKeys(operator)]);
  expect(one.kid).toBe(other.kid);
  expect([one.isChanged, other.isChanged].sort()).toEqual([false, true]);
  const again = await doing(rotatePortalKeys);
  expect(again).toMatchObject({ outcome: { kid: one.kid, isChanged: false }, wrote: false });
  const later = { ...operator, now: after(operator.now, minutes(71)) };
  expect(await rotatePortalKeys(later)).toMatchObject({ kid: expect.not.stringMatching(one.kid), isChanged: true });

  expect(await revokePortalKey(operator, one.kid)).toBe('revoked');
  expect(await doing((ctx) => revokePortalKey(ctx, one.kid))).toEqual({ outcome: 'already', wrote: false });
});

test('A121 a mail system is added once and removed once', async () => {
  const { targets } = worldConfig();
  const withTargets = (ctx: RequestContext) => ({ ...ctx, config: { ...ctx.config, targets } });
  const row = { domain: 'mx.nthu.edu.tw', target: 'dovecot-sql', targetKey: 'dovecot' };
  needed(await setMailTarget(withTargets(operator), row));
  expect(await doing((ctx) => setMailTarget(withTargets(ctx), row))).toEqual({
    outcome: { ok: true, value: { ...row, isChanged: false } },
    wrote: false,
  });
  const gone = { domain: row.domain, target: 'ldap' };
  expect(await doing((ctx) => removeMailTarget(ctx, gone))).toEqual({
    outcome: { ok: true, value: { isChanged: false } },
    wrote: false,
  });
});

test('A121 failures are cleared once, and the owner is still informed of them', async () => {
  const { linXia } = await cast(own.runtime);
  const client = await anonymousContext({ runtime: own.runtime });
  await admitTry(client, { account: linXia.address, secret: new Secret(newPassword()), work: 'usual' });
  expect(await doing((ctx) => clearThrottle(ctx, linXia.address))).toMatchObject({
    outcome: { failures: 1 },
    wrote: true,
  });
  expect(await doing((ctx) => clearThrottle(ctx, linXia.address))).toMatchObject({
    outcome: { failures: 0 },
    wrote: false,
  });
});

test('A121 a retry without failed deliveries leaves no trace; a retry for an unknown mailbox is refused', async () => {
  const { linXia } = await cast(own.runtime);
  expect(await doing((ctx) => retryDeliveries(ctx, linXia.address))).toEqual({
    outcome: { ok: true, value: 0 },
    wrote: false,
  });
  expect(await doing((ctx) => retryDeliveries(ctx, 'nobody@mx.nthu.edu.tw'))).toMatchObject({
    outcome: { code: 'mailbox.not_found' },
    wrote: false,
  });
});

test('A121 two migrations of one database at once migrate it once', async () => {
  const name = `migrated_${randomBytes(6).toString('hex')}`;
  await superuser()`create database ${superuser()(name)} owner portal_owner`;
  const ownerUrl = onDatabase(own.runtime.config.databaseOwnerUrl ?? '', name);
  const steps = await Promise.all([migrate(ownerUrl), migrate(ownerUrl)]);
  expect(Math.min(...steps)).toBe(0);
  expect(Math.max(...steps)).toBeGreaterThan(0);
  const sql = sqlAs(onDatabase(inject('world').superuserUrl, name));
  const [again] =
    await sql`select count(*)::int - count(distinct hash)::int as twice from drizzle.__drizzle_migrations`;
  expect(again).toEqual({ twice: 0 });
});

test('all or nothing: mailboxes are locked in one fixed order, and reported in the given order', async () => {
  const given = [(await cast(own.runtime)).linXia.address, (await cast(own.runtime)).linXia.address].sort().reverse();
  const locked: string[] = [];
  const acted = await actOnEach(operator, given, { dryRun: false, allOrNothing: true }, async (_, address) => {
    locked.push(address);
    return ok(address);
  });
  expect(locked).toEqual(given.toReversed());
  expect(acted).toEqual(given.map((address) => ({ address, outcome: ok(address) })));
});

test('a mailbox that fails does not stop the others, unless the command is all or nothing', async () => {
  const [one, failing, other] = [
    (await cast(own.runtime)).linXia.address,
    (await cast(own.runtime)).chenXiaoAn.address,
    (await cast(own.runtime)).linXia.address,
  ];
  await own.sql`delete from mail_targets where domain = ${failing.slice(failing.indexOf('@') + 1)}`;
  const closes = (how: { dryRun: boolean; allOrNothing: boolean }) =>
    actOnEach(operator, [one, failing, other], how, closeMailbox);
  const done = { ok: true, value: { isChanged: true } };
  const failed = { failed: expect.any(Error) };
  const outcomes = (all: { outcome: unknown }[]) => all.map(({ outcome }) => outcome);
  const before = await traces(own);
  expect(outcomes(await closes({ dryRun: true, allOrNothing: false }))).toEqual([done, failed, done]);
  for (const dryRun of [true, false])
    expect(outcomes(await closes({ dryRun, allOrNothing: true }))).toEqual(['not_done', failed, 'not_done']);
  expect(await traces(own), 'nothing was done').toEqual(before);
  expect(outcomes(await closes({ dryRun: false, allOrNothing: false }))).toEqual([done, failed, done]);
});
