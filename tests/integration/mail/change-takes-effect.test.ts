import { expect, inject, onTestFinished, test } from 'vitest';
import { listDeliveries } from '@/db/queries/delivery-progress';
import { openLoginProbes } from '@/lib/delivery/login-probes';
import { createProbeBudget } from '@/lib/delivery/probe-budget';
import { reinstate } from '@/lib/suspension/reinstate';
import { suspend } from '@/lib/suspension/suspend';
import { cast, needed, newPassword, type Player } from '../../cast/cast';
import { doveadmAuthTest } from '../../support/doveadm';
import { imapLogin, openImap } from '../../support/imap-client';
import { pop3Login } from '../../support/pop3-client';
import { until } from '../../support/until';
import {
  ALL_LOGINS,
  acceptedLogins,
  imapServer,
  inForce,
  NO_LOGIN,
  readDovecotLog,
  superuser,
  systemContext,
  testRuntime,
} from '../../support/world';

const acceptsSubmission = (address: string, password: string) =>
  doveadmAuthTest(inject('world').dovecotConfigFile, address, password, 'smtp');

/** Waits until the newest version is in force. */
async function newestInForce(address: string): Promise<void> {
  const [mailbox] = await superuser()<{ id: string; version: number }[]>`
    select id, version from mailboxes where address = ${address}`;
  if (!mailbox) throw new Error(`no mailbox ${address}`);
  await inForce({ mailboxId: mailbox.id, version: mailbox.version });
}

async function suspended(player: Player): Promise<void> {
  needed(await suspend(await systemContext(), { address: player.address, level: 'warning', announcementId: null }));
  await newestInForce(player.address);
}

test('a new password is accepted by IMAP LOGIN, AUTHENTICATE PLAIN and POP3, and the old one refused by all', async () => {
  const { linXia } = await cast();
  // The server's login cache now holds the old password.
  expect(await acceptedLogins(linXia.address, linXia.password)).toEqual(ALL_LOGINS);
  expect(await acceptsSubmission(linXia.address, linXia.password)).toBe(true);

  const next = newPassword();
  await inForce((await linXia.sets(next)).change);

  expect(await acceptedLogins(linXia.address, next)).toEqual(ALL_LOGINS);
  expect(await acceptedLogins(linXia.address, linXia.password)).toEqual(NO_LOGIN);
  expect(await acceptsSubmission(linXia.address, next)).toBe(true);
  expect(await acceptsSubmission(linXia.address, linXia.password)).toBe(false);
});

test('A87 a sign-in with the new password just before the change leaves no cached refusal', async () => {
  const { linXia } = await cast();
  const next = newPassword();
  expect(await acceptedLogins(linXia.address, next)).toEqual(NO_LOGIN);
  expect(await acceptsSubmission(linXia.address, next)).toBe(false);

  await inForce((await linXia.sets(next)).change);
  expect(await acceptedLogins(linXia.address, next)).toEqual(ALL_LOGINS);
  expect(await acceptsSubmission(linXia.address, next)).toBe(true);
});

test('A87 the mail server receives the new password from the portal alone, and never a wrong one', async () => {
  const { linXia } = await cast();
  const { change } = await linXia.sets(newPassword());
  const { connection } = await testRuntime();
  await until(
    'the change is verified',
    async () => (await listDeliveries(connection.db, change))[0]?.probe === 'accepted',
  );

  const logged = dovecotLines(linXia.address);
  expect(logged.filter((line) => line.includes('Login:'))).toHaveLength(1);
  expect(logged.filter((line) => /mismatch|auth failed|unknown user/i.test(line))).toEqual([]);
});

test('every mailbox of a person changes independently', async () => {
  const { chouTzuYuan } = await cast();
  const [own, office, club] = chouTzuYuan.addresses as [string, string, string];
  const next = newPassword();
  await inForce((await chouTzuYuan.sets(next, office)).change);

  expect((await acceptedLogins(office, next)).imapLogin).toBe(true);
  expect((await acceptedLogins(own, next)).imapLogin).toBe(false);
  expect((await acceptedLogins(club, chouTzuYuan.passwords[2] ?? '')).imapLogin).toBe(true);
});

test('a suspended mailbox is refused for reading and for sending, and accepted again when it is reinstated', async () => {
  const { linXia } = await cast();
  expect(await acceptedLogins(linXia.address, linXia.password)).toEqual(ALL_LOGINS);
  expect(await acceptsSubmission(linXia.address, linXia.password)).toBe(true);

  await suspended(linXia);
  expect(await acceptedLogins(linXia.address, linXia.password)).toEqual(NO_LOGIN);
  expect(await acceptsSubmission(linXia.address, linXia.password)).toBe(false);

  needed(await reinstate(await systemContext(), linXia.address));
  await newestInForce(linXia.address);
  expect(await acceptedLogins(linXia.address, linXia.password)).toEqual(ALL_LOGINS);
  expect(await acceptsSubmission(linXia.address, linXia.password)).toBe(true);
});

