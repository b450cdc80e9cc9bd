import { expect, test } from 'vitest';
import { listDeliveries } from '@/db/queries/delivery-progress';
import { putMailTarget, removeMailTarget } from '@/db/queries/mail-targets';
import { seconds } from '@/lib/clock';
import { deliverNext } from '@/lib/delivery/deliver-next';
import { importAccounts } from '@/lib/import/import-accounts';
import { google } from '@/lib/mail-systems/google/google';
import { changePassword } from '@/lib/password/change-password';
import { refuse } from '@/lib/result';
import { cast, newPassword } from '../../cast/cast';
import { refuses, startGoogleEmulator } from '../../support/google-emulator';
import { importFiles } from '../../support/import-files';
import { atTheEnd, ownDatabase, systemContext } from '../../support/world';

const DOMAIN = 'mx.nthu.edu.tw';

/** A portal of its own, where the mailboxes of one domain are at Google only. */
async function portalWithGoogle() {
  const own = await ownDatabase();
  const emulator = await startGoogleEmulator();
  atTheEnd(() => emulator.close());
  emulator.addUser(emulator.config.admin, { isAdmin: true });
  const { db } = own.runtime.connection;
  await removeMailTarget(db, { domain: DOMAIN, target: 'dovecot-sql' });
  await putMailTarget(db, { domain: DOMAIN, target: 'google', targetKey: 'workspace' });
  const { linXia, chenXiaoAn } = await cast(own.runtime);
  emulator.addUser(linXia.address);
  const target = google(emulator.config, own.runtime.clock);
  const deliver = () => deliverNext({ ...own.runtime, target, targetKey: 'workspace' });
  return { own, db, emulator, linXia, chenXiaoAn, deliver };
}

const cryptSecretOf = async ({ own }: Awaited<ReturnType<typeof portalWithGoogle>>, address: string) => {
  const [row] = await own.sql`select crypt_secret from mailboxes where address = ${address}`;
  return row?.crypt_secret as string | null;
};

test('a changed password is in force at Google, and the next change replaces it', async () => {
  const { db, emulator, linXia, deliver } = await portalWithGoogle();
  const [first, second] = [newPassword(), newPassword()];
  await linXia.sets(first);
  expect(await deliver()).toEqual({ done: 'in_force' });
  expect(await emulator.signIn(linXia.address, first)).toBe('accepted');

  const { change } = await linXia.sets(second);
  expect(await deliver()).toEqual({ done: 'in_force' });
  expect(await emulator.signIn(linXia.address, second)).toBe('accepted');
  expect(await emulator.signIn(linXia.address, first)).toBe('refused');
  expect(await listDeliveries(db, change)).toMatchObject([{ target: 'google', connectionsEnded: 0 }]);
});

test('the weaker hash is computed for mailboxes at Google alone, and deleted when Google has it', async () => {
  const portal = await portalWithGoogle();
  await portal.linXia.sets(newPassword());
  await portal.chenXiaoAn.sets(newPassword());
  expect(await cryptSecretOf(portal, portal.linXia.address)).toMatch(/^\$6\$rounds=10000\$/);
  expect(await cryptSecretOf(portal, portal.chenXiaoAn.address)).toBeNull();

  expect(await portal.deliver()).toEqual({ done: 'in_force' });
  expect(await cryptSecretOf(portal, portal.linXia.address)).toBeNull();
});

test('a password with characters that Google does not accept is refused for mailboxes at Google only', async () => {
  const { db, linXia, chenXiaoAn } = await portalWithGoogle();
  const password = `${newPassword()} 燈籠`;
  const refused = await changePassword(await linXia.at(), linXia.wants(password));
  expect(refused).toEqual(refuse('password.not_for_google', { most: 100 }));
  const { change } = await chenXiaoAn.sets(password);
  expect(await listDeliveries(db, change)).toHaveLength(1);
});

test('a retry at Google waits for the time that Google named', async () => {
  const { own, emulator, linXia, deliver } = await portalWithGoogle();
  await linXia.sets(newPassword());
  emulator.answerNext('update', refuses(429, 'rateLimitExceeded', { 'retry-after': '120' }));
  const before = Date.now();
  expect(await deliver()).toEqual({ done: 'failed', reason: 'quota_exceeded' });
  const [row] = await own.sql`select next_attempt_at from deliveries where target = 'google'`;
  expect(row?.next_attempt_at.getTime()).toBeGreaterThanOrEqual(before + seconds(119));
});

test('an import closes a mailbox at Google, also a new one; a mailbox missing at Google is closed all the same', async () => {
  const { own, emulator, linXia, deliver } = await portalWithGoogle();
  const password = newPassword();
  await linXia.sets(password);
  expect(await deliver()).toEqual({ done: 'in_force' });
  expect(await emulator.signIn(linXia.address, password)).toBe('accepted');
  const left = `left-${linXia.address}`;
  const gone = `gone-${linXia.address}`;
  emulator.addUser(left);
  const lines = [linXia.address, left, gone].map((address) => `${address},personal,,closed,,`);
  const files = { ...importFiles([], lines), dryRun: false, skipBadLines: false };
  await importAccounts(await systemContext(own.runtime), files);
  for (const _ of lines) expect(await deliver()).toEqual({ done: 'in_force' });
  expect(await deliver()).toEqual({ done: 'nothing_due' });
  expect(await emulator.signIn(linXia.address, password)).toBe('suspended');
  expect(emulator.user(left).suspended).toBe(true);
});
