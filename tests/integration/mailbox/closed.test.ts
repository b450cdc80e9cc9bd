import { expect, inject, test } from 'vitest';
import { listOwnHistory } from '@/lib/account/history/list-own-history';
import { DEMO_ANNOUNCEMENT } from '@/lib/demo/demo-announcement';
import { importAccounts } from '@/lib/import/import-accounts';
import { closeMailbox } from '@/lib/mailbox/close-mailbox';
import { findOwnMailbox } from '@/lib/mailbox/find-own-mailbox';
import { listOwnMailboxes, listOwnMailboxesWithClosed } from '@/lib/mailbox/list-own-mailboxes';
import { reopenMailbox } from '@/lib/mailbox/reopen-mailbox';
import { changePassword } from '@/lib/password/change-password';
import { enterByMailboxPassword } from '@/lib/sign-in/enter-by-mailbox-password';
import { findMember } from '@/lib/sign-in/session/find-member';
import { reinstate } from '@/lib/suspension/reinstate';
import { reinstateNext } from '@/lib/suspension/reinstate-next';
import { suspend } from '@/lib/suspension/suspend';
import { cast, needed, newPassword, type Player } from '../../cast/cast';
import { published } from '../../support/announcements';
import { doveadmAuthTest } from '../../support/doveadm';
import { imapLogin, openImap } from '../../support/imap-client';
import { importFiles } from '../../support/import-files';
import { readAndAcknowledge } from '../../support/read-announcement';
import { solvedCaptcha } from '../../support/solved-captcha';
import {
  ALL_LOGINS,
  acceptedLogins,
  anonymousContext,
  imapServer,
  inForce,
  NO_LOGIN,
  ownDatabase,
  superuser,
  systemContext,
} from '../../support/world';

const acceptsSubmission = ({ address, password }: Player) =>
  doveadmAuthTest(inject('world').dovecotConfigFile, address, password, 'smtp');

async function signsIn({ address, password }: Player) {
  const ctx = await anonymousContext();
  const captcha = await solvedCaptcha(ctx);
  return enterByMailboxPassword(ctx, { typed: address, domain: '', password, captcha, formerSessionId: undefined });
}

async function newestInForce({ address }: Player): Promise<string> {
  const [row] = await superuser()<{ id: string; version: number; state: string }[]>`
    select id, version, state from mailboxes where address = ${address}`;
  if (!row) throw new Error(`no mailbox ${address}`);
  await inForce({ mailboxId: row.id, version: row.version });
  return row.state;
}

test('a closed mailbox can neither read, nor send, nor sign in to the portal; reopened it has its former state', async () => {
  const { linXia, chenXiaoAn } = await cast();
  const operator = await systemContext();
  const signedIn = needed(await signsIn(linXia));
  expect(await acceptedLogins(linXia.address, linXia.password)).toEqual(ALL_LOGINS);
  const connected = await openImap(imapServer(), linXia.address, linXia.password);

  expect(needed(await closeMailbox(operator, linXia.address))).toEqual({ isChanged: true });
  await connected.closed;
  expect(await newestInForce(linXia)).toBe('closed');
  expect(await acceptedLogins(linXia.address, linXia.password)).toEqual(NO_LOGIN);
  expect(await acceptsSubmission(linXia)).toBe(false);
  expect(await signsIn(linXia)).toMatchObject({ code: 'sign_in.failed' });
  expect(await findMember(await anonymousContext(), signedIn.sessionId), 'signed in by that password').toMatchObject({
    ok: false,
  });
  expect(await acceptedLogins(chenXiaoAn.address, chenXiaoAn.password)).toEqual(ALL_LOGINS);
  for (const refused of [
    await suspend(operator, { address: linXia.address, level: 'warning', announcementId: null }),
    await reinstate(operator, linXia.address),
  ])
    expect(refused).toMatchObject({ code: 'mailbox.closed' });

  const ctx = await linXia.signedIn();
  expect(await findOwnMailbox(ctx, linXia.address)).toMatchObject({ code: 'mailbox.closed' });
  expect(await findOwnMailbox(await chenXiaoAn.signedIn(), linXia.address)).toMatchObject({
    code: 'mailbox.not_found',
  });
  expect(await listOwnMailboxes(ctx)).toEqual([]);
  expect(await listOwnMailboxesWithClosed(ctx)).toMatchObject([{ address: linXia.address, state: 'closed' }]);

  expect(needed(await reopenMailbox(operator, linXia.address))).toEqual({ state: 'active', isChanged: true });
  await newestInForce(linXia);
  expect(await acceptedLogins(linXia.address, linXia.password)).toEqual(ALL_LOGINS);
  expect(await acceptsSubmission(linXia)).toBe(true);
  expect((await signsIn(linXia)).ok).toBe(true);
  const { entries } = await listOwnHistory(ctx, null);
  expect(entries.map(({ event }) => event)).toEqual(expect.arrayContaining(['closed', 'reopened']));
});

