import { beforeAll, expect, test } from 'vitest';
import { putMailTarget } from '@/db/queries/mail-targets';
import { findMailbox } from '@/db/queries/mailboxes';
import { createAdmissionQueue } from '@/lib/admission-queue';
import { after, minutes } from '@/lib/clock';
import type { DirectoryConfig } from '@/lib/config/target-settings';
import { bindAs } from '@/lib/mail-systems/directory/bind-as';
import { ldap } from '@/lib/mail-systems/directory/ldap';
import { findOwnMailbox } from '@/lib/mailbox/find-own-mailbox';
import type { OpenRuntime } from '@/lib/runtime/open-runtime';
import { Secret } from '@/lib/secret';
import { enterByMailboxPassword } from '@/lib/sign-in/enter-by-mailbox-password';
import { proveIdentity } from '@/lib/sign-in/prove-identity';
import { findMember } from '@/lib/sign-in/session/find-member';
import { findThrottle } from '@/lib/sign-in/throttle/find-throttle';
import { suspend } from '@/lib/suspension/suspend';
import { needed, newPassword } from '../../cast/cast';
import { startDirectory } from '../../support/directory';
import type { Directory } from '../../support/openldap';
import { newPerson } from '../../support/people';
import { readableLog } from '../../support/readable-log';
import { solvedCaptcha } from '../../support/solved-captcha';
import { until } from '../../support/until';
import { anonymousContext, ownDatabase, systemContext, worldConfig } from '../../support/world';

let directory: Directory;
let runtime: OpenRuntime;
const written = readableLog();

beforeAll(async () => {
  directory = await startDirectory();
  const { mailServer } = worldConfig();
  const targets = { directory: { target: 'ldap', directory: directory.config, mailServer } } as const;
  ({ runtime } = await ownDatabase({ targets }));
  const { db } = await systemContext(runtime);
  await putMailTarget(db, { domain: 'oz.nthu.edu.tw', target: 'ldap', targetKey: 'directory' });
});

const ask = (
  account: { address: string; mayUse: boolean },
  password: string,
  otherwise: Partial<DirectoryConfig> = {},
) => bindAs({ directory: { ...directory.config, ...otherwise }, log: written.log }, account, new Secret(password));

/** The accounts that the directory was asked to bind, besides the portal's own, since the last call. */
let read = 0;
async function namesTried(): Promise<string[]> {
  // The server's log lags behind its answers: all entries before the mark are there once the mark is.
  const mark = `cn=mark-${performance.now()}`;
  await directory.refusal(mark, 'a mark');
  await until('the log has the entry', () => directory.readLog().includes(`"${mark}"`));
  const log = directory.readLog();
  const names = [...log.slice(read).matchAll(/ BIND dn="([^"]*)" method=128/g)].map(([, name]) => name ?? '');
  read = log.length;
  return names.filter((name) => name !== directory.config.bindDn && !name.startsWith('cn=mark-'));
}

/** A mailbox of the directory's domain: its password there differs from the password of the portal's own hash. */
async function newMailbox(options: Parameters<typeof newPerson>[1] = {}) {
  const { box } = await newPerson(await systemContext(runtime), { ...options, systems: ['oz'] });
  const account = await directory.addAccount({ address: box.address });
  return { ...account, ownHashOf: box.password };
}

async function signsIn(address: string, password: string, at?: Date) {
  const ctx = await anonymousContext({ runtime, at });
  const captcha = await solvedCaptcha(ctx);
  return enterByMailboxPassword(ctx, { typed: address, domain: '', password, captcha, formerSessionId: undefined });
}

test('a bind shows whether a password is right, in every script', async () => {
  const account = await directory.addAccount();
  expect(await ask({ ...account, mayUse: true }, account.password)).toBe('accepted');
  expect(await ask({ ...account, mayUse: true }, newPassword())).toBe('refused');
  const next = 'Pä ssw0rd"\\{密碼} 🔑 and more';
  const argon2id = needed(await runtime.hasher.hashForMail(new Secret(next)));
  const { mailServer } = worldConfig();
  if (!mailServer) throw new Error('the tests need a mail server');
  const order = { address: account.address, version: 2, password: { argon2id, sha512Crypt: null }, mayUse: true };
  await ldap(directory.config, mailServer).write(order);
  expect(await ask({ ...account, mayUse: true }, next)).toBe('accepted');
});

test('A55 an empty password is refused before the directory is asked, where it would be an anonymous bind', async () => {
  const account = await directory.addAccount();
  await namesTried();
  expect(await ask({ ...account, mayUse: true }, '')).toBe('refused');
  expect(await namesTried()).toEqual([]);
  const mailbox = await newMailbox();
  expect(await signsIn(mailbox.address, '')).toMatchObject({ ok: false, code: 'sign_in.password_missing' });
});

test('A97 unknown, suspended and ambiguous accounts are bound once as the decoy, and refused with any password', async () => {
  const { decoyDn } = directory.config;
  const account = await directory.addAccount();
  const twin = await directory.addAccount();
  await directory.addAccount({ address: twin.address });
  await namesTried();
  expect(await ask({ ...account, mayUse: false }, account.password)).toBe('refused');
  expect(await ask({ address: 'nobody-at-all@oz.nthu.edu.tw', mayUse: true }, newPassword())).toBe('refused');
  expect(await ask({ ...twin, mayUse: true }, twin.password)).toBe('refused');
  expect(await namesTried()).toEqual([decoyDn, decoyDn, decoyDn]);
  await ask({ ...account, mayUse: true }, newPassword());
  expect(await namesTried()).toEqual([account.dn]);
});