test('A101 a client without the password does not learn that a mailbox is suspended', async () => {
  const { linXia, chenXiaoAn } = await cast();
  await suspended(linXia);
  // Twice: the second answer comes from the login cache.
  for (const _ of ['asked', 'remembered']) {
    const imap = [linXia, chenXiaoAn].map(
      async ({ address }) => (await imapLogin(imapServer(), address, 'guess')).text,
    );
    const pop3 = [linXia, chenXiaoAn].map(async ({ address }) => pop3Login(inject('world').pop3, address, 'guess'));
    const [stopped, free] = await Promise.all(imap);
    expect(stopped).toBe(free);
    const [stoppedPop3, freePop3] = await Promise.all(pop3);
    expect(stoppedPop3).toEqual(freePop3);
  }
  expect((await imapLogin(imapServer(), linXia.address, linXia.password)).text).toContain('suspended');
});

test('a change ends and counts the connections opened with the old password', async () => {
  const { linXia } = await cast();
  const connections = await Promise.all([1, 2, 3].map(() => openImap(imapServer(), linXia.address, linXia.password)));
  for (const connection of connections) expect((await connection.command('SELECT INBOX')).ok).toBe(true);

  const { change } = await linXia.sets(newPassword());
  await Promise.all(connections.map(({ closed }) => closed));
  await inForce(change);
  const [delivery] = await listDeliveries((await testRuntime()).connection.db, change);
  expect(delivery?.connectionsEnded).toBe(3);
});

test('a suspension ends the connections of its mailbox, and no others', async () => {
  const { linXia, chenXiaoAn } = await cast();
  const hers = await openImap(imapServer(), linXia.address, linXia.password);
  const his = await openImap(imapServer(), chenXiaoAn.address, chenXiaoAn.password);

  await suspended(linXia);
  await hers.closed;
  expect((await his.command('NOOP')).ok).toBe(true);
  his.close();
});

test('A87 a replaced password that is still queued for verification is not tried any more', async () => {
  const shared = await testRuntime();
  const { connection } = shared;
  // On a busy machine changes would go without verification.
  const budget = createProbeBudget({ read: () => ({ used: 0, all: performance.now() }) });
  const probesOfTest = await openLoginProbes({ ...shared, budget });
  onTestFinished(() => probesOfTest.close());
  const runtime = { ...shared, probes: probesOfTest };
  const casts = await Promise.all(Array.from({ length: 12 }, () => cast(runtime)));
  const players = casts.flatMap(({ linXia, chenXiaoAn }) => [linXia, chenXiaoAn]);
  const changeAll = async () => {
    const changed = await Promise.all(players.map((player) => player.sets(newPassword())));
    await Promise.all(changed.map(({ change }) => inForce(change)));
    return changed.map(({ change }) => change);
  };
  // More than are verified in a second, and again.
  const changes = [...(await changeAll()), ...(await changeAll())];
  const probes = async () =>
    (await Promise.all(changes.map((change) => listDeliveries(connection.db, change)))).map(([one]) => one?.probe);
  await until('each is verified or given up', async () => (await probes()).every((probe) => probe != null));

  expect((await probes()).slice(players.length)).toEqual(players.map(() => 'accepted'));
  const failed = players
    .flatMap(({ address }) => dovecotLines(address))
    .filter((line) => /mismatch|auth failed/i.test(line));
  expect(failed).toEqual([]);
});

test('A85 a change is recorded as written, flushed, ended, in force, and verified by a real sign-in', async () => {
  const { linXia } = await cast();
  const { change } = await linXia.sets(newPassword());
  const { connection } = await testRuntime();
  await until('the change is verified', async () => (await listDeliveries(connection.db, change))[0]?.probe != null);

  const [delivery, ...others] = await listDeliveries(connection.db, change);
  expect(others).toEqual([]);
  expect(delivery).toMatchObject({ target: 'dovecot-sql', probe: 'accepted', lastFailure: null, supersededAt: null });
  const times = [delivery?.writtenAt, delivery?.flushedAt, delivery?.effectiveAt, delivery?.probedAt].map(Number);
  expect(times).toEqual([...times].sort((a, b) => a - b));
  expect(times[0]).toBeGreaterThan(0);
});

function dovecotLines(address: string): string[] {
  return readDovecotLog()
    .split('\n')
    .filter((line) => line.includes(address));
}
