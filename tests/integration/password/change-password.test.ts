import { randomUUID } from 'node:crypto';
import { expect, test } from 'vitest';
import { changePassword } from '@/lib/password/change-password';
import { cast, needed, newPassword } from '../../cast/cast';
import { imapLogin } from '../../support/imap-client';
import { imapServer, inForce } from '../../support/world';

const imap = imapServer;

test('after a change the mail server takes the new password and refuses the old one', async () => {
  const { linXia } = await cast();
  expect((await imapLogin(imap(), linXia.address, linXia.password, { mechanism: 'LOGIN' })).ok).toBe(true);

  const next = newPassword();
  const { change } = needed(await changePassword(await linXia.at(), linXia.wants(next)));
  await inForce(change);

  expect((await imapLogin(imap(), linXia.address, next, { mechanism: 'LOGIN' })).ok).toBe(true);
  expect((await imapLogin(imap(), linXia.address, linXia.password, { mechanism: 'LOGIN' })).ok).toBe(false);
});

test('a refused change leaves the old password in force', async () => {
  const { linXia } = await cast();
  const outcome = await changePassword(await linXia.at(), linXia.wants('passwordpassword'));
  expect(outcome).toMatchObject({ ok: false, code: 'password.common' });
  expect((await imapLogin(imap(), linXia.address, linXia.password, { mechanism: 'LOGIN' })).ok).toBe(true);
});

test('A82 the same form sent twice makes one change, also when both are sent at once', async () => {
  const { linXia } = await cast();
  const form = linXia.wants(newPassword(), randomUUID());
  const ctx = await linXia.at();
  const [first, second] = await Promise.all([changePassword(ctx, form), changePassword(ctx, form)]);
  expect(needed(first).change.id).toBe(needed(second).change.id);
  expect(needed(first).sessionId).toBe(needed(second).sessionId);
});