test('A97 the password of the decoy opens no session', async () => {
  const known = newPassword();
  await directory.set(directory.config.decoyDn, 'userPassword', [known]);
  expect(await directory.refusal(directory.config.decoyDn, known)).toBeUndefined();
  expect(await ask({ address: 'nobody-at-all@oz.nthu.edu.tw', mayUse: true }, known)).toBe('refused');
  const account = await directory.addAccount();
  expect(await ask({ ...account, mayUse: false }, known)).toBe('refused');
});

test('A70 an account with characters of a filter or a DN is tried on the decoy', async () => {
  await directory.addAccount();
  for (const address of ['*', '*)(uid=*', `s*@oz.nthu.edu.tw`, '\0', '']) {
    expect(await ask({ address, mayUse: true }, newPassword())).toBe('refused');
  }
});

test('A89 an answer that is neither success nor invalid credentials is "unavailable", with a reason in the log, never a wrong password', async () => {
  const account = { ...(await directory.addAccount()), mayUse: true };
  expect(await ask(account, account.password, { bindPassword: new Secret('wrong') })).toBe('unavailable');
  expect(await ask(account, account.password, { ca: undefined })).toBe('unavailable');
  expect(await ask(account, account.password, { url: 'ldaps://127.0.0.1:1' })).toBe('unavailable');
  const reasons = written.lines.map((line) => JSON.parse(line).reason);
  expect(reasons).toEqual(expect.arrayContaining(['bind_refused', 'tls_failed', 'connection_refused']));
  expect(written.lines.join('')).not.toContain(account.password);
});

test('A94 sign-ins beyond the limit are refused as busy, without a request to the directory', async () => {
  const account = { ...(await directory.addAccount()), mayUse: true };
  const answers = await Promise.all(Array.from({ length: 120 }, () => ask(account, account.password)));
  expect(new Set(answers)).toEqual(new Set(['accepted', 'unavailable']));
  expect(answers.filter((answer) => answer === 'accepted').length).toBeGreaterThanOrEqual(64);
});

test('way 2 accepts the password of the directory, and not the one of the portal’s own hash', async () => {
  const mailbox = await newMailbox();
  expect(await signsIn(mailbox.address, mailbox.ownHashOf)).toMatchObject({ ok: false, code: 'sign_in.failed' });
  expect((await signsIn(mailbox.address, mailbox.password)).ok).toBe(true);
});

test('way 2 uses the portal’s own hash for a domain without a directory', async () => {
  const { box } = await newPerson(await systemContext(runtime), { systems: ['mx'] });
  expect((await signsIn(box.address, box.password)).ok).toBe(true);
});

test('A94 sign-ins verified by the database go on while a directory does not answer', async () => {
  const atDirectory = await newMailbox();
  const { box } = await newPerson(await systemContext(runtime), { systems: ['mx'] });
  const stuck = createAdmissionQueue({ slots: 1, mostWaiting: 0 });
  let answer = () => {};
  const asked = stuck.admit(() => new Promise<void>((resolve) => (answer = resolve)));
  const ctx = await anonymousContext({ runtime });
  const admission = { ...runtime.admission, signInByDirectory: stuck };
  const signIn = async (typed: string, password: string) => {
    const captcha = await solvedCaptcha(ctx);
    return enterByMailboxPassword(
      { ...ctx, admission },
      { typed, domain: '', password, captcha, formerSessionId: undefined },
    );
  };
  expect(await signIn(atDirectory.address, atDirectory.password)).toMatchObject({ ok: false, code: 'service.full' });
  expect(await signIn(box.address, box.password)).toMatchObject({ ok: true });
  answer();
  await asked;
});

test('A97 a suspended mailbox of the directory is refused like a wrong password, also before the lock is written', async () => {
  const mailbox = await newMailbox();
  const system = await systemContext(runtime);
  needed(await suspend(system, { address: mailbox.address, level: 'warning', announcementId: null }));
  expect(await directory.refusal(mailbox.dn, mailbox.password)).toBeUndefined();
  const outcome = await signsIn(mailbox.address, mailbox.password);
  expect(outcome).toEqual({ ok: false, code: 'sign_in.failed' });
});

test('A89 way 2 reports an unreachable directory, counts the same password once, and opens when it is back', async () => {
  const mailbox = await newMailbox();
  await directory.stop();
  for (const _ of ['first', 'second', 'third']) {
    expect(await signsIn(mailbox.address, mailbox.password)).toEqual({ ok: false, code: 'directory.unavailable' });
  }
  const ctx = await systemContext(runtime);
  expect(await findThrottle(ctx, mailbox.address)).toMatchObject({ failures: 1 });
  await directory.start();
  expect((await signsIn(mailbox.address, mailbox.password)).ok).toBe(true);
  expect(await findThrottle(ctx, mailbox.address)).toMatchObject({ failures: 0 });
});

test('the password in force, which an older sign-in must enter again, is the directory’s', async () => {
  const mailbox = await newMailbox();
  const { sessionId } = needed(await signsIn(mailbox.address, mailbox.password));
  const ctx = await anonymousContext({ runtime });
  const later = await anonymousContext({ runtime, at: after(ctx.now, minutes(6)) });
  const member = needed(await findMember(later, sessionId));
  const owner = needed(await findOwnMailbox(member, mailbox.address));
  const prove = (password: string) => proveIdentity(owner, new Secret(password));

  expect(await prove(mailbox.ownHashOf)).toMatchObject({ code: 'proof.current_wrong' });
  expect(await prove(mailbox.password)).toMatchObject({ ok: true });
  await directory.stop();
  expect(await prove(mailbox.password)).toMatchObject({ code: 'directory.unavailable' });
  await directory.start();
  expect(await findMailbox(ctx.db, mailbox.address)).toMatchObject({ state: 'active' });
});