test('an import closes a mailbox whose row says so, at the mail server as well', async () => {
  const { linXia, chenXiaoAn } = await cast();
  expect(await acceptedLogins(linXia.address, linXia.password)).toEqual(ALL_LOGINS);
  const lines = [`${linXia.address},personal,,closed,,`, `${chenXiaoAn.address},personal,,active,,`];
  const files = { ...importFiles([], lines), dryRun: false, skipBadLines: false };
  const ctx = await systemContext();
  expect((await importAccounts(ctx, { ...files, dryRun: true })).counts.mailboxes).toMatchObject({ closed: 1 });
  expect(await acceptedLogins(linXia.address, linXia.password)).toEqual(ALL_LOGINS);

  expect((await importAccounts(ctx, files)).counts.mailboxes).toMatchObject({ closed: 1, unchanged: 1 });
  expect(await newestInForce(linXia)).toBe('closed');
  expect(await acceptedLogins(linXia.address, linXia.password)).toEqual(NO_LOGIN);
  expect((await importAccounts(ctx, files)).counts.mailboxes, 'A121').toMatchObject({ closed: 0, unchanged: 2 });
  const opens = { ...importFiles([], [`${linXia.address},personal,,active,,`]), dryRun: false, skipBadLines: false };
  expect((await importAccounts(ctx, opens)).counts.mailboxes, 'it opens none').toMatchObject({ unchanged: 1 });
  expect((await imapLogin(imapServer(), linXia.address, linXia.password)).ok).toBe(false);
});

test('an import suspends an active mailbox whose row says so, at the mail server as well, and once', async () => {
  const { linXia, chenXiaoAn } = await cast();
  const warned = { address: chenXiaoAn.address, level: 'warning', announcementId: null } as const;
  needed(await suspend(await systemContext(), warned));
  expect(await acceptedLogins(linXia.address, linXia.password)).toEqual(ALL_LOGINS);
  const lines = [linXia, chenXiaoAn].map(({ address }) => `${address},personal,,suspended,,`);
  const files = { ...importFiles([], lines), dryRun: false, skipBadLines: false };
  const ctx = await systemContext();
  const done = { suspended: 1, unchanged: 1 };
  expect((await importAccounts(ctx, { ...files, dryRun: true })).counts.mailboxes).toMatchObject(done);
  expect(await acceptedLogins(linXia.address, linXia.password)).toEqual(ALL_LOGINS);

  expect((await importAccounts(ctx, files)).counts.mailboxes).toMatchObject(done);
  expect(await newestInForce(linXia)).toBe('suspended_emergency');
  expect(await newestInForce(chenXiaoAn), 'it keeps its level').toBe('suspended_warning');
  expect(await acceptedLogins(linXia.address, linXia.password)).toEqual(NO_LOGIN);
  expect((await importAccounts(ctx, files)).counts.mailboxes, 'A121').toMatchObject({ suspended: 0, unchanged: 2 });

  needed(await closeMailbox(ctx, linXia.address));
  expect((await importAccounts(ctx, files)).counts.mailboxes, 'it reopens none').toMatchObject({ unchanged: 2 });
  needed(await reopenMailbox(ctx, linXia.address));
  needed(await reinstate(ctx, linXia.address));
  expect(await codeOf(linXia, linXia.password)).toBe('password.used_while_suspended');
});

async function codeOf(player: Player, typed: string): Promise<string> {
  const outcome = await changePassword(await player.at(), player.wants(typed));
  return outcome.ok ? 'changed' : outcome.code;
}

test('A99 a suspended mailbox that is closed and reopened is suspended, and an earlier change lifts nothing', async () => {
  const own = await ownDatabase();
  const operator = await systemContext(own.runtime);
  await published(operator, DEMO_ANNOUNCEMENT);
  const { linXia, chenXiaoAn } = await cast(own.runtime);
  for (const { address } of [linXia, chenXiaoAn])
    needed(await suspend(operator, { address, level: 'warning', announcementId: DEMO_ANNOUNCEMENT.id }));
  for (const player of [linXia, chenXiaoAn])
    needed(await changePassword(await readAndAcknowledge(await player.at()), player.wants(newPassword())));

  needed(await closeMailbox(operator, linXia.address));
  await own.sql`update deliveries set flushed_at = now(), connections_ended_at = now(), connections_ended = 0,
    effective_at = now()`;
  const worker = { connection: own.runtime.connection, clock: own.runtime.clock };
  expect(await reinstateNext(worker), 'the closed one keeps nobody else waiting').toBe(true);
  expect(await reinstateNext(worker)).toBe(false);
  const states = await own.sql`select address, state from mailboxes
    where address in (${linXia.address}, ${chenXiaoAn.address}) order by state`;
  expect(states.map(({ state }) => state)).toEqual(['active', 'closed']);

  expect(needed(await reopenMailbox(operator, linXia.address))).toEqual({
    state: 'suspended_warning',
    isChanged: true,
  });
  expect(await reinstateNext(worker)).toBe(false);
});

test('A121 a mailbox is closed once and reopened once; each is a row of the audit log and a notice to the contact addresses', async () => {
  const own = await ownDatabase();
  const operator = await systemContext(own.runtime);
  const { linXia } = await cast(own.runtime);
  expect(needed(await closeMailbox(operator, linXia.address))).toEqual({ isChanged: true });
  expect(needed(await closeMailbox(operator, linXia.address))).toEqual({ isChanged: false });
  expect(needed(await reopenMailbox(operator, linXia.address))).toEqual({ state: 'active', isChanged: true });
  expect(needed(await reopenMailbox(operator, linXia.address))).toEqual({ state: 'active', isChanged: false });
  const rows = await own.sql`select action, actor from audit_log where action like 'mailbox.%' order by id`;
  expect(rows).toEqual([
    { action: 'mailbox.closed', actor: 'operator' },
    { action: 'mailbox.reopened', actor: 'operator' },
  ]);
  expect(await own.sql`select version from deliveries`, 'one for each act').toHaveLength(2);
  // A notice of the closing in the mailbox itself could not be read.
  expect(await own.sql`select kind, recipient from notices`).toEqual([{ kind: 'reopened', recipient: linXia.address }]);
});
